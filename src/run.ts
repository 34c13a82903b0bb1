import { fileURLToPath } from 'node:url'
import { fingerprintOfJob } from './fingerprint.ts'
import { type DurationLike, toPositiveMillis } from './kernel/duration.ts'
import { placedError, StreamError } from './kernel/errors.ts'
import { show } from './kernel/show.ts'
import { Site } from './kernel/site.ts'
import { buildProgram } from './program/build.ts'
import { loadProgram, originOf } from './program/bundle/load.ts'
import type { ProgramFingerprint } from './program/digest.ts'
import { isJob, type JobDefinition, siteOfJob } from './program/job.ts'
import type { ProgramOrigin } from './rdd/backend.ts'
import { SparkConf } from './rdd/conf.ts'
import { SparkContext } from './rdd/context.ts'
import type { Environment } from './rdd/environment.ts'
import type { BatchJob } from './rdd/job.ts'
import { type StopOptions, StreamingContext } from './streaming/context.ts'
import type { StreamingJob } from './streaming/job.ts'

/** How a job is run. What is said here wins over what the job says of itself. */
export interface RunJobOptions {
  /** What runs it. Default: `local`. */
  readonly master?: string | undefined
  /** Name of the application. Default: the name of the job. */
  readonly name?: string | undefined
  /** Batch interval of a streaming job. Default: that of the job. */
  readonly batch?: DurationLike | undefined
  readonly conf?: SparkConf | Readonly<Record<string, string | number | boolean>> | undefined
  /** Handed to the job's `prepare`, or to its build function when it has none. Default: `{}`. */
  readonly args?: unknown
  /** Directory of checkpoints, from which the job goes on by itself. Default: that of the job. */
  readonly checkpoint?: string | undefined
  /** Parts of the outside world to use instead of this process's own: clock, files, network, and so on. */
  readonly environment?: Partial<Environment> | undefined
  /** Whether a job that is given by its file is compiled first, where esbuild is installed. Default: true. */
  readonly bundle?: boolean | undefined
}

/** A streaming job that runs. */
export interface StreamingRun {
  readonly kind: 'streaming'
  readonly context: StreamingContext
  /** Settles when the job has ended; rejects with its first error. */
  readonly done: Promise<void>
  /** Stop the job and its SparkContext. */
  stop(options?: Omit<StopOptions, 'stopSparkContext'>): ReturnType<StreamingContext['stop']>
}

/** A batch job that has run. */
export interface BatchRun<Result = unknown> {
  readonly kind: 'batch'
  readonly context: SparkContext
  /** What the job answered. */
  readonly done: Promise<Result>
  stop(): Promise<void>
}

/**
 * Run a job in this process: a definition, or the module at a path or URL that has one as its default export, which
 * may be TypeScript.
 *
 * A streaming job is running when the promise resolves; a batch job has run to its end, and has rejected if it failed.
 *
 * Errors    E_NOT_A_JOB, E_JOB_UNREADABLE, E_NOT_DETERMINISTIC, CONFIG_MASTER, CONFIG_SETTING; those of the job
 *
 * @example
 * const job = await run(new URL('./word-count.ts', import.meta.url), { master: 'local[2]' })
 * await job.done
 */
export function run<R>(job: BatchJob<any, R>, options?: RunJobOptions): Promise<BatchRun<R>>
export function run(job: StreamingJob, options?: RunJobOptions): Promise<StreamingRun>
export function run(module: URL | string, options?: RunJobOptions): Promise<StreamingRun | BatchRun>
export async function run(
  what: URL | string | JobDefinition,
  options: RunJobOptions = {},
): Promise<StreamingRun | BatchRun> {
  if (!isJob(what) && typeof what !== 'string' && !(what instanceof URL)) throw noJob(what)
  const job = isJob(what) ? what : await loadJob(what, options)
  return job.kind === 'streaming' ? runStreaming(job as StreamingJob, options) : runBatch(job as BatchJob, options)
}

async function loadJob(module: URL | string, { bundle = true }: RunJobOptions): Promise<JobDefinition> {
  const path = module instanceof URL || module.startsWith('file:') ? fileURLToPath(module) : module
  return requireJob((await loadProgram(path, { bundle })).default, path)
}

const noJob = (value: unknown): StreamError =>
  new StreamError('E_NOT_A_JOB', `run was given ${show(value, 60)}`, {
    at: String(Site.here('run')),
    hint: 'Give what streamingJob or batchJob answers, or the path of a module that exports it as its default.',
  })

