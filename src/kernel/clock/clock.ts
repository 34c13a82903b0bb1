/**
 * What tells the time and wakes. A clock is passed, never looked up, so any run can be repeated under a manual one.
 *
 * `now` is wall time in whole milliseconds since the epoch and only labels things. `ticks` is monotonic milliseconds with
 * fractions, from an origin without meaning: delays and durations are measured with it.
 */
export interface Clock {
  now(): number
  ticks(): number
  /**
   * Run `fn` once, at or soon after `ticks() + delay`; alarms of the same moment run in the order in which they were set.
   * The returned function cancels it; cancelling twice or too late is harmless. An alarm keeps the process alive.
   */
  after(delay: number, fn: () => void): () => void
}

/** A promise for `delay` ms from now, or for the abort of `signal` if that comes first. It never rejects. */
export function sleep(clock: Clock, delay: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = (): void => {
      cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(delay, done)
    signal?.addEventListener('abort', done)
  })
}
