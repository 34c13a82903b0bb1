import { KeyMap } from '../../kernel/key-map.ts'
import type { Dictionary, ReceivedPairs } from './key-receiver.ts'

/**
 * One number for each key (by value), whichever edge it came from, so that what is gathered by key can be gathered in
 * arrays: `sums[slots[i]] += values[i]`.
 *
 * A key gets the next number when it is first seen and keeps it. What a dictionary's ids stand for is worked out once.
 */
export class KeySlots {
  readonly #slots = new KeyMap<unknown, number>()
  readonly #ofIds = new WeakMap<Dictionary, Int32Array>()
  readonly #known = new WeakMap<Dictionary, number>()
  /** The keys by their numbers. */
  readonly keys: unknown[] = []

  /** The slot of each pair's key. */
  of(pairs: ReceivedPairs): Int32Array {
    const { ids, dictionary } = pairs
    const slots = new Int32Array(pairs.length)
    if (ids === undefined || dictionary === undefined) {
      const keys = pairs.keys()
      for (let i = 0; i < slots.length; i++) slots[i] = this.#slotOf(keys[i])
      return slots
    }
    const ofIds = this.#slotsOf(dictionary)
    for (let i = 0; i < slots.length; i++) slots[i] = ofIds[ids[i] as number] as number
    return slots
  }

  #slotsOf(dictionary: Dictionary): Int32Array {
    const { keys } = dictionary
    const known = this.#known.get(dictionary) ?? 0
    let slots = this.#ofIds.get(dictionary) ?? new Int32Array(0)
    if (slots.length < keys.length) {
      const wider = new Int32Array(2 * keys.length)
      wider.set(slots)
      slots = wider
      this.#ofIds.set(dictionary, slots)
    }
    for (let id = known; id < keys.length; id++) slots[id] = this.#slotOf(keys[id])
    this.#known.set(dictionary, keys.length)
    return slots
  }

  #slotOf(key: unknown): number {
    const known = this.#slots.get(key)
    if (known !== undefined) return known
    const slot = this.keys.push(key) - 1
    this.#slots.set(key, slot)
    return slot
  }
}
