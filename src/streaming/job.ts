import type { DurationLike } from '../kernel/duration.ts'
import { defineJob, type JobDefinition, type JobOptions } from '../program/job.ts'
import type { StreamingContext } from './context.ts'

/** What a streaming job says of itself. */
export interface StreamingJobOptions<Args = any> extends JobOptions<Args> {
  /** The batch interval. */
  readonly batch: DurationLike
  /** Directory of checkpoints. */
  readonly checkpoint?: string
}

/** What `streamingJob` answers: a streaming program as inert data. */
export type StreamingJob<Args = any> = JobDefinition<StreamingContext, Args, StreamingJobOptions<Args>> & {
  readonly kind: 'streaming'
}

/**
 * A streaming program as the default export of a module: inert until `millstream run` or `run` starts it.
 *
 * `build` defines the streams and output operations. It is synchronous, and it must give the same graph every time:
 * what needs the clock, randomness or waiting goes into `prepare`, whose answer is handed to `build`.
 *
 * Errors    E_ARGUMENT, E_NOT_A_FUNCTION; E_NOT_DETERMINISTIC when it is built
 *
 * @example
 * streamingJob('word-count', { batch: seconds(1) }, (ssc) => {
 *   ssc.socketTextStream('localhost', 9999).flatMap((line) => line.split(' ')).countByValue().print()
 * })
 */
export const streamingJob = <Args = any>(
  name: string,
  options: StreamingJobOptions<Args>,
  build: (ssc: StreamingContext, args: Args) => void,
): StreamingJob<Args> =>
  defineJob({ kind: 'streaming', name, options: Object.freeze({ ...options }), build }) as StreamingJob<Args>
