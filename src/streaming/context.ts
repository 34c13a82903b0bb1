import { Receiver } from '../connect/receiver.ts'
import { Duration, type DurationLike, toMillis, toPositiveMillis } from '../kernel/duration.ts'
import { StreamError } from '../kernel/errors.ts'
import { Site } from '../kernel/site.ts'
import type { Time } from '../kernel/time.ts'
import { badArgument, requireText } from '../rdd/arguments.ts'
import type { SparkConf } from '../rdd/conf.ts'
import { type ContextOptions, SparkContext } from '../rdd/context.ts'
import type { RDD } from '../rdd/rdd.ts'
import { booleanSetting, textSetting } from '../rdd/settings.ts'
import { requireLevel, StorageLevel } from '../rdd/storage-level.ts'
import { activeContext } from './active.ts'
import { requireObject, requireOneOf } from './arguments.ts'
import { Timeline } from './batches/timeline.ts'
import type { CheckpointPlace } from './checkpoint/open.ts'
import { transformAll, unionAll } from './combined.ts'
import type { DStream } from './dstream.ts'
import { Graph } from './graph.ts'
import type { InputSource } from './input.ts'
import { Inputs } from './input-stream.ts'
import type { StreamSources } from './inputs/sources.ts'
import { Lifecycle, type StreamingContextState } from './lifecycle.ts'
import { ListenerBus } from './listeners/bus.ts'
import type { StreamingListener } from './listeners/listener.ts'
import { ReceiverInput } from './receivers/receiver-input.ts'
import { ReceiverStatus } from './receivers/receiver-status.ts'
import type { StopReport } from './stop-report.ts'

/** How a context is stopped. */
export interface StopOptions {
  /** Stop the SparkContext, too. Default: the setting spark.streaming.stopSparkContextByDefault, which is true. */
  readonly stopSparkContext?: boolean
  /** `graceful`: finish what was received and what is due before the stop. Default `now`: running jobs are aborted. */
  readonly mode?: 'graceful' | 'now'
  /** The mode, as Spark says it. */
  readonly graceful?: boolean
  /**
   * Longest wait of a graceful stop. Default: the setting millstream.stop.timeout, which is an hour, and for the inputs
   * alone spark.streaming.gracefulStopTimeout, which is ten batch intervals.
   */
  readonly timeout?: DurationLike
}

/**
 * The way into streams: it makes them from sources, and runs the batches of the graph that is built from them.
 *
 * `new StreamingContext(sc, seconds(1))`, `new StreamingContext(conf, seconds(1))` or
 * `new StreamingContext('local', 'name', seconds(1))`. Define streams and output operations, then `start`: the graph is
 * closed from then on. One context of a process is active at a time.
 *
 * Units     batch: at least 1 ms
 * Errors    E_DURATION, CONFIG_SETTING, CONFIG_MASTER
 * Source    Spark's StreamingContext
 */
export class StreamingContext {
  readonly sparkContext: SparkContext
  readonly graph: Graph
  /** @internal Which batches there are. */
  readonly timeline: Timeline
  readonly #inputs = new Inputs()
  readonly #bus: ListenerBus
  readonly #lifecycle: Lifecycle
  #remember = 0
  #checkpoint: CheckpointPlace | undefined

  constructor(context: SparkContext | SparkConf | ContextOptions, batch: DurationLike)
  constructor(master: string, appName: string, batch: DurationLike)
  constructor(first: SparkContext | SparkConf | ContextOptions | string, second: DurationLike, third?: DurationLike) {
    const batch = toPositiveMillis(third ?? second, 'batch interval', 'StreamingContext')
    this.sparkContext = sparkContextOf(first, second)
    this.graph = new Graph(batch, this.sparkContext.scopes)
    this.timeline = new Timeline(batch)
    this.#bus = new ListenerBus(this.sparkContext.logger)
    this.#lifecycle = new Lifecycle(this, this.#inputs, this.#bus)
    const directory = textSetting(this.sparkContext.conf, 'spark.streaming.checkpoint.directory')
    if (directory !== undefined) this.checkpoint(directory)
  }

  /** The active context of this process: from its start to its stop. */
  static getActive(): StreamingContext | undefined {
    return activeContext()
  }

  get batchDuration(): Duration {
    return new Duration(this.graph.batch)
  }

  getState(): StreamingContextState {
    return this.#lifecycle.state
  }

  /**
   * Start the inputs and, at the next whole multiple of the batch interval, the batches.
   *
   * Everything that is wrong with the graph is said at once, and nothing is started then.
   *
   * Errors    E_STARTED, E_STOPPED, E_CONTEXT_ACTIVE, E_CONTEXT_STOPPED, E_NO_OUTPUT, E_NAME_TAKEN,
   *           E_CHECKPOINT_DIR; what an input fails with
   */
  start(): Promise<void> {
    return this.#lifecycle.start(Site.here('start'), this.#remember)
  }

  /** Wait until the context is stopped, `timeout` at the longest. Rejects with the first error of a batch. */
  async awaitTermination(timeout?: DurationLike): Promise<void> {
    const limit = timeout === undefined ? undefined : toPositiveMillis(timeout, 'timeout', 'awaitTermination')
    await this.#lifecycle.termination.within(limit)
  }

