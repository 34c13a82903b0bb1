import type { OutputRun } from '../connect/sink.ts'
import type { Eventual } from '../kernel/eventual.ts'
import { PRIVATE } from '../program/hosts/host.ts'
import type { DStream } from './dstream.ts'
import type { Operator } from './operator.ts'

/**
 * An output operation: what makes a batch do anything at all.
 *
 * For each batch time it is asked for its job; no job when its stream has no RDD at that time. Jobs of one batch run in
 * the order in which their output operations were registered.
 */
export interface Output {
  readonly operator: Operator
  readonly stream: DStream<any>
  /** True when only the driver runs the job: when it is of functions that other hosts do not have. Default false. */
  readonly private?: boolean
  /** Called once, on the driver, before the first batch. */
  begin?(run: OutputRun): Promise<void>
  job(time: number): Eventual<(() => Promise<void>) | undefined>
}

/**
 * Whose the job of `output` at `time` is, with all that is made in it. Each time that the job is run makes things of its own:
 * `run` counts from 1.
 */
export const outputScope = ({ operator, private: own }: Output, time: number, run = 1): string =>
  `${own === true ? PRIVATE : ''}out:${operator.defaultName}${run > 1 ? `~${run}` : ''}@${time}`

/** The scopes of all runs of a job behind the first, when there were `runs` in all. */
export const againScopes = (output: Output, time: number, runs: number): string[] =>
  Array.from({ length: runs - 1 }, (_, i) => outputScope(output, time, i + 2))
