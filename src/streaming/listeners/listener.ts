import type { Time } from '../../kernel/time.ts'
import type { DeadLetter } from '../letters/dead-letter.ts'

/** What one input stream gave to a batch. */
export interface StreamInputInfo {
  readonly inputStreamId: number
  readonly numRecords: number
  /** Anything that tells where the records came from: file names, offsets. */
  readonly metadata: unknown
  /** The same for people. */
  readonly metadataDescription: string | undefined
}

/** One output operation in one batch. Times are ms since the epoch, durations ms; undefined until they are known. */
export interface OutputOperationInfo {
  readonly batchTime: Time
  /** From 0, in order of registration. */
  readonly id: number
  /** Name of the operator: `print-0`, or what `.named` gave its stream's operator. */
  readonly name: string
  /** Operator and the user's line: `print (word-count.ts:9)`. */
  readonly description: string
  readonly startTime: number | undefined
  readonly endTime: number | undefined
  readonly duration: number | undefined
  /** Message of the error that the operation failed with. */
  readonly failureReason: string | undefined
}

/** One batch. Times are ms since the epoch, delays ms; undefined until they are known. */
export interface BatchInfo {
  readonly batchTime: Time
  readonly streamIdToInputInfo: ReadonlyMap<number, StreamInputInfo>
  readonly submissionTime: number
  readonly processingStartTime: number | undefined
  readonly processingEndTime: number | undefined
  /** From submission to the start of the first job. */
  readonly schedulingDelay: number | undefined
  /** From the start of the first job to the end of the last. */
  readonly processingDelay: number | undefined
  /** From submission to the end of the last job. */
  readonly totalDelay: number | undefined
  /** Records of all inputs. */
  readonly numRecords: number
  readonly outputOperationInfos: ReadonlyMap<number, OutputOperationInfo>
}

/** One receiver as it stands. */
export interface ReceiverInfo {
  readonly streamId: number
  readonly name: string
  readonly active: boolean
  readonly location: string
  readonly executorId: string
  readonly lastErrorMessage: string | undefined
  readonly lastError: string | undefined
  /** ms since the epoch. */
  readonly lastErrorTime: number | undefined
  /** True while it takes nothing, because too much waits for its batches: millstream.receiver.memory. */
  readonly paused: boolean
  /** How long it had to wait so far, in ms, up to the last time it went on. */
  readonly pausedTime: number
  /** Bytes that waited for their batches when it last stopped or went on. */
  readonly heldBytes: number
  /** Records a second that it may take: spark.streaming.receiver.maxRate, or less by backpressure; undefined: any number. */
  readonly rateLimit: number | undefined
}

/** What an input stream may give from now on. */
export interface RateInfo {
  readonly streamId: number
  /** Records a second. */
  readonly rateLimit: number
  /**
   * Where the limit comes from: the setting of this name, or the estimate. `minRate`: the estimate is no more than that;
   * `maxRate`: the settings allow no more; `slowStart`: more might be worked off, and that is found out step by step.
   */
  readonly reason: 'initialRate' | 'slowStart' | 'estimate' | 'minRate' | 'maxRate'
  /** Records of this stream a second that the last batch was worked off with; undefined before the first. */
  readonly processingRate: number | undefined
}

/** The context was started. */
export interface StreamingStarted {
  /** ms since the epoch. */
  readonly time: number
}

/** A batch was submitted, started or completed. */
export interface BatchEvent {
  readonly batchInfo: BatchInfo
}

/** An output operation of a batch was started or completed. */
export interface OutputOperationEvent {
  readonly outputOperationInfo: OutputOperationInfo
}

/** Records were left out of a batch because a function fails on them: millstream.batch.onFailure is dead-letter. */
export interface DeadLettersEvent {
  readonly batchTime: Time
  /** The output operation that failed, and is run again. */
  readonly outputOperationInfo: OutputOperationInfo
  readonly letters: readonly DeadLetter[]
}

/** A receiver was started or stopped, or reported an error. */
export interface ReceiverEvent {
  readonly receiverInfo: ReceiverInfo
}

/** The limit of an input stream was set, or changed. */
export interface RateEvent {
  readonly rateInfo: RateInfo
}

/**
 * Is told what a StreamingContext does. Every method may be missing.
 *
 * Order: for each batch submitted, started, then started and completed of each output operation, then completed, also
 * when an output operation failed. The calls come later than what they tell of, one at a time and in order; none comes
 * after `stop` of the context has resolved. What a method throws is logged and hurts nobody else. A method may not stop
 * the context.
 *
 * Source    Spark Streaming's StreamingListener
 */
export interface StreamingListener {
  onStreamingStarted?(event: StreamingStarted): void
  onReceiverStarted?(event: ReceiverEvent): void
  onReceiverError?(event: ReceiverEvent): void
  /** It holds as much as it may until batches are done, and makes its sender wait. Not in Spark. */
  onReceiverPaused?(event: ReceiverEvent): void
  /** It takes records again. Not in Spark. */
  onReceiverResumed?(event: ReceiverEvent): void
  onReceiverStopped?(event: ReceiverEvent): void
  /** Backpressure has set the limit of an input stream. Not in Spark. */
  onRateChanged?(event: RateEvent): void
  onBatchSubmitted?(event: BatchEvent): void
  onBatchStarted?(event: BatchEvent): void
  onBatchCompleted?(event: BatchEvent): void
  onOutputOperationStarted?(event: OutputOperationEvent): void
  onOutputOperationCompleted?(event: OutputOperationEvent): void
  /** Between the start and the end of an output operation, each time that it failed on records. Not in Spark. */
  onDeadLetters?(event: DeadLettersEvent): void
}

/** A call of a listener, as data: the method's name and what it is given. */
export type StreamingEvent = {
  [M in keyof StreamingListener]-?: readonly [method: M, event: Parameters<NonNullable<StreamingListener[M]>>[0]]
}[keyof StreamingListener]