  /** As `awaitTermination`; answers true when the context was stopped, false when the time was over. */
  async awaitTerminationOrTimeout(timeout: DurationLike): Promise<boolean> {
    return this.#lifecycle.termination.within(toPositiveMillis(timeout, 'timeout', 'awaitTerminationOrTimeout'))
  }

  /**
   * Stop the batches, and by default the SparkContext. May be called again, and before start.
   *
   * A graceful stop closes the receivers, makes batches of what they received and of what is due, waits for their jobs,
   * and stops then; a second call that is not graceful cuts the waiting short. Otherwise running jobs are aborted.
   * Called by an output operation, which a stop has to wait for, it begins the stop and answers how things stand.
   *
   * The answer says what was left: batches by time, with what was not done and the records of each input. With checkpoints
   * the next run begins there.
   *
   * Errors    E_ARGUMENT; E_STOP_IN_LISTENER when called by a listener
   */
  stop(stopSparkContext?: boolean, stopGracefully?: boolean): Promise<StopReport>
  stop(options: StopOptions): Promise<StopReport>
  async stop(first?: boolean | StopOptions, stopGracefully = false): Promise<StopReport> {
    if (this.#bus.calling)
      throw new StreamError('E_STOP_IN_LISTENER', 'a streaming listener called stop of its streaming context', {
        hint: 'Note in the listener that it is time, and call stop from the program.',
      })
    const options = stopOptionsOf(first, stopGracefully)
    const timeout = options.timeout === undefined ? undefined : toMillis(options.timeout, 'timeout', 'stop')
    const whole = this.#stop(isGraceful(options), timeout, options.stopSparkContext)
    const begun = this.#lifecycle.reportInJob
    if (begun === undefined) return whole
    whole.catch((error) => this.sparkContext.logger.error('the streaming context could not be stopped', error))
    return begun
  }

  async #stop(
    graceful: boolean,
    timeout: number | undefined,
    stopSparkContext: boolean | undefined,
  ): Promise<StopReport> {
    const report = await this.#lifecycle.stop(graceful, timeout)
    if (this.#stopsSparkContext(stopSparkContext)) await this.sparkContext.stop()
    return report
  }

  #stopsSparkContext(choice: boolean | undefined): boolean {
    return choice ?? booleanSetting(this.sparkContext.conf, 'spark.streaming.stopSparkContextByDefault')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Have every stream keep its RDDs at least for `duration`, for asking from outside of the stream. */
  remember(duration: DurationLike): void {
    this.graph.requireOpen('remember')
    this.#remember = Math.max(this.#remember, toPositiveMillis(duration, 'remember duration', 'remember'))
  }

  /**
   * The context that goes on from the checkpoint in `directory`, or begins anew where there is none.
   *
   * `create` is called in either case: a checkpoint holds data and no code, so it is the program of now that goes on, and it
   * may have changed. Its states are found again by the names of their operators, its inputs and accumulators by theirs;
   * batches that were not done, and those that were missed meanwhile, are made first.
   *
   * Errors    those of `create`; at start STATE_CORRUPT, E_CHECKPOINT_IN_USE, E_CHECKPOINT_MISMATCH, E_STATE_REMOVED,
   *           E_STATE_CHANGED
   * Source    Spark's StreamingContext.getOrCreate, which restores the code as well
   */
  static getOrCreate(directory: string, create: () => StreamingContext): StreamingContext {
    requireText('getOrCreate', 'the directory', directory, 'a path')
    const context = create()
    if (!(context instanceof StreamingContext))
      throw badArgument('getOrCreate', 'create answered', context, 'a StreamingContext')
    context.graph.requireOpen('getOrCreate')
    context.resumeFrom(directory)
    return context
  }

  /**
   * Write checkpoints into `directory`, from which `getOrCreate` and jobs with a checkpoint go on; null for nowhere.
   *
   * A context begins anew: a checkpoint that is there is laid aside. Whatever must be known to go on survives a crash before
   * the jobs of a batch run, and what a batch has done before its sources are told so.
   */
  checkpoint(directory: string | null): void {
    this.graph.requireOpen('checkpoint')
    if (directory !== null) requireText('checkpoint', 'the directory', directory, 'a path, or null for none')
    // A job that goes on, or getOrCreate, has said so before build called this.
    const resumes = directory !== null && this.#checkpoint?.directory === directory && this.#checkpoint.resumes
    this.#checkpoint = directory === null ? undefined : { directory, resumes }
    this.sparkContext.setCheckpointDir(directory ?? undefined)
  }

  /** @internal As `checkpoint`, going on from what is there. */
  resumeFrom(directory: string): void {
    this.checkpoint(directory)
    this.#checkpoint = { directory, resumes: true }
  }

  /** @internal */
  get checkpointPlace(): CheckpointPlace | undefined {
    return this.#checkpoint
  }

  addStreamingListener(listener: StreamingListener): void {
    requireObject('addStreamingListener', 'the listener is', listener, 'an object with the methods to be called')
    this.#bus.add(listener, Site.here('addStreamingListener'))
  }

  removeStreamingListener(listener: StreamingListener): void {
    this.#bus.remove(listener)
  }

  /** A stream of the RDDs that `source` gives. Errors: E_GRAPH_CLOSED. */
  inputStream<T>(source: InputSource<T>): DStream<T> {
    requireSource(source)
    return this.#inputs.add(this, this.graph.define(source.kind ?? 'inputStream'), () => source)
  }

  /**
   * A stream of what `receiver` stores; its blocks are the partitions. Default level: MEMORY_AND_DISK_SER_2.
   *
   * `kind` is the operator that errors name: `receiverStream` unless a source is written in terms of this one.
   *
   * Errors    E_GRAPH_CLOSED
   */
  receiverStream<T>(
    receiver: Receiver<T>,
    level: StorageLevel = StorageLevel.MEMORY_AND_DISK_SER_2,
    kind = 'receiverStream',
  ): DStream<T> {
    requireReceiver(receiver)
    requireLevel(kind, level)
    const operator = this.graph.define(kind)
    const { logger, environment } = this.sparkContext
    return this.#inputs.add(this, operator, (id) => {
      const parts = { bus: this.#bus, logger, now: () => environment.clock.now() }
      const events = new ReceiverStatus(id, receiver.constructor.name, parts)
      return new ReceiverInput({ id, kind, site: operator.site, context: this.sparkContext, receiver, level, events })
    })
  }

