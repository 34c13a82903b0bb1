/** How a batch went, for the stream that a rate is estimated for. */
export interface BatchPace {
  /** When it was done, in ms. */
  readonly time: number
  /** Records that the stream gave to it. */
  readonly records: number
  /** ms from the start of the first job to the end of the last. */
  readonly processingDelay: number
  /** ms that it waited for its first job to start. */
  readonly schedulingDelay: number
}

/** Estimates how many records a second a stream may give. Source: Spark's RateEstimator. */
export interface RateEstimator {
  /** Records a second after one more batch; undefined when the last estimate holds, or there is none yet. */
  compute(batch: BatchPace): number | undefined
}
