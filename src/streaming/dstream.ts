import { type DurationLike, toMillis } from '../kernel/duration.ts'
import { StreamError } from '../kernel/errors.ts'
import { type Eventual, recover, then } from '../kernel/eventual.ts'
import { Site } from '../kernel/site.ts'
import { PRIVATE } from '../program/hosts/host.ts'
import { badArgument, requireText } from '../rdd/arguments.ts'
import type { RDD } from '../rdd/rdd.ts'
import { requireLevel, StorageLevel } from '../rdd/storage-level.ts'
import type { StreamingContext } from './context.ts'
import { KeptRdds } from './kept-rdds.ts'
import type { Operator, StateMigration } from './operator.ts'
import type { StreamOperators } from './surface/surface.ts'

/** What an operator says of the stream that it makes. */
export interface StreamMaking<T> {
  /** How often the stream has an RDD, in ms: the batch interval or a multiple of it. */
  readonly slide: number
  readonly parents: readonly DStream<any>[]
  /** The RDD of a valid batch time; undefined is *no RDD*, which is not an empty one. Called at most once a time. */
  readonly compute: (time: number) => Eventual<RDD<T> | undefined>
  /** How much longer than this stream its parents must remember: the length of a window. Default 0. */
  readonly parentsRemember?: number
  /** Answers a time up to which RDDs of the parents are not needed any more: they keep those that come after it. */
  readonly parentsMayForget?: () => number
  /** Level at which every RDD is persisted unless the user chooses one. Default: none. */
  readonly level?: StorageLevel
  /** Called when RDDs up to and including `time` are forgotten. */
  readonly forget?: (time: number) => void
  /** True when a batch builds on what earlier batches left: a restart without a checkpoint starts it empty. Default false. */
  readonly stateful?: boolean
}

/**
 * A discretized stream: an endless sequence of RDDs, one for each of its batch times.
 *
 * A stream has an RDD at t only if t is after the zero time of its context and a whole number of slides away from it; the
 * RDD of a time is made once and is the same object for everyone who asks. Streams are defined before the context is
 * started and never change afterwards.
 *
 * The operators are declared, with their contracts, in `surface/`.
 *
 * Source    Zaharia et al., "Discretized Streams", SOSP 2013; Spark's DStream
 */
export class DStream<T> {
  readonly context: StreamingContext
  /** @internal */
  readonly operator: Operator
  readonly slide: number
  readonly parents: readonly DStream<any>[]
  /** Its place in the graph. */
  readonly #number: number
  readonly #making: StreamMaking<T>
  readonly #generated = new Map<number, Eventual<RDD<T> | undefined>>()
  readonly #kept = new KeptRdds<T>()
  #level: StorageLevel
  #chosen = false
  #checkpointInterval: number | undefined
  #remember = 0
  // Whether the parents were told: a stream with many paths to it is walked again only when it must remember more.
  #asked = false
  #zero: number | undefined
  /** What children say of the time up to which they need no RDDs any more. */
  readonly #holds: (() => number)[] = []
  /** Times up to this one are behind. */
  #forgotten = Number.NEGATIVE_INFINITY

  constructor(context: StreamingContext, operator: Operator, making: StreamMaking<T>) {
    this.context = context
    this.operator = operator
    this.slide = making.slide
    this.parents = making.parents
    this.#making = making
    this.#level = making.level ?? StorageLevel.NONE
    this.#number = context.graph.add(this)
  }

  /** Name under which errors, explain and state know this stream. */
  get name(): string {
    return this.operator.name
  }

  /**
   * Name this stream: state is found again by it. Names are unique in a program.
   *
   * Errors    E_NAME_TAKEN, E_GRAPH_CLOSED
   */
  named(name: string): this {
    this.context.graph.rename(this, requireText('named', 'the name', name, 'a text that is not empty'))
    return this
  }

  /**
   * Say which name this stream had in an earlier version of the program: a checkpoint that has its state under that name is
   * gone on from. May be called several times.
   *
   * Errors    E_ARGUMENT, E_GRAPH_CLOSED
   */
  formerly(name: string): this {
    this.context.graph.requireOpen('formerly')
    this.operator.formerly(requireText('formerly', 'the name', name, 'a text that is not empty'))
    return this
  }

