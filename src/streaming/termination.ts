import type { Clock } from '../kernel/clock/clock.ts'

/** The end of a context, for those who wait for it: it was stopped, or something in it failed. The first error counts. */
export class Termination {
  readonly #clock: Clock
  readonly #end = Promise.withResolvers<void>()

  constructor(clock: Clock) {
    this.#clock = clock
    // Nobody has to wait for the end; an error is logged where it happens.
    this.#end.promise.catch(() => {})
  }

  stopped(): void {
    this.#end.resolve()
  }

  failed(error: unknown): void {
    this.#end.reject(error)
  }

  /** True when the end came before `timeout` ms were over; rejects with the first error. */
  async within(timeout: number | undefined): Promise<boolean> {
    const ended = this.#end.promise.then(() => true)
    if (timeout === undefined) return ended
    const late = Promise.withResolvers<boolean>()
    const cancel = this.#clock.after(timeout, () => late.resolve(false))
    return Promise.race([ended, late.promise]).finally(cancel)
  }
}
