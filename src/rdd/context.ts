import { AsyncLocalStorage } from 'node:async_hooks'
import { placedError, StreamError } from '../kernel/errors.ts'
import { LineLogger, LOG_LEVELS, type Logger, type LogLevel } from '../kernel/log.ts'
import { freshSeed } from '../kernel/random.ts'
import { show } from '../kernel/show.ts'
import { Site } from '../kernel/site.ts'
import { VERSION } from '../kernel/version.ts'
import { DriverHost } from '../program/hosts/driver-host.ts'
import type { Host } from '../program/hosts/host.ts'
import { Scopes } from '../program/scopes.ts'
import {
  Accumulator,
  type AccumulatorDefinition,
  collectionDefinition,
  requireDefinition,
  sumDefinition,
} from './accumulator.ts'
import type { Action } from './action.ts'
import { badArgument } from './arguments.ts'
import type { Backend, Job, ProgramOrigin } from './backend.ts'
import { Broadcast } from './broadcast.ts'
import { checkSettings } from './check-settings.ts'
import { Checkpoints } from './checkpoint.ts'
import { SparkConf } from './conf.ts'
import { type Environment, environmentWith } from './environment.ts'
import { Jobs } from './jobs.ts'
import { jobGroupOf, LocalProperties } from './local-properties.ts'
import { NamedAccumulators } from './named-accumulators.ts'
import type { RDD } from './rdd.ts'
import { numberSetting, textSetting } from './settings.ts'
import { AddedFiles } from './spark-files.ts'
import type { JobOperators } from './surface/jobs.ts'
import type { SourceOperators } from './surface/sources.ts'

/** How a context may be described: Spark's SparkConf, or its two most used settings, or parts put in by a test. */
export interface ContextOptions {
  readonly master?: string
  readonly appName?: string
  readonly conf?: SparkConf
  /** Parts of the outside world to use instead of this process's own: clock, files, network, and so on. */
  readonly environment?: Partial<Environment>
  /** @internal Where other hosts find the same program. */
  readonly program?: Omit<ProgramOrigin, 'host'> | undefined
  /** @internal Makes this context one of a replica. */
  readonly host?: ((scopes: Scopes) => Host) | undefined
}

/**
 * The way into RDDs: it makes them from collections and files, runs jobs on them, and holds what tasks share.
 *
 * `new SparkContext('local', 'name')`, `new SparkContext(conf)` or `new SparkContext({ master, appName, conf })`.
 * Without a master it is `local`: this thread.
 *
 * Errors    CONFIG_MASTER, CONFIG_SETTING; E_CONTEXT_STOPPED from every call after `stop`
 * Source    Spark's SparkContext
 */
export class SparkContext {
  readonly conf: SparkConf
  readonly environment: Environment
  readonly backend: Backend
  /** @internal The book of this program's functions. */
  readonly scopes = new Scopes()
  /** @internal Numbers what the program makes, when several hosts run it. */
  readonly host: Host | undefined
  readonly startTime: number
  /** @internal */
  readonly checkpoints: Checkpoints
  /** @internal */
  readonly jobs = new Jobs()
  /** @internal */
  readonly properties = new LocalProperties()
  /** @internal */
  readonly addedFiles: AddedFiles
  /** @internal */
  readonly namedAccumulators = new NamedAccumulators()
  readonly #logger: Logger
  #checkpointDirectory: string | undefined
  #stopped: Promise<void> | undefined
  #rddIds = 0
  #broadcastIds = 0
  #site: Site | undefined
  readonly #abort = new AsyncLocalStorage<AbortSignal>()
  // Weakly, because a persisted RDD that nobody uses any more is freed with its partitions.
  readonly #persisted = new Map<number, WeakRef<RDD<any>>>()

