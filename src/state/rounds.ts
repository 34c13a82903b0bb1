import type { Slot, Slots } from './slots.ts'

/** Entries of a partition that are to be told again. */
export interface Stretch<K, S> {
  readonly slots: readonly Slot<K, S>[]
  /** It begins with the first entry, ends with the last one. */
  readonly begins: boolean
  readonly ends: boolean
  /** Number of the last entry that was visited for it; −1 when the next stretch begins a round. */
  readonly last: number
}

/** In so many versions a round comes to its end, even if nothing changes. */
const VERSIONS_PER_ROUND = 4096
/** As many entries at least are visited, */
const FEWEST = 16
/** and for each that has changed so many. */
const PER_CHANGE = 2

/**
 * Goes round the entries of a partition, some with each version, so that every entry is written again from time to time and
 * what was written before the last round but one is not needed to know the newest version.
 *
 *     version    1     2     3     4     5     6
 *     changed    a     b     a     c     b     a         written: changes and stretch of each
 *     stretch    a b   c d   e ·   a b   c d   e
 *                └── round ──┘     └── round ──┘         with 4, 5 and 6 alone everything is known
 *
 * So nothing ever has to write all entries at once, which with many of them would hold up the batch that does it; and what
 * is written stays within a small multiple of what changes, what is read at a restart within one of what there is.
 */
export class Rounds<K, S> {
  readonly #slots: Slots<K, S>
  /** Where the stretch ended that was kept last. */
  #last = -1

  constructor(slots: Slots<K, S>) {
    this.#slots = slots
  }

  /** The stretch that goes with a version which `changed` entries; those that draft `draft` changed are told anyway. */
  next(changed: number, draft: number): Stretch<K, S> {
    const { map } = this.#slots
    const begins = this.#last < 0
    let last = this.#last
    let left = Math.max(PER_CHANGE * changed, Math.ceil(map.size / VERSIONS_PER_ROUND), FEWEST)
    const entries = map.after(last)
    const slots: Slot<K, S>[] = []
    for (let next = entries.next(); ; next = entries.next()) {
      if (next.done) return { slots, begins, ends: true, last: -1 }
      if (left-- === 0) return { slots, begins, ends: false, last }
      const slot = next.value
      last = slot.order
      if (slot.draft !== draft) slots.push(slot)
    }
  }

  /** The stretch was kept. One that was not is gone through again with the next version. */
  kept({ last }: Stretch<K, S>): void {
    this.#last = last
  }
}
