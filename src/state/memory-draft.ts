import { StreamError } from '../kernel/errors.ts'
import type { Slot, Slots } from './slots.ts'
import type { StateDraft } from './store.ts'
import { Undo } from './undo.ts'

/** A draft that changes the newest version in place. */
export class MemoryDraft<K, S> implements StateDraft<K, S> {
  readonly from: number | undefined
  readonly undo = new Undo<K, S>()
  readonly #slots: Slots<K, S>
  readonly #number: number
  readonly #nextOrder: number
  readonly #end: (undo: Undo<K, S> | undefined) => void
  #open = true
  // A key is usually read and then set.
  #key: K | undefined
  #slot: Slot<K, S> | undefined

  /** `end` is called with what leads back when the draft is committed, with nothing when it is aborted. */
  constructor(from: number | undefined, slots: Slots<K, S>, end: (undo: Undo<K, S> | undefined) => void) {
    this.from = from
    this.#slots = slots
    this.#number = ++slots.drafts
    this.#nextOrder = slots.nextOrder
    this.#end = end
  }

  get size(): number {
    return this.#slots.map.size
  }

  get(key: K): S | undefined {
    return this.#find(key)?.state
  }

  has(key: K): boolean {
    return this.#find(key) !== undefined
  }

  pairs(): [K, S][] {
    const pairs: [K, S][] = []
    for (const { key, state } of this.#slots.map) pairs.push([key, state])
    return pairs
  }

  *[Symbol.iterator](): Iterator<[K, S]> {
    const end = this.#slots.nextOrder
    for (const { key, state, order } of this.#slots.map) {
      if (order >= end) return
      yield [key, state]
    }
  }

  set(key: K, state: S): void {
    this.#requireOpen()
    const slot = this.#find(key)
    if (slot === undefined) {
      this.undo.note(key, undefined)
      this.#slot = this.#slots.insert(key, state, this.#number)
      return
    }
    this.#note(key, slot)
    slot.state = state
  }

  delete(key: K): void {
    this.#requireOpen()
    const slot = this.#find(key)
    if (slot === undefined) return
    this.#note(key, slot)
    this.#slots.map.remove(slot)
    this.#slot = undefined
  }

  commit(): void {
    this.#requireOpen()
    this.#open = false
    this.#end(this.undo)
  }

  abort(): void {
    if (!this.#open) return
    this.#open = false
    this.#slots.undo(this.undo, this.#nextOrder)
    this.#end(undefined)
  }

  #find(key: K): Slot<K, S> | undefined {
    if (this.#slot !== undefined && key === this.#key) return this.#slot
    this.#key = key
    this.#slot = this.#slots.map.get(key)
    return this.#slot
  }

  #note(key: K, slot: Slot<K, S>): void {
    if (slot.draft === this.#number) return
    this.undo.note(key, slot)
    slot.draft = this.#number
  }

  #requireOpen(): void {
    if (!this.#open) throw new StreamError('BUG_INVARIANT', 'a draft of a state was used after its end')
  }
}
