/** How long things take. The rule of the scoreboard is 60 s a phase; shorter ones are for trials and say so. */
export interface Pace {
  /** Seconds of a phase, of which the first quarter is not judged. */
  readonly seconds: number
  readonly warmup: number
  readonly tolerance: number
  /** Highest rate that is tried. */
  readonly most: number
  /** A rate that every system can keep, at which their latencies stand beside one another. */
  readonly common: number
  /** Whether latencies are compared at a part of the best rate too. */
  readonly latency: boolean
}
