import type { RateInfo } from '../listeners/listener.ts'
import type { BatchPace, RateEstimator } from './rate-estimator.ts'

export interface RateControllerParts {
  readonly streamId: number
  readonly estimator: RateEstimator
  /** Batch interval, in ms. */
  readonly batch: number
  /** Records a second that the settings allow; a limit is never above. */
  readonly maxRate: number | undefined
  readonly initialRate: number | undefined
  readonly minRate: number
  /** Begin low, and raise the limit step by step. */
  readonly slowStart: boolean
  /** The limit is another one. */
  readonly limit: (rate: number, info: RateInfo) => void
}

/** Where a slow start begins without an initial rate, in records a second, */
const FIRST = 1000
/** and by how much it goes on. */
const GROWTH = 2
/** A limit counts as reached when so much of it came: a batch has a little less or more than its time allows. */
const REACHED = 0.75

/**
 * Sets the limit of one input stream: once before it is started, then after each batch that says something.
 *
 * Spark's first estimate comes when two batches are done, and is worked out from however few records they had. A *slow
 * start* goes up to it in steps instead: the limit is doubled by each batch that has reached it and was in time, until the
 * estimate is less for the first time.
 *
 * Source    Spark Streaming's RateController; the slow start is that of TCP (RFC 5681)
 */
export class RateController {
  readonly #parts: RateControllerParts
  #limit: number | undefined
  /** The limit of a slow start that goes on. */
  #slow: number | undefined

  constructor(parts: RateControllerParts) {
    this.#parts = parts
  }

  begin(): void {
    const { initialRate, slowStart } = this.#parts
    if (slowStart) this.#slow = initialRate ?? FIRST
    const first = initialRate ?? this.#slow
    if (first !== undefined) this.#set(first, slowStart ? 'slowStart' : 'initialRate', undefined)
  }

  /** A batch is done, well or badly. */
  completed(batch: BatchPace): void {
    const paced = this.#measured(batch)
    const estimate = this.#parts.estimator.compute(paced)
    this.#goUp(paced)
    if (this.#slow !== undefined && this.#slow < (estimate ?? Number.POSITIVE_INFINITY))
      this.#set(this.#slow, 'slowStart', paced)
    else if (estimate !== undefined) {
      this.#slow = undefined
      this.#set(estimate, estimate <= this.#parts.minRate ? 'minRate' : 'estimate', paced)
    }
  }

  /**
   * A batch may be too short for its length to be told, in ms. That says nothing (Spark's batches are never so short), or
   * a low limit would stay for ever: so it counts as 1 ms when even that raises the limit.
   */
  #measured(batch: BatchPace): BatchPace {
    const isRaised = this.#limit !== undefined && batch.records * 1000 > this.#limit
    return batch.processingDelay === 0 && isRaised ? { ...batch, processingDelay: 1 } : batch
  }

  #goUp({ records, processingDelay, schedulingDelay }: BatchPace): void {
    if (this.#slow === undefined) return
    const { batch } = this.#parts
    const isInTime = schedulingDelay + processingDelay <= batch
    if (isInTime && records >= (REACHED * this.#slow * batch) / 1000) this.#slow *= GROWTH
  }

  #set(rate: number, reason: RateInfo['reason'], batch: BatchPace | undefined): void {
    const { streamId, maxRate = Number.POSITIVE_INFINITY, limit } = this.#parts
    const rateLimit = Math.min(rate, maxRate)
    if (rateLimit === this.#limit) return
    this.#limit = rateLimit
    const isTold = batch !== undefined && batch.processingDelay > 0
    const processingRate = isTold ? (batch.records / batch.processingDelay) * 1000 : undefined
    limit(rateLimit, { streamId, rateLimit, reason: rate > maxRate ? 'maxRate' : reason, processingRate })
  }
}
