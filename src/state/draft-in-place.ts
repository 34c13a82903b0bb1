import { StreamError } from '../kernel/errors.ts'
import type { Slot, Slots } from './slots.ts'
import type { StateDraft } from './store.ts'
import { Undo } from './undo.ts'

/** A draft that changes the newest version in place. */
export class DraftInPlace<K, S> implements StateDraft<K, S> {
  readonly from: number | undefined
  readonly undo = new Undo<K, S>()
  readonly #slots: Slots<K, S>
  /** Its number among the drafts of the partition. */
  readonly number: number
  readonly #nextOrder: number
  readonly #end: (draft: DraftInPlace<K, S>, committed: boolean) => void
  /** Slots that were changed, inserted or deleted, when somebody wants to know. */
  readonly changed: Slot<K, S>[] | undefined
  #open = true
  // A key is usually read and then set. Once the draft has ended, the slot may be another one.
  #key: K | undefined
  #slot: Slot<K, S> | undefined

  /** `end` is called when the draft is committed or aborted; what it throws at a commit leaves the draft open. */
  constructor(
    from: number | undefined,
    slots: Slots<K, S>,
    noteChanged: boolean,
    end: (draft: DraftInPlace<K, S>, committed: boolean) => void,
  ) {
    this.from = from
    this.#slots = slots
    this.changed = noteChanged ? [] : undefined
    this.number = ++slots.drafts
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
      this.#slot = this.#slots.insert(key, state, this.number)
      this.changed?.push(this.#slot)
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
    this.#end(this, true)
    this.#open = false
  }

  abort(): void {
    if (!this.#open) return
    this.#open = false
    this.#slots.undo(this.undo, this.#nextOrder)
    this.#end(this, false)
  }

  #find(key: K): Slot<K, S> | undefined {
    if (this.#slot !== undefined && key === this.#key && this.#open) return this.#slot
    this.#slots.trim()
    this.#key = key
    this.#slot = this.#slots.map.get(key)
    return this.#slot
  }

  #note(key: K, slot: Slot<K, S>): void {
    if (slot.draft === this.number) return
    this.undo.note(key, slot)
    slot.draft = this.number
    this.changed?.push(slot)
  }

  #requireOpen(): void {
    if (!this.#open) throw new StreamError('BUG_INVARIANT', 'a draft of a state was used after its end')
  }
}
