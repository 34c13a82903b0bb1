import type { KeptVersion } from '../../kernel/kept-state.ts'

/** A round through the entries of a partition that came to its end. */
interface Round {
  /** Number of the record with its beginning. */
  readonly begun: number
  /** The version with which all entries were told. */
  readonly whole: number
}

interface Partition {
  begun: number | undefined
  /** Oldest first. */
  rounds: Round[]
}

/**
 * Knows from which record on a log must be read to have all of every state.
 *
 * Versions that may still be asked for are made by going back from the newest, so of each partition the round counts that
 * was over before the oldest of them.
 */
export class Floors {
  readonly #partitions = new Map<string, Partition>()
  readonly #start: number

  /** From record `start` on everything is there, whatever comes. */
  constructor(start: number) {
    this.#start = start
  }

  /** There is a partition of which nothing was told in this log yet. */
  expect(operator: string, partition: number): void {
    this.#partitions.set(`${partition} ${operator}`, { begun: undefined, rounds: [] })
  }

  /** Be told of a version in record `number`. */
  note({ operator, partition, to, begins, ends, isFirst }: KeptVersion, number: number): void {
    const key = `${partition} ${operator}`
    const known = this.#partitions.get(key) ?? { begun: undefined, rounds: [] }
    this.#partitions.set(key, known)
    if (isFirst) known.rounds = [{ begun: number, whole: to }]
    if (begins) known.begun = number
    if (!ends || known.begun === undefined) return
    known.rounds.push({ begun: known.begun, whole: to })
    known.begun = undefined
  }

  /** The record to begin with, when versions up to `oldest(operator)` may be forgotten. */
  floor(oldest: (operator: string) => number): number {
    let floor = Number.POSITIVE_INFINITY
    for (const [key, partition] of this.#partitions) {
      const limit = oldest(key.slice(key.indexOf(' ') + 1))
      const at = partition.rounds.findLastIndex(({ whole }) => whole <= limit)
      if (at < 0) return this.#start
      partition.rounds.splice(0, at)
      floor = Math.min(floor, (partition.rounds[0] as Round).begun)
    }
    return floor
  }
}