/** @internal Errors: E_NOT_A_JOB. */
export function requireJob(value: unknown, path: string): JobDefinition {
  if (isJob(value)) return value
  throw new StreamError('E_NOT_A_JOB', `its default export is ${show(value, 60)}`, {
    at: path,
    hint: 'Export a job: export default streamingJob(name, { batch }, (ssc) => …), or batchJob(name, async (sc) => …).',
  })
}

async function runStreaming(job: StreamingJob, options: RunJobOptions): Promise<StreamingRun> {
  const context = await openStreaming(job, options)
  await orStop(context.sparkContext, () => context.start())
  return {
    kind: 'streaming',
    context,
    // Asked for when it is read, so that a run whose end nobody waits for does not reject into the void.
    get done() {
      return context.awaitTermination().then(() => {})
    },
    stop: (options = {}) => context.stop({ ...options, stopSparkContext: true }),
  }
}

/** @internal A streaming job built and not started: what explain looks at. */
export async function openStreaming(job: StreamingJob, options: RunJobOptions = {}): Promise<StreamingContext> {
  const batch = batchOf(job, options)
  const args = await prepared(job, options)
  const { promise: built, resolve } = Promise.withResolvers<ProgramFingerprint>()
  const sparkContext = openContext(job, options, { args, batch, built })
  return orStop(sparkContext, () => {
    const context = new StreamingContext(sparkContext, batch)
    const checkpoint = options.checkpoint ?? job.options.checkpoint
    if (checkpoint !== undefined) context.resumeFrom(checkpoint)
    const { name, build } = job
    buildProgram(name, () => build(context, args), siteOfJob(job))
    if (sparkContext.host !== undefined) resolve(fingerprintOfJob(job, args, context))
    return context
  })
}

/** Milliseconds. Errors: E_DURATION, which names the job. */
function batchOf(job: StreamingJob, options: RunJobOptions): number {
  try {
    return toPositiveMillis(options.batch ?? job.options.batch, 'batch interval')
  } catch (error) {
    throw placedError(error, siteOfJob(job) ?? job.name)
  }
}

async function runBatch(job: BatchJob, options: RunJobOptions): Promise<BatchRun> {
  const args = await prepared(job, options)
  const built = Promise.resolve().then(() => fingerprintOfJob(job, args, undefined))
  const context = openContext(job, options, { args, batch: undefined, built })
  const result = await orStop(context, () => job.build(context, args))
  await context.stop()
  return { kind: 'batch', context, done: Promise.resolve(result), stop: () => context.stop() }
}

const prepared = async (job: JobDefinition, { args = {} }: RunJobOptions): Promise<unknown> =>
  job.options.prepare === undefined ? args : job.options.prepare(args)

function openContext(
  job: JobDefinition,
  { master, name, conf, environment }: RunJobOptions,
  program: Pick<ProgramOrigin, 'args' | 'batch' | 'built'>,
): SparkContext {
  const settings = new SparkConf()
    .setAppName(job.name)
    .setAll(Object.entries(job.options.conf ?? {}))
    .setAll(conf instanceof SparkConf ? conf.getAll() : Object.entries(conf ?? {}))
  if (master !== undefined) settings.setMaster(master)
  if (name !== undefined) settings.setAppName(name)
  const module = originOf(job)
  const context = new SparkContext({
    conf: settings,
    program: module === undefined ? undefined : { ...program, module, kind: job.kind, name: job.name },
    ...(environment === undefined ? {} : { environment }),
  })
  if (module === undefined && context.backend.parallelism > 1) sayOneThread(job, context)
  return context
}

const told = new WeakSet<JobDefinition>()

/** Only a module can be run by other threads; a job that was given as an object has none that they could import. */
function sayOneThread(job: JobDefinition, { master, logger }: SparkContext): void {
  if (told.has(job)) return
  told.add(job)
  logger.warn(
    `${siteOfJob(job) ?? job.name}: its functions run on this thread alone, although the master is ${master}. For worker ` +
      'threads export the job from a module of its own and give run the path: ' +
      "run(new URL('./job.ts', import.meta.url), { master }).",
  )
}

/** Whatever goes wrong in `f` leaves no context behind. */
async function orStop<R>(context: SparkContext, f: () => R | Promise<R>): Promise<R> {
  try {
    return await f()
  } catch (error) {
    await context.stop()
    throw error
  }
}
