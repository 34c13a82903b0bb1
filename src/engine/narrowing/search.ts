/** Runs something over chosen ones of `size` records. */
export interface Trial {
  readonly size: number
  /** Run records `from` to `to`, but not those in `without`. Answers the error, or undefined when there is none. */
  run(from: number, to: number, without: ReadonlyMap<number, unknown>): Promise<object | undefined>
}

/**
 * `found`: with all of these left out it succeeds; by place, each with the error that it is to blame for. `passes`: it
 * succeeds as it is. `without records`: it fails on nothing at all. `too many`: more than were asked for.
 */
export type Found =
  | { readonly kind: 'found'; readonly records: ReadonlyMap<number, object> }
  | { readonly kind: 'passes' | 'without records' | 'too many' }

/**
 * Find the records that something fails on, `most` of them at most.
 *
 *     |----------------------------------------|   fails
 *     |------------------|   fails
 *               |--------|   fails
 *               |---|  fails |----|  passes
 *
 * Halves that fail by themselves are halved again, so k records among n are found by running about n (log k + 2) of them.
 * What fails only together with others (a comparison, a sum that grows too large) is found as the record with which a
 * beginning fails that without it does not.
 *
 * Source    bisection; Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002
 */
export async function search(trial: Trial, most: number): Promise<Found> {
  const error = await trial.run(0, trial.size, NONE)
  if (error === undefined) return { kind: 'passes' }
  if ((await trial.run(0, 0, NONE)) !== undefined) return { kind: 'without records' }
  const bisection = new Bisection(trial, most)
  await bisection.halve(0, trial.size, error)
  await bisection.completeFromTheFront()
  return bisection.isFull ? { kind: 'too many' } : { kind: 'found', records: bisection.found }
}

const NONE: ReadonlyMap<number, unknown> = new Map()

class Bisection {
  readonly found = new Map<number, object>()
  readonly #trial: Trial
  readonly #most: number

  constructor(trial: Trial, most: number) {
    this.#trial = trial
    this.#most = most
  }

  /** True when more was found than is asked for. */
  get isFull(): boolean {
    return this.found.size > this.#most
  }

  /** Records `from` to `to` fail by themselves, with `error`. */
  async halve(from: number, to: number, error: object): Promise<void> {
    if (this.isFull) return
    if (to - from === 1) {
      this.found.set(from, error)
      return
    }
    const middle = (from + to) >>> 1
    for (const [a, b] of [
      [from, middle],
      [middle, to],
    ] as const) {
      const half = this.isFull ? undefined : await this.#trial.run(a, b, NONE)
      if (half !== undefined) await this.halve(a, b, half)
    }
  }

  /** Until nothing fails any more: the first record with which the beginning does. */
  async completeFromTheFront(): Promise<void> {
    const { size } = this.#trial
    while (!this.isFull) {
      let error = await this.#trial.run(0, size, this.found)
      if (error === undefined) return
      let [passes, fails] = [0, size]
      while (fails - passes > 1) {
        const middle = (passes + fails) >>> 1
        const begun = await this.#trial.run(0, middle, this.found)
        if (begun === undefined) passes = middle
        else [fails, error] = [middle, begun]
      }
      this.found.set(fails - 1, error)
    }
  }
}
