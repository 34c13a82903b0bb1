import type { SparkConf } from '../../rdd/conf.ts'
import { durationSetting, numberSetting, textSetting } from '../../rdd/settings.ts'

/**
 * What becomes of a batch with an output operation that failed.
 *
 * `go on`: later batches run, as in Spark. `stop`: nothing runs after it. The others are `stop` when what they do did not
 * help: `retry` runs the operation again, `dead-letter` leaves out the records that it fails on.
 */
export interface FailurePolicy {
  readonly onFailure: 'go on' | 'stop' | 'retry' | 'dead-letter'
  /** How often an operation is run again. */
  readonly retries: number
  /** ms before the first time. */
  readonly delay: number
}

/** Longest wait between two runs, in ms. */
const LONGEST = 60_000

/** With checkpoints nothing goes past a batch that failed unless it is said how: its results would be missing for good. */
export function failurePolicy(conf: SparkConf, hasCheckpoints: boolean): FailurePolicy {
  const chosen = textSetting(conf, 'millstream.batch.onFailure') as FailurePolicy['onFailure'] | undefined
  return {
    onFailure: chosen ?? (hasCheckpoints ? 'stop' : 'go on'),
    retries: numberSetting(conf, 'millstream.batch.retries') ?? 0,
    delay: durationSetting(conf, 'millstream.batch.retryDelay') ?? 0,
  }
}

/** ms to wait before the `again`-th time, counted from 1. */
export const delayBefore = ({ delay }: FailurePolicy, again: number): number =>
  Math.min(LONGEST, delay * 2 ** (again - 1))
