import { defineJob, type JobDefinition, type JobOptions } from '../program/job.ts'
import type { SparkContext } from './context.ts'

/** What `batchJob` answers: a program over RDDs as inert data. */
export type BatchJob<Args = any, Result = unknown> = JobDefinition<SparkContext, Args> & {
  readonly kind: 'batch'
  readonly build: (sc: SparkContext, args: Args) => Result | Promise<Result>
}

type BatchProgram<Args, Result> = (sc: SparkContext, args: Args) => Result | Promise<Result>

/**
 * A program over RDDs as the default export of a module: inert until `millstream run` or `run` starts it. It ends when
 * the promise of `program` settles; then its context is stopped.
 *
 * Errors    E_ARGUMENT, E_NOT_A_FUNCTION
 *
 * @example
 * batchJob('longest-line', async (sc) => {
 *   const longest = await sc.textFile('words.txt').reduce((a, b) => (a.length >= b.length ? a : b))
 *   console.log(longest)
 * })
 */
export function batchJob<Args = any, Result = unknown>(
  name: string,
  program: BatchProgram<Args, Result>,
): BatchJob<Args, Result>
export function batchJob<Args = any, Result = unknown>(
  name: string,
  options: JobOptions<Args>,
  program: BatchProgram<Args, Result>,
): BatchJob<Args, Result>
export function batchJob(
  name: string,
  second: JobOptions | BatchProgram<any, unknown>,
  third?: BatchProgram<any, unknown>,
): BatchJob {
  const [options, build] = typeof second === 'function' ? [{}, second] : [{ ...second }, third]
  return defineJob({
    kind: 'batch',
    name,
    options: Object.freeze(options),
    build: build as BatchProgram<any, unknown>,
  }) as BatchJob
}
