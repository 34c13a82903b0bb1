import type { Clock } from '../../kernel/clock/clock.ts'

/** Records may be taken this many ms before they are due, so that a fast receiver does not need a timer a record, */
const AHEAD = 10
/** and this many ms of silence may be made good: about what a timer is late. */
const BEHIND = 20

/**
 * Holds a receiver to so many records a second.
 *
 * Each record has a due time, one record's worth of time after that of the record before, and next to nothing is saved up
 * while nothing comes. So in any stretch of time no more records come than the rate allows, but for those of 30 ms.
 */
export class RateLimit {
  readonly #clock: Clock
  readonly #rate: () => number | undefined
  #paidUntil: number

  /** `rate` is read for every call, so it may change; undefined and 0 mean no limit. */
  constructor(clock: Clock, rate: () => number | undefined) {
    this.#clock = clock
    this.#rate = rate
    this.#paidUntil = clock.ticks()
  }

  /** Count `n` records; false when the next one has to wait. */
  take(n: number): boolean {
    const rate = this.#rate()
    if (rate === undefined || rate <= 0) return true
    const now = this.#clock.ticks()
    this.#paidUntil = Math.max(this.#paidUntil, now - BEHIND) + (n * 1000) / rate
    return this.#paidUntil <= now + AHEAD
  }

  /** Milliseconds until the next record may come; 0 when it may come now. */
  wait(): number {
    const rate = this.#rate()
    if (rate === undefined || rate <= 0) return 0
    return Math.max(0, this.#paidUntil - this.#clock.ticks())
  }
}
