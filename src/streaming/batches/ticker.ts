import type { Clock } from '../../kernel/clock/clock.ts'
import { Timeline } from './timeline.ts'

/**
 * The clock of batches: says when a batch is due and what it is called.
 *
 * ```
 * wall       zero      now  first
 *             |---------+----|---------|---------|
 * label                      zero+b    zero+2b   …
 * ```
 *
 * The wall clock is read once, to find the first label: the next whole multiple of the interval since the epoch. From
 * there on the monotonic clock sets the pace, so a wall clock that is set forward or back neither skips nor repeats a
 * batch. When the driver is late every missed tick is given, in order.
 */
export class Ticker {
  /** Label of the time before the first batch. */
  readonly zero: number
  readonly #clock: Clock
  readonly #timeline: Timeline
  /** Ticks of the clock when its label is zero. */
  readonly #origin: number
  #next: number
  #onTick: ((label: number) => void) | undefined
  #cancel: () => void = () => {}

  /** `resume`: batches began behind `zero` in an earlier process, and the one of `last` was the last of them. `timeline`: which
   * batches there are. */
  constructor(
    clock: Clock,
    batch: number,
    resume?: { readonly zero: number; readonly last: number },
    timeline = new Timeline(batch),
  ) {
    // A wall clock that was set back meanwhile must not give a label twice, nor wait for the end of a gap, which it had
    // reached before.
    const reached = timeline.gaps.map(({ before }) => before - batch)
    const now = Math.max(clock.now(), resume?.last ?? Number.NEGATIVE_INFINITY, ...reached)
    this.#clock = clock
    this.#timeline = timeline
    this.zero = resume?.zero ?? Math.floor(now / batch) * batch
    this.#origin = clock.ticks() - (now - this.zero)
    this.#next = timeline.next(resume?.last ?? this.zero)
  }

  /** The time on the clock of batches, in whole ms: with it events are stamped, so that their order and lengths are true. */
  now(): number {
    return Math.round(this.zero + this.#clock.ticks() - this.#origin)
  }

  /** Begin to call `onTick`, first for what is due already. It must not throw. */
  start(onTick: (label: number) => void): void {
    this.#onTick = onTick
    this.fire()
  }

  /** Give the ticks that are due, now. */
  fire(): void {
    this.#cancel()
    while (this.#onTick !== undefined && this.#wait() <= 0) this.force()
    if (this.#onTick !== undefined) this.#cancel = this.#clock.after(this.#wait(), () => this.fire())
  }

  /** Give the next tick without waiting for its time. */
  force(): void {
    const label = this.#next
    this.#next = this.#timeline.next(label)
    this.#onTick?.(label)
  }

  /** No tick any more. */
  stop(): void {
    this.#onTick = undefined
    this.#cancel()
  }

  #wait(): number {
    return this.#origin + (this.#next - this.zero) - this.#clock.ticks()
  }
}
