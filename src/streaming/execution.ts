import { AsyncLocalStorage } from 'node:async_hooks'
import type { OutputRun } from '../connect/sink.ts'
import type { Clock } from '../kernel/clock/clock.ts'
import type { Eventual } from '../kernel/eventual.ts'
import { Time } from '../kernel/time.ts'
import type { SparkContext } from '../rdd/context.ts'
import { outputProperties } from '../rdd/output-properties.ts'
import { booleanSetting, numberSetting } from '../rdd/settings.ts'
import { userFailure } from '../rdd/user-failure.ts'
import { type FailurePolicy, failurePolicy } from './batches/failure-policy.ts'
import { Generator } from './batches/generator.ts'
import { JobRuns } from './batches/job-runs.ts'
import type { JobSet, OutputJob } from './batches/job-set.ts'
import { Pace } from './batches/pace.ts'
import { Scheduler } from './batches/scheduler.ts'
import { Ticker } from './batches/ticker.ts'
import type { Timeline } from './batches/timeline.ts'
import type { Checkpointing } from './checkpoint/checkpointing.ts'
import { Deadline } from './deadline.ts'
import type { DStream } from './dstream.ts'
import { type Graph, initializeStreams, reachableStreams } from './graph.ts'
import type { Input, Inputs } from './input-stream.ts'
import type { DeadLetters } from './letters/dead-letters.ts'
import type { ListenerBus } from './listeners/bus.ts'
import { againScopes, type Output, outputScope } from './output.ts'
import { Rates } from './rates/rates.ts'
import { type StopReport, stopReport } from './stop-report.ts'

export interface ExecutionParts {
  readonly sparkContext: SparkContext
  readonly graph: Graph
  readonly timeline: Timeline
  readonly inputs: Inputs
  readonly bus: ListenerBus
  /** How long every stream keeps its RDDs at least, in ms. */
  readonly remember: number
  /** Writes down what happens, when there is a directory for checkpoints. */
  readonly checkpointing: Checkpointing | undefined
  /** Keeps the records that functions fail on, when they are to be left out. */
  readonly letters: DeadLetters | undefined
  /** What the context goes on from. */
  readonly resume: Resume | undefined
  /** Something went wrong: `what` says in which batch and operation. */
  readonly failed: (what: string, error: unknown) => void
}

/** Where an earlier process has come to. */
export interface Resume {
  readonly zero: number
  /** The last batch that need not be done again. */
  readonly last: number
  /** Inputs that can are to leave out what came while nobody ran. */
  readonly skips: boolean
}

/** Longest wait for jobs that were aborted, in ms. */
const ABORT_GRACE = 2000

/** A context between start and stop: its clock of batches, and what makes and runs them. */
export class Execution {
  readonly #parts: ExecutionParts
  readonly #clock: Clock
  readonly #ticker: Ticker
  readonly #scheduler: Scheduler
  readonly #generator: Generator
  readonly #rates: Rates
  readonly #abort = new AbortController()
  readonly #deadline: Deadline
  /** Streams that outputs ask for, and inputs. */
  readonly #streams: ReadonlySet<DStream<any>>
  readonly #unpersist: boolean
  readonly #policy: FailurePolicy
  /** The most runs that a job of a batch took, by time, where it was more than one. */
  readonly #runs = new Map<number, number>()
  readonly #running = new AsyncLocalStorage<OutputJob>()

