import type { Clock } from '../kernel/clock/clock.ts'

/** Bounds how long a stop waits: for its time, and for a later stop that is in a hurry. */
export class Deadline {
  readonly #clock: Clock
  readonly #hurry = Promise.withResolvers<'late'>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Wait for nothing any more. */
  hurry(): void {
    this.#hurry.resolve('late')
  }

  /** Wait for `work`, `limit` ms at the longest. Answers whether it was done in time; a failure of it is done, too. */
  async within(limit: number, work: Promise<unknown>): Promise<boolean> {
    const late = Promise.withResolvers<'late'>()
    const cancel = this.#clock.after(limit, () => late.resolve('late'))
    const done = work.then(
      () => 'done',
      () => 'done',
    )
    const first = await Promise.race([done, late.promise, this.#hurry.promise])
    cancel()
    return first === 'done'
  }
}
