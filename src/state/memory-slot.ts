import type { PackedBlock, PackedStates } from './packed-states.ts'
import type { Slot, SlotFields } from './slots.ts'

/** A slot whose state may still be bytes of a block: it is made when somebody asks for it. */
export class MemorySlot<K, S> implements Slot<K, S> {
  readonly key: K
  readonly order: number
  draft: number
  gone = false
  /** The block that has its state, of which `#state` is the place in it then. */
  #packed: PackedBlock | undefined
  #state: S | number

  constructor({ key, state, order, draft }: SlotFields<K, S>) {
    this.key = key
    this.order = order
    this.draft = draft
    this.#packed = undefined
    this.#state = state
  }

  /** Errors: STATE_CORRUPT, of one that was kept. */
  get state(): S {
    return this.#packed === undefined ? (this.#state as S) : this.#unpack(this.#packed)
  }

  set state(state: S) {
    this.#packed = undefined
    this.#state = state
  }

  take(states: PackedStates, i: number): void {
    this.#packed = states.blockOf(i)
    this.#state = states.placeOf(i)
  }

  #unpack(block: PackedBlock): S {
    const state = block.at(this.#state as number) as S
    this.state = state
    return state
  }
}