  /**
   * Say which form the states of this stream have: 1 unless said, and more each time that it changes. A checkpoint with states
   * of a lower version is gone on from when `migrate` makes of each of them one of now; it is told the version that the
   * state had. Undefined drops the key. All of it is done before the first batch.
   *
   * For mapWithState it is the state of the key, for a window what a key had in the window and in each of its panes.
   *
   * Errors    E_ARGUMENT, E_GRAPH_CLOSED; at start E_STATE_CHANGED for another version without `migrate`, E_USER_FUNCTION for
   *           what `migrate` throws, with the key
   */
  stateVersion(version: number, migrate?: StateMigration): this {
    this.context.graph.requireOpen('stateVersion')
    if (!Number.isSafeInteger(version) || version < 1)
      throw badArgument('stateVersion', 'the version is', version, 'a whole number of at least 1')
    this.operator.versioned(version, migrate)
    return this
  }

  /**
   * Persist every RDD of this stream. Default level: MEMORY_ONLY_SER in Spark's Scala; here MEMORY_ONLY, as PySpark.
   *
   * Errors    E_LEVEL_ASSIGNED when another level was chosen before; E_GRAPH_CLOSED after start
   */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY): this {
    this.context.graph.requireOpen('persist')
    requireLevel('persist', level)
    if (this.#chosen && level !== this.#level)
      throw new StreamError('E_LEVEL_ASSIGNED', `the level is ${this.#level.name} and would become ${level.name}`, {
        at: String(this.operator.site),
        hint: 'Call persist once.',
      })
    this.#level = level
    this.#chosen = true
    return this
  }

  cache(): this {
    this.context.graph.requireOpen('cache')
    return this.persist()
  }

  /**
   * Save this stream's RDDs to the checkpoint directory each `interval`, which cuts their lineage. Implies persist. The
   * files go when their RDDs are forgotten.
   *
   * Units     interval: at least the slide and a whole multiple of it
   * Errors    E_WINDOW_NOT_MULTIPLE, E_GRAPH_CLOSED; E_CHECKPOINT_DIR at start when no directory is set
   */
  checkpoint(interval: DurationLike): this {
    this.context.graph.requireOpen('checkpoint')
    const millis = toMillis(interval, 'checkpoint interval', 'checkpoint')
    if (millis < this.slide || millis % this.slide !== 0) {
      const nearest = Math.max(1, Math.round(millis / this.slide)) * this.slide
      throw new StreamError(
        'E_WINDOW_NOT_MULTIPLE',
        `the checkpoint interval is ${millis} ms but ${this.name} slides by ${this.slide} ms`,
        {
          at: String(Site.here('checkpoint')),
          hint: `Use an interval of ${nearest} ms.`,
        },
      )
    }
    this.#checkpointInterval = millis
    if (this.#level === StorageLevel.NONE) this.#level = StorageLevel.MEMORY_ONLY
    return this
  }

  get storageLevel(): StorageLevel {
    return this.#level
  }

  /** @internal Level of a stream whose consumer needs its RDDs again, unless the user chose one. */
  suggestLevel(level: StorageLevel): void {
    if (!this.#chosen && this.#level === StorageLevel.NONE) this.#level = level
  }

  get checkpointInterval(): number | undefined {
    return this.#checkpointInterval
  }

  /** How long RDDs are kept at least, in ms. Known after start. */
  get rememberDuration(): number {
    return this.#remember
  }

  /** @internal Called at start for outputs' streams and inputs, from there up. */
  initialize(zero: number): void {
    if (this.#zero !== undefined) return
    this.#zero = zero
    this.#remember = Math.max(this.#remember, this.slide, 2 * (this.#checkpointInterval ?? 0))
    for (const parent of this.parents) parent.initialize(zero)
    const { parentsMayForget } = this.#making
    if (parentsMayForget !== undefined) for (const parent of this.parents) parent.hold(parentsMayForget)
  }

  /** @internal Keep RDDs that come after the time that `mayForget` answers, and have the parents keep what these need. */
  hold(mayForget: () => number): void {
    this.#holds.push(mayForget)
    const { parentsRemember = 0 } = this.#making
    for (const parent of this.parents) parent.hold(() => mayForget() - parentsRemember)
  }

  /** @internal Keep RDDs for at least `duration`, and have the parents keep what is needed for that. */
  remember(duration: number): void {
    if (this.#asked && duration <= this.#remember) return
    this.#asked = true
    this.#remember = Math.max(this.#remember, duration)
    for (const parent of this.parents) parent.remember(this.#remember + (this.#making.parentsRemember ?? 0))
  }

  /** @internal The time before the first batch; undefined until the context starts, or when no output needs the stream. */
  get zero(): number | undefined {
    return this.#zero
  }

  /** True when this stream has an RDD at `time`, empty or not. */
  isValid(time: number): boolean {
    if (this.#zero === undefined || time <= this.#zero || (time - this.#zero) % this.slide !== 0) return false
    return !this.context.timeline.isGap(time)
  }

  /** The RDD at `time`, made if need be; undefined when there is none, is none yet, or is none any more. */
  getOrCompute(time: number): Eventual<RDD<T> | undefined> {
    const known = this.#generated.get(time)
    if (known !== undefined || this.#generated.has(time)) return known
    // An input is asked once for a time: never again for one that was forgotten, and not before its tick.
    if (!this.isValid(time) || time <= this.#forgotten || time > this.context.dueTime) return undefined
    const made = this.#make(time)
    this.#generated.set(time, made)
    return made
  }

  /** A failure is kept as a promise that rejects, so that everyone who asks gets it. */
  #make(time: number): Eventual<RDD<T> | undefined> {
    const made = recover(
      () => then(this.#compute(time), (rdd) => this.#keep(rdd, time)),
      (error) => Promise.reject(error),
    )
    // A stream that nobody asks any more must not bring the process down with it.
    if (made instanceof Promise) made.catch(() => {})
    return made
  }

  #compute(time: number): Eventual<RDD<T> | undefined> {
    const { host } = this.context.sparkContext
    return host === undefined
      ? this.#making.compute(time)
      : host.within(this.scopeAt(time), () => this.#making.compute(time))
  }

  /** @internal Whose the RDD of `time` is, with all that is made for it. */
  scopeAt(time: number): string {
    return `${this.operator.defaultName}#${this.#number}@${time}`
  }

  #forgetScopes(time: number): void {
    const { host } = this.context.sparkContext
    host?.forget(this.scopeAt(time))
    if (this.parents.length === 0) host?.forget(`${PRIVATE}${this.operator.defaultName}@${time}`)
  }

  #keep(rdd: RDD<T> | undefined, time: number): RDD<T> | undefined {
    const interval = this.#checkpointInterval
    if (rdd === undefined || (this.#level === StorageLevel.NONE && interval === undefined)) return rdd
    this.#kept.keep(rdd, this.#level, interval !== undefined && (time - (this.#zero as number)) % interval === 0)
    return rdd
  }

  /** @internal True when the RDD at `time`, or that there is none, was found out and is remembered. */
  wasMade(time: number): boolean {
    return this.#generated.has(time)
  }

  /** @internal Forget RDDs that nobody may ask for any more once the batch of `time` is done. */
  forgetBefore(time: number, unpersist: boolean): void {
    let last = time - this.#remember
    for (const mayForget of this.#holds) last = Math.min(last, mayForget())
    this.#forgotten = Math.max(this.#forgotten, last)
    for (const [t, made] of this.#generated) {
      // Times come in order but for those that a slice asked for later, which wait until they are the oldest.
      if (t > last) break
      this.#generated.delete(t)
      this.#forgetScopes(t)
      // What never was, or went with a stopped SparkContext, needs no dropping.
      recover(
        () => then(made, (rdd) => (rdd === undefined ? undefined : this.#kept.drop(rdd, unpersist))),
        () => {},
      )
    }
    this.#making.forget?.(last)
  }

  /** True for a stream whose batches build on what earlier ones left. */
  get stateful(): boolean {
    return this.#making.stateful ?? false
  }

  /** Number of RDDs that are remembered. */
  get remembered(): number {
    return this.#generated.size
  }
}

// The operators are put on the prototype by surface/install.ts, one file a meaning; this says so to the compiler.
export interface DStream<T> extends StreamOperators<T> {}
