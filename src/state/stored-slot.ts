import type { PackedStates } from './packed-states.ts'
import type { Slot, SlotFields } from './slots.ts'

/** A slot that knows whether the store has its state. */
export class StoredSlot<K, S> implements Slot<K, S> {
  readonly key: K
  readonly order: number
  draft: number
  gone = false
  isDirty = false
  /** Since it was last looked at by who finds room in memory. */
  wasUsed = false
  #state: S

  constructor({ key, state, order, draft }: SlotFields<K, S>) {
    this.key = key
    this.#state = state
    this.order = order
    this.draft = draft
  }

  get state(): S {
    return this.#state
  }

  set state(state: S) {
    this.#state = state
    this.isDirty = true
  }

  take(states: PackedStates, i: number): void {
    this.state = states.at(i) as S
  }
}
