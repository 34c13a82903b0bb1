/**
 * millstream: Spark's RDDs and DStreams in one Node process.
 *
 * Importing this entry puts the rooms together: the environment of this process and the local engine. It starts nothing.
 */

import { nodeNetwork } from './connect/node-net.ts'
import { backendFor } from './engine/backend-for.ts'
import { systemClock } from './kernel/clock/system.ts'
import { consoleLogger } from './kernel/log.ts'
import { setStandardEnvironment } from './rdd/environment.ts'
import { LmdbMaps } from './storage/maps/lmdb-maps.ts'
import { nodeFiles } from './storage/node-files.ts'
import { nodeProcesses } from './workers/node-processes.ts'
import { nodeThreads } from './workers/node-threads.ts'
import './rdd/surface/install.ts'
import './streaming/surface/install.ts'
import './streaming/inputs/install.ts'

setStandardEnvironment({
  clock: systemClock,
  files: nodeFiles,
  maps: new LmdbMaps(nodeProcesses),
  network: nodeNetwork,
  processes: nodeProcesses,
  threads: nodeThreads,
  logger: consoleLogger(),
  print: (text) => console.log(text),
  backend: backendFor,
})

export { type IdempotentWriter, idempotentSink, type Keyed } from './connect/idempotent-sink.ts'
export { Receiver, type ReceiverHost } from './connect/receiver.ts'
export type { OutputContext, OutputRun, OutputTask, Sink, SinkHost } from './connect/sink.ts'
export { type Transactions, transactionalSink } from './connect/transactional-sink.ts'
export { Duration, type DurationLike, milliseconds, minutes, seconds } from './kernel/duration.ts'
export { CODES, type Code, isStreamError, StreamError } from './kernel/errors.ts'
export type { Key } from './kernel/key.ts'
export { KeyMap, KeySet } from './kernel/key-map.ts'
export type { Logger, LogLevel } from './kernel/log.ts'
export { naturalOrder, type Ordering, reversed } from './kernel/order.ts'
export { Time } from './kernel/time.ts'
export type { JobDefinition, JobOptions } from './program/job.ts'
export { Accumulator, type AccumulatorDefinition } from './rdd/accumulator.ts'
export { Broadcast } from './rdd/broadcast.ts'
export { SparkConf } from './rdd/conf.ts'
export { type ContextOptions, SparkContext } from './rdd/context.ts'
export type { ColumnData, ColumnRow } from './rdd/declared/column-block.ts'
export { contains } from './rdd/declared/contains.ts'
export type { Columns, ColumnType, CsvOptions, CsvRow } from './rdd/declared/csv.ts'
export { type Field, field, type Members, type Table } from './rdd/declared/field.ts'
export type { JsonOptions } from './rdd/declared/json.ts'
export type { Invalid } from './rdd/declared/row.ts'
export { tuple } from './rdd/declared/tuple.ts'
export type { WordsOptions } from './rdd/declared/words.ts'
export type { Environment } from './rdd/environment.ts'
export type { ActionOptions } from './rdd/given.ts'
export { type BatchJob, batchJob } from './rdd/job.ts'
export type { JobStatus } from './rdd/jobs.ts'
export {
  FunctionPartitioner,
  HashPartitioner,
  type Partitioner,
  type PartitionerLike,
  RangePartitioner,
} from './rdd/partitioner.ts'
export type { PipeOptions } from './rdd/pipe.ts'
export { RDD } from './rdd/rdd.ts'
export type { SaveOptions } from './rdd/saving.ts'
export type { FileSinkOptions, Roll } from './rdd/sinks/file-options.ts'
export { type FileHost, fileSink } from './rdd/sinks/file-sink.ts'
export {
  type CommittedBatch,
  type CommittedFile,
  type ReadManifestOptions,
  readManifest,
} from './rdd/sinks/read-manifest.ts'
export { SparkFiles } from './rdd/spark-files.ts'
export { StatCounter } from './rdd/stat-counter.ts'
export type { JobInfo, StageInfo, StatusTracker } from './rdd/status-tracker.ts'
export { StorageLevel } from './rdd/storage-level.ts'
export type { AsyncOptions } from './rdd/surface/async.ts'
export { TaskContext } from './rdd/task-context.ts'
export { type BatchRun, type RunJobOptions, run, type StreamingRun } from './run.ts'
export type { TimeLike } from './streaming/arguments.ts'
export { type StopOptions, StreamingContext } from './streaming/context.ts'
export { DStream } from './streaming/dstream.ts'
export type { InputReport, InputSource } from './streaming/input.ts'
export { type StreamingJob, type StreamingJobOptions, streamingJob } from './streaming/job.ts'
export type { DeadLetter, LetterRecord, LetterSource } from './streaming/letters/dead-letter.ts'
export type { StreamingContextState } from './streaming/lifecycle.ts'
export type {
  BatchEvent,
  BatchInfo,
  DeadLettersEvent,
  OutputOperationEvent,
  OutputOperationInfo,
  RateEvent,
  RateInfo,
  ReceiverEvent,
  ReceiverInfo,
  StreamInputInfo,
  StreamingListener,
  StreamingStarted,
} from './streaming/listeners/listener.ts'
export type { LeftBatch, LeftBehind, StopReport } from './streaming/stop-report.ts'
export { MapWithStateStream } from './streaming/surface/map-with-state.ts'
export type { WriteToOptions } from './streaming/surface/sinks.ts'
export { type State, StateSpec, type Sweep } from './streaming/surface/state-spec.ts'
