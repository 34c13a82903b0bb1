import type { KeptVersion } from '../../kernel/kept-state.ts'

/** A round through the entries of a partition that came to its end. */
interface Round {
  /** Number of the record with its beginning. */
  readonly begun: number
  /** Number of the record with its end. */
  readonly ended: number
  /** The version with which all entries were told. */
  readonly whole: number
}

interface Partition {
  begun: number | undefined
  /** Oldest first. */
  rounds: Round[]
}

/**
 * Knows from which record on a log must be read to have a base and all of every state.
 *
 * Versions that may still be asked for are made by going back from the newest, so of each partition the round counts that
 * was over before the oldest of them. What a crash may take away again does not count: with a base, or the end of a round, that
 * is not durable yet, the log would be read from where nothing says what it is, or not all of it.
 */
export class Floors {
  readonly #partitions = new Map<string, Partition>()
  readonly #start: number
  /** Numbers of the last base that is known to be durable, and of those after it. */
  #bases: number[] = []

  /** From record `start` on everything is there, whatever comes. */
  constructor(start: number) {
    this.#start = start
  }

  /** There is a partition of which nothing was told in this log yet. */
  expect(operator: string, partition: number): void {
    this.#partitions.set(`${partition} ${operator}`, { begun: undefined, rounds: [] })
  }

  /** Be told that record `number` is a base. */
  noteBase(number: number): void {
    this.#bases.push(number)
  }

  /** Be told of a version in record `number`. */
  note({ operator, partition, to, begins, ends, isFirst }: KeptVersion, number: number): void {
    const key = `${partition} ${operator}`
    const known = this.#partitions.get(key) ?? { begun: undefined, rounds: [] }
    this.#partitions.set(key, known)
    if (isFirst) known.rounds = [{ begun: number, ended: number, whole: to }]
    if (begins) known.begun = number
    if (!ends || known.begun === undefined) return
    known.rounds.push({ begun: known.begun, ended: number, whole: to })
    known.begun = undefined
  }

  /** The record to begin with, when versions up to `oldest` may be forgotten, and records up to `durable` survive a crash. */
  floor(oldest: number, durable: number): number {
    const base = this.#bases.findLastIndex((at) => at <= durable)
    if (base < 0) return this.#start
    this.#bases.splice(0, base)
    let [floor = this.#start] = this.#bases
    for (const { rounds } of this.#partitions.values()) {
      const at = rounds.findLastIndex(({ whole, ended }) => whole <= oldest && ended <= durable)
      if (at < 0) return this.#start
      rounds.splice(0, at)
      floor = Math.min(floor, (rounds[0] as Round).begun)
    }
    return floor
  }
}