  constructor(masterOrConf: string | SparkConf | ContextOptions = {}, appName?: string) {
    const options = asOptions(masterOrConf, appName)
    this.conf = (options.conf ?? new SparkConf()).clone()
    if (options.master !== undefined) this.conf.setMaster(options.master)
    if (options.appName !== undefined) this.conf.setAppName(options.appName)
    this.environment = environmentWith(options.environment)
    for (const [key, value] of Object.entries(this.environment.settings ?? {})) this.conf.setIfMissing(key, value)
    this.#logger = this.environment.logger
    this.startTime = this.environment.clock.now()
    this.checkpoints = new Checkpoints(this)
    this.backend = this.#opened(() => {
      checkSettings(this.conf)
      this.#chooseLevel(textSetting(this.conf, 'spark.log.level'))
      return this.#backend(options.program)
    })
    this.host = options.host?.(this.scopes) ?? this.backend.driver
    this.addedFiles = new AddedFiles(this.environment.files, textSetting(this.conf, 'spark.local.dir'))
  }

  #backend(origin: ContextOptions['program']): Backend {
    const { master, conf, environment } = this
    const program = origin && { ...origin, host: new DriverHost(this.scopes, freshSeed()) }
    return environment.backend({ master, conf, environment, program })
  }

  /** What goes wrong while the context is made is said to be where the user made it. */
  #opened<R>(open: () => R): R {
    try {
      return open()
    } catch (error) {
      throw placedError(error, Site.here('SparkContext'))
    }
  }

  get master(): string {
    return textSetting(this.conf, 'spark.master') ?? 'local'
  }

  get appName(): string {
    return textSetting(this.conf, 'spark.app.name') ?? 'millstream'
  }

  /** Name of this run of the program, as Spark gives it to a local one. */
  get applicationId(): string {
    return `local-${this.startTime}`
  }

  /** The version of millstream. */
  get version(): string {
    return VERSION
  }

  /** Address of the web interface: undefined, because there is none yet. */
  get uiWebUrl(): string | undefined {
    return undefined
  }

  get logger(): Logger {
    return this.#logger
  }

  /** Partitions of an RDD that is made without saying how many: the setting, else how many tasks run at once. */
  get defaultParallelism(): number {
    return numberSetting(this.conf, 'spark.default.parallelism') ?? this.backend.parallelism
  }

  /** Least partitions of files that are read without saying how many: as many as there are by default, but at most 2. */
  get defaultMinPartitions(): number {
    return Math.min(this.defaultParallelism, 2)
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined
  }

  /** Least level that is logged: 'debug', 'info', 'warn', 'error' or 'off'. */
  setLogLevel(level: LogLevel): void {
    this.at(Site.here('setLogLevel'), () => this.#chooseLevel(level))
  }

  #chooseLevel(level: unknown): void {
    const known = LOG_LEVELS.find((name) => name === String(level).toLowerCase())
    if (known === undefined)
      throw new StreamError('CONFIG_SETTING', `the log level is ${show(level, 60)}`, {
        hint: `Use one of ${LOG_LEVELS.join(', ')}.`,
      })
    if (this.#logger instanceof LineLogger) this.#logger.level = known
  }

  /** Where `checkpoint` of RDDs puts its files. */
  setCheckpointDir(directory: string | undefined): void {
    if (directory !== undefined && (typeof directory !== 'string' || directory === ''))
      throw badArgument('setCheckpointDir', 'the directory is', directory, 'a path, or undefined for none')
    this.#checkpointDirectory = directory
  }

  getCheckpointDir(): string | undefined {
    return this.#checkpointDirectory
  }

  /**
   * Run `action` over some partitions of an RDD, all of them unless said otherwise, and answer a result a partition.
   *
   * Errors    E_USER_FUNCTION when a function threw in every attempt; E_ABORTED; what reading an input raises
   */
  async run<T, R>(rdd: RDD<T>, action: Action<T, R>, options: RunOptions<R> = {}): Promise<R[]> {
    this.requireRunning()
    if (typeof options !== 'object' || options === null)
      throw badArgument('options', 'the options are', options, 'an object, or nothing', this)
    const partitions = options.partitions ?? Array.from({ length: rdd.node.partitions }, (_, p) => p)
    const signal = this.#signal(options.signal)
    const control = this.jobs.begin(jobGroupOf(this.properties))
    try {
      const { all: properties } = this.properties
      const job: Job<T, R> = { rdd, action, partitions, signal, control, properties, ...pick(options.onResult) }
      const results = await this.#answer(job)
      control.end('SUCCEEDED')
      await this.checkpoints.keep(rdd, signal)
      return results
    } catch (error) {
      control.end('FAILED')
      throw error
    }
  }

  async #answer<T, R>(job: Job<T, R>): Promise<R[]> {
    if (this.host === undefined) return this.backend.run(job)
    return this.host.once(job.rdd.node.operator, job, (at) => this.backend.run({ ...job, at }))
  }

  /** @internal A seed for what is random: the same on every host of the program. */
  seed(): number {
    return this.host?.seed() ?? freshSeed()
  }

  /** @internal Do something outside of the program once, however many hosts run it; the others get the answer. */
  once<R>(what: string, act: () => Promise<R>): Promise<R> {
    return this.host === undefined ? act() : Promise.resolve(this.host.once(what, undefined, act))
  }

  /** @internal Run `f` in a scope of its own, if several hosts run the program. */
  within<R>(scope: string, f: () => R): R {
    return this.host === undefined ? f() : this.host.within(scope, f)
  }

  /** @internal Run `f`; the jobs that it begins, also after it waited, are cancelled when `signal` is aborted. */
  abortable<R>(signal: AbortSignal, f: () => R): R {
    return this.#abort.run(signal, f)
  }

  #signal(own: AbortSignal | undefined): AbortSignal | undefined {
    if (own !== undefined && !(own instanceof AbortSignal))
      throw badArgument('options', 'the signal is', own, 'the signal of an AbortController', this)
    const around = this.#abort.getStore()
    return own !== undefined && around !== undefined ? AbortSignal.any([own, around]) : (own ?? around)
  }

  /** Send a value that tasks read to where they run, once. */
  broadcast<V>(value: V): Broadcast<V> {
    this.requireRunning('broadcast')
    return new Broadcast(this.#broadcastIds++, value, this.backend)
  }

  /** A sum of numbers that starts at `start`. */
  accumulator(start?: number, name?: string): Accumulator<number>
  /** A sum of the user's own kind. */
  accumulator<V, S>(definition: AccumulatorDefinition<V, S>): Accumulator<V, S>
  accumulator(of: number | AccumulatorDefinition<any, any> = 0, name?: string): Accumulator<any, any> {
    return this.#entered(new Accumulator(typeof of === 'number' ? sumDefinition(name, of) : requireDefinition(of)))
  }

  longAccumulator(name?: string): Accumulator<number> {
    return this.#entered(new Accumulator(sumDefinition(name)))
  }

  doubleAccumulator(name?: string): Accumulator<number> {
    return this.#entered(new Accumulator(sumDefinition(name)))
  }

  collectionAccumulator<V>(name?: string): Accumulator<V, V[]> {
    return this.#entered(new Accumulator(collectionDefinition<V>(name)))
  }

  #entered<A extends Accumulator<any, any>>(accumulator: A): A {
    accumulator.address = this.host?.enter(accumulator, true)
    this.namedAccumulators.add(accumulator)
    return accumulator
  }

  /** Stop what runs the jobs. Calling it again waits for the same end. */
  stop(): Promise<void> {
    this.#stopped ??= this.#close()
    return this.#stopped
  }

  async #close(): Promise<void> {
    await this.backend.stop()
    await this.addedFiles.remove()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** RDDs that are persisted, by id. */
  getPersistentRDDs(): ReadonlyMap<number, RDD<any>> {
    const alive = new Map<number, RDD<any>>()
    for (const [id, reference] of this.#persisted) {
      const rdd = reference.deref()
      if (rdd === undefined) this.#persisted.delete(id)
      else alive.set(id, rdd)
    }
    return alive
  }

  /** @internal */
  noteLevel(rdd: RDD<any>, kept: boolean): void {
    if (kept) this.#persisted.set(rdd.id, new WeakRef(rdd))
    else this.#persisted.delete(rdd.id)
  }

  /** @internal Throw E_CONTEXT_STOPPED after stop. */
  requireRunning(operator?: string): void {
    if (this.#stopped === undefined) return
    throw new StreamError('E_CONTEXT_STOPPED', 'this SparkContext was stopped', {
      at: operator === undefined ? this.#site?.toString() : String(this.site(operator)),
      hint: 'Make a new SparkContext.',
    })
  }

  /** @internal */
  nextRddId(): number {
    return this.#rddIds++
  }

  /** @internal The user's line that is to be named for an operator called now. */
  site(operator: string): Site {
    return this.#site ?? Site.here(operator)
  }

  /** @internal Run `f`; every RDD that it makes before it returns is said to be made at `site`, and so are its errors. */
  at<R>(site: Site, f: () => R): R {
    const outer = this.#site
    this.#site = site
    try {
      return f()
    } catch (error) {
      throw placedError(error, site)
    } finally {
      this.#site = outer
    }
  }
}

// The operators that make RDDs are put on the prototype by surface/install.ts.
export interface SparkContext extends SourceOperators, JobOperators {}

export interface RunOptions<R> {
  readonly partitions?: readonly number[] | undefined
  readonly signal?: AbortSignal | undefined
  /** Called as each partition succeeds, in any order, with its place among `partitions`. */
  readonly onResult?: ((index: number, result: R) => void) | undefined
}

const pick = <F>(onResult: F | undefined): { onResult?: F } => (onResult === undefined ? {} : { onResult })

function asOptions(first: string | SparkConf | ContextOptions, appName: string | undefined): ContextOptions {
  const known = typeof first === 'string' || (typeof first === 'object' && first !== null)
  if (!known)
    throw badArgument('SparkContext', 'it is made of', first, 'a master, a SparkConf, or { master, appName, conf }')
  const named = appName === undefined ? {} : { appName }
  if (typeof first === 'string') return { master: first, ...named }
  if (first instanceof SparkConf) return { conf: first, ...named }
  if (first.conf === undefined || first.conf instanceof SparkConf) return { ...first, ...named }
  throw badArgument('SparkContext', 'conf is', first.conf, 'a SparkConf, as by new SparkConf().set(key, value)')
}
