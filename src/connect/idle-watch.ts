import type { Clock } from '../kernel/clock/clock.ts'

/**
 * Notices when nothing has happened for some time.
 *
 * `touch` is called for each piece of data, so it sets no alarm of its own while one is set: the alarm looks, when it
 * comes, how much silence there really was.
 */
export class IdleWatch {
  readonly #clock: Clock
  readonly #limit: number
  readonly #idle: () => void
  #last = 0
  #cancel: (() => void) | undefined

  constructor(clock: Clock, limit: number, idle: () => void) {
    this.#clock = clock
    this.#limit = limit
    this.#idle = idle
  }

  /** Something happened: count from now. */
  touch(): void {
    this.#last = this.#clock.ticks()
    this.#cancel ??= this.#clock.after(this.#limit, () => this.#look())
  }

  /** Stop counting, until the next touch. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #look(): void {
    const left = this.#last + this.#limit - this.#clock.ticks()
    this.#cancel = undefined
    if (left <= 0) this.#idle()
    else this.#cancel = this.#clock.after(left, () => this.#look())
  }
}
