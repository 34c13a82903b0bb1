import { StreamError } from '../kernel/errors.ts'
import type { JobControl, StageProgress } from './backend.ts'

/** How a job stands; a cancelled one has failed. */
export type JobStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED'

/** How many jobs are remembered that are over. Source: the default of Spark's `spark.ui.retainedJobs`. */
const RETAINED = 1000

/** The jobs of a context, running and over, by id from 0: what the status tracker tells, and what can be cancelled. */
export class Jobs {
  readonly #all = new Map<number, JobEntry>()
  #next = 0

  get all(): Iterable<JobEntry> {
    return this.#all.values()
  }

  get(id: number): JobEntry | undefined {
    return this.#all.get(id)
  }

  /** Note that a job begins. */
  begin(group: string | undefined): JobEntry {
    const entry = new JobEntry(this.#next++, group)
    this.#all.set(entry.id, entry)
    this.#forget(entry.id - RETAINED)
    return entry
  }

  /** Cancel the running jobs of `group`, or all; `call` is what the program called to have it so. */
  cancel(call: string, group?: string): void {
    for (const job of this.#all.values()) if (group === undefined || job.group === group) job.cancel(call)
  }

  /** Forget the jobs up to `last` that are over. */
  #forget(last: number): void {
    for (const [id, { status }] of this.#all) {
      if (id > last) return
      if (status !== 'RUNNING') this.#all.delete(id)
    }
  }
}

/** One job of the book. */
export class JobEntry implements JobControl {
  readonly id: number
  readonly group: string | undefined
  readonly stages: StageProgress[] = []
  #status: JobStatus = 'RUNNING'
  #cancelled: StreamError | undefined
  #tell: ((error: StreamError) => void) | undefined

  constructor(id: number, group: string | undefined) {
    this.id = id
    this.group = group
  }

  get status(): JobStatus {
    return this.#status
  }

  get cancelled(): StreamError | undefined {
    return this.#cancelled
  }

  stageBegan(stage: StageProgress): void {
    this.stages.push(stage)
  }

  whenCancelled(f: (error: StreamError) => void): void {
    this.#tell = f
  }

  /** Have the job end, if it has not; `call` is what the program called to have it so. */
  cancel(call: string): void {
    if (this.#status !== 'RUNNING' || this.#cancelled !== undefined) return
    this.#cancelled = new StreamError('E_ABORTED', `job ${this.id} was cancelled by ${call}`)
    this.#tell?.(this.#cancelled)
  }

  /** The job is over; how it ended is said once. */
  end(status: 'SUCCEEDED' | 'FAILED'): void {
    if (this.#status === 'RUNNING') this.#status = status
    this.#tell = undefined
  }
}
