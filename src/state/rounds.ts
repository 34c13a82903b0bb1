import type { Slot, Slots } from './slots.ts'

/** Entries of a partition that are to be told again. */
export interface Stretch<K, S> {
  readonly slots: readonly Slot<K, S>[]
  /** It begins with the first entry, ends with the last one. */
  readonly begins: boolean
  readonly ends: boolean
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
  /** Number of the last entry that was visited; −1 at the beginning of a round. */
  #last = -1

  constructor(slots: Slots<K, S>) {
    this.#slots = slots
  }

  /** The stretch that goes with a version which `changed` entries; those that draft `draft` changed are told anyway. */
  next(changed: number, draft: number): Stretch<K, S> {
    const { map } = this.#slots
    const begins = this.#last < 0
    let left = Math.max(PER_CHANGE * changed, Math.ceil(map.size / VERSIONS_PER_ROUND), FEWEST)
    const last = this.#last
    const entries = map.beyond((slot) => slot.order <= last)
    const slots: Slot<K, S>[] = []
    for (let next = entries.next(); ; next = entries.next()) {
      if (next.done) {
        this.#last = -1
        return { slots, begins, ends: true }
      }
      if (left-- === 0) return { slots, begins, ends: false }
      const slot = next.value
      this.#last = slot.order
      if (slot.draft !== draft) slots.push(slot)
    }
  }
}