  /**
   * All records of `streams`, batch by batch.
   *
   * Errors    E_ARGUMENT for no stream, E_SLIDES_DIFFER, E_CONTEXT_MISMATCH, E_GRAPH_CLOSED; E_NO_RDD in a batch in which
   *           one of them has no RDD
   *
   * @example
   * ssc.union(stream, other)
   * // batches [[1], [2]] -> [[1, 10], [2, 20]]
   */
  union<T>(streams: readonly DStream<T>[]): DStream<T>
  union<T>(...streams: readonly DStream<T>[]): DStream<T>
  union<T>(...streams: readonly (DStream<T> | readonly DStream<T>[])[]): DStream<T> {
    return unionAll(this, streams.flat() as DStream<T>[])
  }

  /**
   * A stream whose RDD is what `f` makes of the RDDs of `streams` at the same time, in their order. `f` runs on the driver
   * for each batch and may be async.
   *
   * Errors    E_ARGUMENT for no stream, E_SLIDES_DIFFER, E_CONTEXT_MISMATCH, E_NOT_A_FUNCTION, E_GRAPH_CLOSED; E_NO_RDD,
   *           E_TRANSFORM_NULL in the batch
   *
   * @example
   * ssc.transform([stream, other], ([a, b]) => a.union(b))
   * // batches [[1], [2]] -> [[1, 10], [2, 20]]
   */
  transform<U>(
    streams: readonly DStream<any>[],
    f: (rdds: RDD<any>[], time: Time) => RDD<U> | Promise<RDD<U>>,
  ): DStream<U> {
    return transformAll(this, streams, f)
  }

  /** @internal Time of the last batch whose tick has come. */
  get dueTime(): number {
    return this.#lifecycle.dueTime
  }

  /** @internal Have no clock of its own: every batch that is asked for is due. */
  follow(): void {
    this.#lifecycle.follow()
  }

  /** @internal Resolves when every batch that is due is done, and the listeners were told. */
  idle(): Promise<void> {
    return this.#lifecycle.idle()
  }
}

// The sources are put on the prototype by inputs/install.ts; this says so to the compiler.
export interface StreamingContext extends StreamSources {}

function stopOptionsOf(first: boolean | StopOptions | undefined, graceful: boolean): StopOptions {
  if (first === undefined) return { graceful }
  if (typeof first === 'boolean') return { stopSparkContext: first, graceful }
  return requireObject('stop', 'the options are', first, '{ mode, timeout, stopSparkContext }, or true or false')
}

function isGraceful({ mode, graceful }: StopOptions): boolean {
  if (mode === undefined) return graceful ?? false
  requireOneOf('stop', 'mode', mode, ['graceful', 'now'])
  if (graceful === undefined || graceful === (mode === 'graceful')) return mode === 'graceful'
  throw badArgument('stop', `graceful is ${graceful} and the mode is`, mode, 'one of the two')
}

function requireSource(source: InputSource<any>): void {
  if (typeof source?.compute === 'function') return
  throw badArgument('inputStream', 'the source is', source, 'an object with a method compute(time) that answers an RDD')
}

function requireReceiver(receiver: Receiver<any>): void {
  if (receiver instanceof Receiver) return
  throw badArgument('receiverStream', 'the receiver is', receiver, 'an object of a class that extends Receiver')
}

function sparkContextOf(first: SparkContext | SparkConf | ContextOptions | string, second: DurationLike): SparkContext {
  if (first instanceof SparkContext) return first
  return typeof first === 'string' ? new SparkContext(first, String(second)) : new SparkContext(first)
}
