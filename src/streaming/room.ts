import { type Clock, sleep } from '../kernel/clock/clock.ts'

/** Wait before a disk that is full is tried again, in ms, and at most. */
const [FIRST, LONGEST] = [100, 5000]

/** Waits for somebody to make room on a disk: each time twice as long, and not behind the abort of `signal`. */
export class Room {
  readonly #clock: Clock
  readonly #signal: AbortSignal
  #next = FIRST

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock
    this.#signal = signal
  }

  /** Whether it has been waited for. */
  get wasMissing(): boolean {
    return this.#next > FIRST
  }

  /** Resolves when it is time to try again; answers false when nothing is waited for any more. */
  async wait(): Promise<boolean> {
    const millis = this.#next
    this.#next = Math.min(2 * millis, LONGEST)
    await sleep(this.#clock, millis, this.#signal)
    return !this.#signal.aborted
  }
}
