import type { Clock } from '../kernel/clock/clock.ts'
import type { Logger } from '../kernel/log.ts'
import type { Time } from '../kernel/time.ts'
import type { Network } from './network.ts'

/** One output operation of a program, from the program's start to its end. */
export interface OutputRun {
  /** Name of the application. */
  readonly job: string
  /** Name of the output operation: the one that it was given, or the stable one, such as `writeTo-0`. */
  readonly output: string
  /** Number of the owner of the checkpoints, which grows with each start; 0 without checkpoints. */
  readonly epoch: number
}

/** What an output operation does for one batch. A batch that is run again has the same job, output and time. */
export interface OutputContext extends OutputRun {
  readonly batchTime: Time
}

/** One try to write one partition of a batch. */
export interface OutputTask extends OutputContext {
  readonly partition: number
  /** Tries before this one on the same host. */
  readonly attempt: number
}

/** What a sink may use of the outside. */
export interface SinkHost {
  readonly clock: Clock
  readonly network: Network
  readonly logger: Logger
}

/**
 * Where `stream.writeTo` writes: each batch once, if the sink keeps to this contract.
 *
 *     driver  begin ─ prepare t ───────────────── commit t ─ prepare t+1 ─ …
 *     tasks                  └ write p0, write p1 ┘  └ or abort t
 *
 * Calls      `begin` once, before the first batch, and what an earlier run still does must fail from then on. For each
 *            batch `prepare`, then `write` for each partition, at the same time and on other threads; then `commit` with
 *            what the writes answered, in the order of partitions, or `abort`. Batches follow one another; with
 *            spark.streaming.concurrentJobs above 1 they overlap. All but `write` may be left out
 * Twice      A batch is run again after a crash: `commit` of a batch that is committed changes nothing. `write` is called
 *            again for a partition that failed or whose host was lost, also while an older try goes on: tries must not
 *            disturb each other, and one that is not among the results of `commit` leaves nothing
 * Records    may be read once. A `write` that writes nothing should read them all the same: functions before it may count
 * Threads    A job module makes the sink on each thread. Only what `prepare` answers goes to the tasks, and only what
 *            `write` answers comes back; both must be plain data
 * Errors     what a method throws fails the batch, with E_USER_FUNCTION unless it is an error of millstream
 */
export interface Sink<T, Host = SinkHost, Ticket = any, Result = any> {
  begin?(run: OutputRun, host: Host): unknown
  prepare?(batch: OutputContext, host: Host): Ticket | Promise<Ticket>
  write(records: Iterable<T>, task: OutputTask, ticket: Ticket, host: Host): Result | Promise<Result>
  commit?(batch: OutputContext, results: readonly Result[], host: Host): unknown
  abort?(batch: OutputContext, host: Host): unknown
}
