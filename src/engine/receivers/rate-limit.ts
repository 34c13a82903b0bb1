import type { Clock } from '../../kernel/clock/clock.ts'

/** Records may be taken this many ms before they are due, so that a fast receiver does not need a timer a record, */
const AHEAD = 10
/** and this many ms of silence may be made good: about what a timer is late. */
const BEHIND = 20
/** A wait for less, in ms, is none: the sums of due times are not exact. */
const INEXACT = 0.01

/**
 * Holds a receiver to so many records a second.
 *
 * Each record has a due time, one record's worth of time after that of the record before, and next to nothing is saved up
 * while nothing comes. So in any stretch of time no more records come than the rate allows, but for those of 30 ms.
 *
 * A receiver that waits while the thread works on a batch is not silent. It may make good for what was due meanwhile, as
 * far as it belongs to the next batch; otherwise a thread that works for nine tenths of each second would take a tenth of
 * what it can work off.
 */
export class RateLimit {
  readonly #clock: Clock
  readonly #rate: () => number | undefined
  /** The rate by which `#paidUntil` was worked out. */
  #known: number | undefined
  #paidUntil: number
  /** How much time may be made good, and until when. */
  #late = 0
  #lateUntil = Number.NEGATIVE_INFINITY
  /** When the last batch was cut. */
  #cutAt: number

  /** `rate` is read for every call, so it may change; undefined and 0 mean no limit. */
  constructor(clock: Clock, rate: () => number | undefined) {
    this.#clock = clock
    this.#rate = rate
    this.#known = rate()
    this.#paidUntil = clock.ticks()
    this.#cutAt = clock.ticks()
  }

  /** Count `n` records; false when the next one has to wait. */
  take(n: number): boolean {
    if (this.#known === undefined && !this.#rate()) return true
    const now = this.#clock.ticks()
    const rate = this.#current(now)
    if (rate === undefined) return true
    this.#paidUntil = this.#from(now) + (n * 1000) / rate
    return this.#paidUntil <= now + AHEAD
  }

  /** How many records may come now: at least one when nothing has to wait. */
  room(): number {
    if (this.#known === undefined && !this.#rate()) return Number.POSITIVE_INFINITY
    const now = this.#clock.ticks()
    const rate = this.#current(now)
    if (rate === undefined) return Number.POSITIVE_INFINITY
    const from = this.#from(now)
    return from > now + INEXACT ? 0 : Math.max(1, Math.floor(((now + AHEAD - from) * rate) / 1000))
  }

  /** Milliseconds until the next record may come; 0 when it may come now. */
  wait(): number {
    const now = this.#clock.ticks()
    if (this.#current(now) === undefined) return 0
    const wait = this.#paidUntil - now
    return wait > INEXACT ? wait : 0
  }

  /** Go by the rate as it is now: records that were taken and are not paid for yet are paid for at this rate. */
  changed(): void {
    this.#current(this.#clock.ticks())
  }

  /** A batch was cut: what was not taken before it is not made good after it. */
  cut(): void {
    this.#cutAt = this.#clock.ticks()
    this.#late = 0
  }

  /** A receiver goes on that had to wait until now: by how much that is late may be made good, in as much time. */
  goOn(): void {
    const now = this.#clock.ticks()
    const late = now - Math.max(this.#paidUntil, this.#cutAt)
    if (late <= this.#behind(now)) return
    this.#late = late
    this.#lateUntil = now + late
  }

  /** From when on the next record is paid for. */
  #from(now: number): number {
    return Math.max(this.#paidUntil, now - this.#behind(now))
  }

  #behind(now: number): number {
    return now <= this.#lateUntil ? Math.max(BEHIND, this.#late) : BEHIND
  }

  #current(now: number): number | undefined {
    const rate = this.#rate() || undefined
    if (rate === this.#known) return rate
    const owed = Math.max(0, this.#paidUntil - now) * (this.#known ?? 0)
    this.#known = rate
    this.#paidUntil = rate === undefined ? now : now + owed / rate
    return rate
  }
}
