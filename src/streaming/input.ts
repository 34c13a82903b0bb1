import type { Time } from '../kernel/time.ts'
import type { RDD } from '../rdd/rdd.ts'

/**
 * Where an input stream gets its RDDs from. `ssc.inputStream(source)` makes a stream of it: Spark's InputDStream.
 *
 * Order: `start` once, when the context starts, before the first `compute`; `allocate` at each tick, then `compute` once
 * for each batch time, both in order, never again for an earlier time; `stop` once, after which at most the batches that
 * are due are still computed, and after a graceful one a last batch if records wait. A source that no output asks for is
 * started, ticked and stopped, and never computed.
 */
export interface InputSource<T> {
  /** What the user called: `socketTextStream`. Default: `inputStream`. */
  readonly kind?: string
  /** `zero` is the time before the first batch. A rejection makes `ssc.start` reject. */
  start?(zero: Time): void | Promise<void>
  /** Graceful: everything that was received is handed over to the batches that are still to come. */
  stop?(graceful: boolean): void | Promise<void>
  /**
   * The tick of a batch, called at its very time: what was received until now belongs to it. `compute` may come later,
   * when batches are late. For sources that are pushed to.
   */
  allocate?(time: Time): void
  /** Records that were received and belong to no batch yet. */
  waiting?(): number
  /** Records that belong to batches after `time`. */
  allocated?(time: Time): number
  /** Records a second that settings allow at most; `limit` is never called with more. Read once, before `start`. */
  readonly maxRate?: number | undefined
  /**
   * Give no more than so many records a second from now on. For sources that can wait, when
   * `spark.streaming.backpressure.enabled` is set: called before `start` when there is a first limit, and after batches. A
   * source of several parts (partitions of a topic, say) divides the records as it likes, best by what waits in each.
   */
  limit?(recordsPerSecond: number): void
  /** The RDD of a batch; undefined is no RDD. `report` says what went in, for listeners. */
  compute(time: Time, report: (info: InputReport) => void): RDD<T> | undefined | Promise<RDD<T> | undefined>
  /** The batch of `time` is done, whether its jobs succeeded or not; `forget` may come much later. */
  processed?(time: Time): void
  /** RDDs up to and including `time` are forgotten. */
  forget?(time: Time): void
  /**
   * What was given to the batch of `time`, as plain data from which `compute` can give it again after a restart; undefined
   * when nothing is needed. Asked once, right after `compute`, when there is a checkpoint directory; the jobs of the batch
   * wait until it survives a crash.
   */
  decided?(time: Time): unknown
  /** What a restart must know besides, as plain data: as it is after the last batch that was computed. Asked now and then. */
  position?(): unknown
  /** Go on from a checkpoint: called before `start`. Batches of times without a decision are decided anew. */
  restore?(kept: KeptInput): void
  /**
   * Leave out what came until `until`, when a program that was down is not to make up for it: called after `restore` and
   * `start`, before the first `compute`. Batches that were decided before are computed as they were. Answers how much it is,
   * in whatever the source counts. Sources without this keep what they have, for the first batch.
   */
  skip?(until: Time): number | Promise<number>
  /**
   * Batches up to and including `time` survive a crash, with all that they did: who gave what is in them may be told so.
   * Those up to `oldest` are never computed again.
   */
  committed?(time: Time, oldest: Time): void
}

/** What a checkpoint has of an input. */
export interface KeptInput {
  readonly position: unknown
  /** What was decided for batches, in order of time; at least for all that are after `oldest`. */
  readonly decisions: readonly (readonly [time: number, decided: unknown])[]
  /** ms: every batch up to this one is done. */
  readonly last: number
  /** ms: batches up to this one are not computed again. */
  readonly oldest: number
}

/** What a batch got from one input stream: Spark's StreamInputInfo. */
export interface InputReport {
  readonly numRecords: number
  /** Anything that tells where the records came from: file names, offsets. */
  readonly metadata?: unknown
  /** The same for people. */
  readonly description?: string
}
