import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import { Site } from '../kernel/site.ts'

/**
 * What a job module exports as its default: a program as inert data. Making one starts nothing; `run`, the command line
 * or another host builds and starts it, each from its own import of the same module.
 *
 * `Context` is what `build` gets to build with: a StreamingContext or a SparkContext. Those are made by
 * `streamingJob` and `batchJob`, which know their types; this room does not.
 */
export interface JobDefinition<Context = any, Args = any, Options extends JobOptions<Args> = JobOptions<Args>> {
  readonly kind: JobKind
  readonly name: string
  readonly options: Options
  /**
   * Streaming: defines streams and output operations; synchronous and deterministic, because every host repeats it.
   * Batch: the program itself; async. Worker threads run it too, as far as their tasks need it.
   */
  readonly build: (context: Context, args: Args) => unknown
}

export type JobKind = 'streaming' | 'batch'

/** What every kind of job may say of itself. */
export interface JobOptions<Args = any> {
  /** Settings of this program. Those given to `run` or on the command line win over them. */
  readonly conf?: Readonly<Record<string, string | number | boolean>>
  /**
   * Fetch what `build` needs: it is run once, on the driver, may wait, and may read the clock. What it answers is handed
   * to `build` on every host, so it must be plain data. It gets the arguments given to `run` or on the command line;
   * without `prepare` those go to `build` as they are.
   */
  readonly prepare?: (given: any) => Args | Promise<Args>
}

// A registered symbol, so that a job is known as one even when its module came by another copy of the package.
const JOB = Symbol.for('millstream.job')

/**
 * Make a job definition: what `streamingJob` and `batchJob` are written with.
 *
 * Errors    E_ARGUMENT for a name that is no text or empty, E_NOT_A_FUNCTION
 */
export function defineJob<C, A, O extends JobOptions<A>>(definition: JobDefinition<C, A, O>): JobDefinition<C, A, O> {
  const { kind, name, build } = definition
  const site = Site.here(`${kind}Job`)
  if (typeof name !== 'string' || name.trim() === '')
    throw new StreamError('E_ARGUMENT', `the name of a ${kind} job is ${show(name, 60)}`, {
      at: String(site),
      hint: 'Give the job a name: state and the user interface know it by that.',
    })
  if (typeof build !== 'function')
    throw new StreamError(
      'E_NOT_A_FUNCTION',
      `${kind} job '${name}' was given ${show(build, 60)} where it needs a function`,
      {
        at: String(site),
        hint: 'Pass the function that builds the program as the last argument.',
      },
    )
  const job = Object.freeze({ ...definition, [JOB]: true })
  sites.set(job, site)
  return job
}

const sites = new WeakMap<object, Site>()

/** Where the program of this process made the job; undefined for one that came by another copy of the package. */
export const siteOfJob = (job: JobDefinition): Site | undefined => sites.get(job)

/** True for what `streamingJob` and `batchJob` return. */
export const isJob = (value: unknown): value is JobDefinition =>
  typeof value === 'object' && value !== null && JOB in value
