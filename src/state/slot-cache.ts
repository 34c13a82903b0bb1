import { KeyMap } from '../kernel/key-map.ts'
import type { StoredSlot } from './stored-slot.ts'

/** Of those that there may be, so many leave at once. */
const SHARE = 8

/**
 * Slots in memory, by their keys: as many as there may be, and those that an open draft has changed.
 *
 * Those leave that were not used since the last look at them. Source: second chance, or clock (Corbató, 1968).
 */
export class SlotCache<K, S> {
  readonly #slots = new KeyMap<K, StoredSlot<K, S>>()
  readonly #most: number
  /** So many there may be while draft `#draft` is open. */
  #room: number
  #draft = 0

  constructor(most: number) {
    this.#most = most
    this.#room = most
  }

  get size(): number {
    return this.#slots.size
  }

  get(key: K): StoredSlot<K, S> | undefined {
    const slot = this.#slots.get(key)
    if (slot !== undefined) slot.wasUsed = true
    return slot
  }

  /** As `get`, by whom nobody should wait for. */
  peek(key: K): StoredSlot<K, S> | undefined {
    return this.#slots.get(key)
  }

  add(slot: StoredSlot<K, S>): void {
    this.#slots.set(slot.key, slot)
  }

  remove(key: K): void {
    this.#slots.delete(key)
  }

  clear(): void {
    this.#slots.clear()
  }

  /** Those that must leave for there to be room again; none as long as there is. Slots that draft `draft` has changed stay. */
  leaving(draft: number): StoredSlot<K, S>[] {
    if (draft !== this.#draft) this.#room = this.#most
    this.#draft = draft
    if (this.#slots.size <= this.#room) return []
    const least = this.#most - Math.ceil(this.#most / SHARE)
    const leaving = this.#choose(this.#slots.size - least, draft)
    // A draft that changes more than there is room for would be looked through for each key.
    const stay = this.#slots.size - leaving.length
    if (stay > least) this.#room = 2 * Math.max(stay, this.#most)
    return leaving
  }

  #choose(count: number, draft: number): StoredSlot<K, S>[] {
    const leaving = new Set<StoredSlot<K, S>>()
    // In the first round those that were used get away.
    for (const round of [1, 2])
      for (const slot of this.#slots.values()) {
        if (leaving.size === count) return [...leaving]
        if (draft > 0 && slot.draft === draft) continue
        if (round === 2 || !slot.wasUsed) leaving.add(slot)
        slot.wasUsed = false
      }
    return [...leaving]
  }
}
