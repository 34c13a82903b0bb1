import type { BatchPace, RateEstimator } from './rate-estimator.ts'

export interface PidParts {
  /** Batch interval, in ms. */
  readonly batch: number
  /** How much the error counts: the last rate less what this batch was worked off with. */
  readonly proportional: number
  /** How much the records count that have come together while batches waited. */
  readonly integral: number
  /** How much the change of the error counts. */
  readonly derived: number
  /** No estimate is below: records a second. */
  readonly minRate: number
}

/**
 * A controller by the error, its sum and its change.
 *
 * Let `rate` be the records a second that the batch was worked off with. The error is what was let in too much, `last − rate`.
 * What was let in too much earlier still waits: in `schedulingDelay` as many records come together as are worked off, and
 * spread over one interval they are the sum of the errors. So
 *
 *     next = max(last − P·error − I·(schedulingDelay · rate / batch) − D·(error − lastError) / seconds, minRate)
 *
 * The first batch only says what `last` is. A batch that is not newer than the last one, or without records, or without a
 * length, says nothing.
 *
 * Source    Spark Streaming's PIDRateEstimator, 1.5 and later
 */
export class PidEstimator implements RateEstimator {
  readonly #parts: PidParts
  #time = -1
  #rate: number | undefined
  #error = 0

  constructor(parts: PidParts) {
    this.#parts = parts
  }

  compute({ time, records, processingDelay, schedulingDelay }: BatchPace): number | undefined {
    if (time <= this.#time || records <= 0 || processingDelay <= 0) return undefined
    const { batch, proportional, integral, derived, minRate } = this.#parts
    const seconds = (time - this.#time) / 1000
    const rate = (records / processingDelay) * 1000
    this.#time = time
    const last = this.#rate
    if (last === undefined) {
      this.#rate = rate
      return undefined
    }
    const error = last - rate
    const waiting = (schedulingDelay * rate) / batch
    const change = (error - this.#error) / seconds
    this.#error = error
    this.#rate = Math.max(last - proportional * error - integral * waiting - derived * change, minRate)
    return this.#rate
  }
}
