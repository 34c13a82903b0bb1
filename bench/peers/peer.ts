/** A system under test, as the harness knows it. */

export const JOBS = ['grep', 'wordcount', 'yahoo', 'empty', 'windows', 'chain', 'start'] as const
export type Job = (typeof JOBS)[number]
/** What peers have programs for. `start` is Grep's, started. */
export type ProgramJob = Exclude<Job, 'start'>
/** Jobs that are offered lines at a rate. */
export type LoadJob = Exclude<Job, 'empty' | 'windows' | 'chain' | 'start'>

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** What a program is told, as its arguments in this order. A job that needs no socket gets port 0. */
export interface JobArguments {
  readonly port: number
  /** ms between results: the batch interval, or the length of a pane. */
  readonly interval: number
  /** What Grep looks for; for Yahoo the file with the table of advertisements. */
  readonly pattern: string
}

export interface Peer {
  readonly name: string
  /** As the table shows it: engine, API, language. */
  readonly title: string
  /** What was installed: engine, runtime. Asked after `install`. */
  versions(): Readonly<Record<string, string>>
  /** Everything that was set to other than its default, printed with the results. */
  readonly flags: Readonly<Record<string, string>>
  /** What the engine promises of records as it is run here. */
  readonly guarantee: string
  /** Programs by job. They print `OUT <ms since 1970> <numbers …>` for each result. */
  readonly jobs: Partial<Readonly<Record<ProgramJob, (args: JobArguments) => Command>>>
  /** Download and compile what is missing. */
  install(): void
  /** Rate at which the search begins, lines a second. */
  readonly startRate: number
  /** Seconds of load before the search, for compilers that work while the program runs. */
  readonly warmup: number
}

export const inOrder = ({ port, interval, pattern }: JobArguments): string[] => [`${port}`, `${interval}`, pattern]