  constructor(parts: ExecutionParts) {
    const { sparkContext, graph, inputs, bus } = parts
    const conf = sparkContext.conf
    this.#parts = parts
    this.#clock = sparkContext.environment.clock
    this.#ticker = new Ticker(this.#clock, graph.batch, parts.resume, parts.timeline)
    const from = parts.resume?.last ?? this.#ticker.zero
    this.#deadline = new Deadline(this.#clock)
    this.#unpersist = booleanSetting(conf, 'spark.streaming.unpersist')
    this.#rates = new Rates({ conf, bus, batch: graph.batch, inputs: inputs.all })
    this.#policy = failurePolicy(conf, parts.checkpointing !== undefined)
    const now = (): number => this.#ticker.now()
    const runs = new JobRuns({
      ...{ policy: this.#policy, clock: this.#clock, logger: sparkContext.logger, signal: this.#abort.signal },
      run: (job, run) => this.#run(job, run),
      isolate: (job, error) => this.#isolate(job, error),
    })
    const reachable = reachableStreams(graph)
    this.#streams = new Set([...reachable, ...inputs.all.map(({ stream }) => stream)])
    this.#scheduler = new Scheduler({
      from,
      concurrency: Math.max(1, numberSetting(conf, 'spark.streaming.concurrentJobs') ?? 1),
      bus,
      pace: new Pace(graph.batch, sparkContext.logger),
      now,
      run: (job) => runs.run(job),
      completed: (batch) => this.#rates.completed(batch),
      failed: (job, error) => this.#jobFailed(job, error),
      done: (time) => {
        this.#forget(time)
        this.#generator.goOn()
      },
    })
    this.#generator = new Generator({
      timeline: parts.timeline,
      from,
      outputs: graph.outputs,
      inputs: inputs.all,
      reachable,
      now,
      take: (time) => inputs.take(time),
      decided: (time, live) => this.#decided(time, live),
      within: (f) => sparkContext.abortable(this.#abort.signal, f),
      submit: (batch) => this.#scheduler.submit(batch),
      open: () => this.#scheduler.waiting,
      failed: (time, error) => this.#failed(`batch ${time} ms could not be made`, error),
    })
    this.#initialize()
  }

  /** True when called by an output operation that still runs, which no stop can wait for without waiting for itself. */
  get inJob(): boolean {
    return this.#running.getStore()?.ended === false
  }

  now(): number {
    return this.#ticker.now()
  }

  /** Label of the last tick that came. */
  get dueTime(): number {
    return this.#generator.due
  }

  async startInputs(): Promise<void> {
    const zero = new Time(this.#ticker.zero)
    const { checkpointing, inputs } = this.#parts
    await checkpointing?.restoreInputs()
    this.#rates.begin()
    await Promise.all(inputs.all.map((input) => startInput(input, zero)))
    if (this.#parts.resume?.skips === true) await Promise.all(inputs.all.map((input) => this.#skip(input)))
    await checkpointing?.begin()
  }

  /** Begin with the output operations: from then on nothing counts that earlier runs still write. */
  async startOutputs(): Promise<void> {
    // A process that has been replaced must not take the outputs from the one that has replaced it.
    this.#parts.checkpointing?.requireOwner()
    for (const output of this.#parts.graph.outputs) await output.begin?.(this.#runOf(output))
  }

  async #skip({ source, stream }: Input): Promise<void> {
    const { logger } = this.#parts.sparkContext
    const { site } = stream.operator
    if (source.skip === undefined) return logger.warn(`${site} cannot tell what came while nobody ran, and keeps it`)
    const skipped = await source.skip(new Time(this.#clock.now()))
    if (skipped > 0) logger.warn(`${site} leaves out ${skipped} of what came while nobody ran, as catchUp says: skip`)
  }

  /** Begin with the ticks; what became due while the inputs were started is not lost. */
  startBatches(): void {
    this.#ticker.start((label) => this.#generator.tick(label))
  }

  /** Resolves when every tick that has come is made into jobs, these are done, and the listeners were told. */
  async idle(): Promise<void> {
    await this.#scheduler.settled(this.#generator.due)
    await this.#parts.bus.drained()
  }

  /**
   * Finish what was received and what is due, then stop.
   *
   * Receivers are stopped first, so that what they still hold becomes the last batch; that batch does not wait for its
   * time, as nothing more can come to it. `receiving` and `whole` are the longest waits, in ms: for the inputs, and for
   * everything.
   */
  async stopGracefully(receiving: number, whole: number): Promise<StopReport> {
    const end = this.#clock.ticks() + whole
    const stopped = await this.#deadline.within(receiving, this.#stopInputs(true))
    this.#ticker.fire()
    if (stopped && this.#waiting() > 0) this.#ticker.force()
    this.#ticker.stop()
    await this.#deadline.within(end - this.#clock.ticks(), this.#scheduler.settled(this.#generator.due))
    return this.#end()
  }

  /** Stop now: running jobs are aborted, what is not running is left. */
  stopNow(): Promise<StopReport> {
    this.#ticker.stop()
    this.#abort.abort()
    return this.#end(this.#stopInputs(false))
  }

  /** A graceful stop that is under way waits for nothing any more. */
  hurry(): void {
    this.#deadline.hurry()
  }

  /** How things stand. */
  report(): StopReport {
    return this.#report(this.#scheduler.open, this.#generator)
  }

  async #end(inputs?: Promise<void>): Promise<StopReport> {
    const open = this.#scheduler.open
    const { made, waiting } = this.#generator
    this.#generator.close()
    this.#scheduler.close()
    this.#abort.abort()
    const quiet = Promise.all([inputs, this.#generator.quiet(), this.#scheduler.quiet()])
    await new Deadline(this.#clock).within(ABORT_GRACE, quiet)
    // What could not be written is told as any other failure; the stop comes to its end.
    await this.#parts.letters?.close().catch((error) => this.#parts.failed('dead letters end here', error))
    await this.#parts.checkpointing?.close().catch((error) => this.#parts.failed('checkpoints end here', error))
    return this.#report(open, { made, waiting })
  }

  #report(open: readonly JobSet[], { made, waiting }: Pick<Generator, 'made' | 'waiting'>): StopReport {
    const { graph, inputs } = this.#parts
    const [{ completed }, { due }] = [this.#scheduler, this.#generator]
    return stopReport({ completed, open, waiting, made, due, batch: graph.batch, inputs: inputs.all })
  }

  #run(job: OutputJob, number: number): Promise<void> {
    const { sparkContext } = this.#parts
    const { time } = job.batch
    if (number > 1) this.#runs.set(time, Math.max(number, this.#runs.get(time) ?? 1))
    const properties = outputProperties({ ...this.#runOf(job.output), batchTime: new Time(time) }, job.id)
    const run = (): Promise<void> => sparkContext.abortable(this.#abort.signal, () => job.run())
    const within = (): Promise<void> => sparkContext.within(outputScope(job.output, time, number), run)
    return this.#running.run(job, () => sparkContext.properties.run(properties, within))
  }

  #runOf({ operator }: Output): OutputRun {
    const { sparkContext, checkpointing } = this.#parts
    return { job: sparkContext.appName, output: operator.name, epoch: checkpointing?.epoch ?? 0 }
  }

  async #isolate(job: OutputJob, error: unknown): Promise<boolean> {
    try {
      return (await this.#parts.letters?.isolate(job, error, () => this.#abort.signal.throwIfAborted())) ?? false
    } catch (failure) {
      this.#failed(`${job.place} failed, and the records that it fails on could not be left out`, failure)
      return false
    }
  }

  #initialize(): void {
    initializeStreams(this.#streams, this.#ticker.zero, this.#parts.remember)
    const { checkpointing, sparkContext, remember } = this.#parts
    const begun = checkpointing?.restore({ zero: this.#ticker.zero, remember: this.#longest() }) ?? []
    sparkContext.backend.beginBatches?.(this.#ticker.zero, remember, begun, this.#parts.timeline.gaps)
  }

  /** How long any stream remembers its RDDs. */
  #longest(): number {
    return Math.max(...[...this.#streams].map(({ rememberDuration }) => rememberDuration))
  }

  /** What the jobs of a batch have to wait for. */
  #decided(time: number, live: readonly Input[]): Eventual<void> {
    return this.#parts.checkpointing?.decided(time, live)?.catch((error) => {
      this.#hold(time)
      this.#failed(`batch ${time} ms could not be written down`, error)
    })
  }

  #forget(time: number): void {
    for (const stream of this.#streams) stream.forgetBefore(time, this.#unpersist)
    const { graph, inputs, sparkContext } = this.#parts
    for (const { source } of inputs.all) source.processed?.(new Time(time))
    for (const output of graph.outputs) sparkContext.host?.forget(outputScope(output, time))
    this.#forgetRuns(time)
    sparkContext.backend.endBatch?.(time)
    this.#parts.checkpointing?.done(time)
    this.#parts.letters?.forget(time)
  }

  #forgetRuns(time: number): void {
    const { graph, sparkContext } = this.#parts
    for (const [at, runs] of this.#runs) {
      if (at > time) continue
      this.#runs.delete(at)
      for (const output of graph.outputs)
        for (const scope of againScopes(output, at, runs)) sparkContext.host?.forget(scope)
    }
  }

  async #stopInputs(graceful: boolean): Promise<void> {
    const { inputs, sparkContext } = this.#parts
    const stops = inputs.all.map(async ({ source }) => source.stop?.(graceful))
    for (const { status, ...outcome } of await Promise.allSettled(stops))
      if (status === 'rejected')
        sparkContext.logger.error('an input stream could not be stopped', (outcome as PromiseRejectedResult).reason)
  }

  /** Records that were received and belong to no batch. */
  #waiting(): number {
    return this.#parts.inputs.all.reduce((sum, { source }) => sum + (source.waiting?.() ?? 0), 0)
  }

  #jobFailed(job: OutputJob, error: unknown): void {
    if (this.#policy.onFailure !== 'go on') this.#hold(job.batch.time)
    this.#failed(`${job.place} failed`, error)
  }

  /** Nothing goes past a batch that failed; with checkpoints the next run begins with it. */
  #hold(time: number): void {
    this.#parts.checkpointing?.hold(time)
    this.#ticker.stop()
    this.#generator.close()
    this.#scheduler.close()
  }

  /** What fails because it was aborted is no failure of the program. */
  #failed(what: string, error: unknown): void {
    if (!this.#abort.signal.aborted) this.#parts.failed(what, error)
  }
}

async function startInput({ source, stream }: Input, zero: Time): Promise<void> {
  try {
    await source.start?.(zero)
  } catch (error) {
    throw userFailure(stream.operator.site, error, 'while it was started')
  }
}
