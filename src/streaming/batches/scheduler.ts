import { turn } from '../../kernel/clock/system.ts'
import type { ListenerBus } from '../listeners/bus.ts'
import type { JobSet, OutputJob } from './job-set.ts'
import type { Pace } from './pace.ts'

/** What the scheduler needs of the context that it works for. */
export interface SchedulerParts {
  /** Label of the time before the first batch that is to be done. */
  readonly from: number
  /** Output jobs that may run at the same time. */
  readonly concurrency: number
  readonly bus: ListenerBus
  readonly pace: Pace
  /** Time on the clock of batches. */
  readonly now: () => number
  /** Run an output operation so that `stop` can abort what it started. */
  readonly run: (job: OutputJob) => Promise<void>
  readonly failed: (job: OutputJob, error: unknown) => void
  /** Every batch up to and including `time` is done. */
  readonly done: (time: number) => void
}

/** After so many batches in one go the event loop gets a turn, so that sockets and timers live while a backlog is worked off. */
const BREATH = 64

/** Batches that may be open before no more are made: each holds its RDDs. */
const MOST_OPEN = 256

/**
 * Runs the jobs of batches in order: those of a batch in order of registration, batches in order of time, and `concurrency`
 * of them at once. A job that fails stops no other one.
 */
export class Scheduler {
  readonly #parts: SchedulerParts
  /** Batches that are not done, in order of time. */
  #open: JobSet[] = []
  /** Of those, the ones with jobs that nobody took yet. */
  #queue: JobSet[] = []
  readonly #workers = new Set<Promise<void>>()
  /** Workers that will look for another job: one that found none is not counted, though its promise is still to settle. */
  #working = 0
  #doneTime: number
  #waiters: { readonly time: number; readonly resolve: () => void }[] = []
  #closed = false
  #room: PromiseWithResolvers<void> | undefined
  #completed = 0

  constructor(parts: SchedulerParts) {
    this.#parts = parts
    this.#doneTime = parts.from
  }

  /** Batches with jobs that are done, well or badly. */
  get completed(): number {
    return this.#completed
  }

  /** Batches with jobs that are not done. */
  get open(): readonly JobSet[] {
    return this.#open.filter((batch) => batch.jobs.length > 0)
  }

  submit(batch: JobSet): void {
    if (this.#closed) return
    this.#open.push(batch)
    if (batch.jobs.length === 0) this.#settle()
    else this.#enqueue(batch)
  }

  /** Resolves when another batch may be submitted, or when none will be run; undefined when one may now. */
  room(): Promise<void> | undefined {
    const most = Math.max(MOST_OPEN, 2 * this.#parts.concurrency)
    if (this.#closed || this.#open.length < most) return undefined
    this.#room ??= Promise.withResolvers<void>()
    return this.#room.promise
  }

  #makeRoom(): void {
    this.#room?.resolve()
    this.#room = undefined
  }

  #enqueue(batch: JobSet): void {
    if (this.#parts.bus.heard) this.#parts.bus.post('onBatchSubmitted', { batchInfo: batch.info() })
    this.#queue.push(batch)
    while (this.#working < this.#parts.concurrency && this.#queue.length > 0) this.#hire()
  }

  /** Resolves when every batch up to and including `time` is done, or when no more will be. */
  settled(time: number): Promise<void> {
    if (this.#closed || this.#doneTime >= time) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ time, resolve }))
  }

  /** Take no more jobs; those that run go on. */
  close(): void {
    this.#closed = true
    this.#queue = []
    for (const { resolve } of this.#waiters) resolve()
    this.#waiters = []
    this.#makeRoom()
  }

  /** Resolves when no job is running. */
  async quiet(): Promise<void> {
    while (this.#workers.size > 0) await Promise.all(this.#workers)
  }

  #hire(): void {
    this.#working++
    const worker = this.#work().finally(() => this.#workers.delete(worker))
    this.#workers.add(worker)
  }

  async #work(): Promise<void> {
    for (let job = this.#take(); job !== undefined; job = this.#take()) {
      await this.#runJob(job)
      if (job.batch.done && ++this.#completed % BREATH === 0) await turn()
    }
    this.#working--
  }

  #take(): OutputJob | undefined {
    const batch = this.#queue[0]
    const job = batch?.take()
    if (batch?.taken) this.#queue.shift()
    return job
  }

  async #runJob(job: OutputJob): Promise<void> {
    this.#begin(job)
    let failureReason: string | undefined
    try {
      await this.#parts.run(job)
    } catch (error) {
      // What fails after the close was cut short by it: the batch is left, and nobody hears that it was done.
      if (this.#closed) return
      failureReason = reasonOf(error)
      this.#parts.failed(job, error)
    }
    this.#end(job, failureReason)
  }

  #begin(job: OutputJob): void {
    const { bus, now } = this.#parts
    const time = now()
    const first = job.batch.begin(time)
    job.begin(time)
    if (!bus.heard) return
    if (first) bus.post('onBatchStarted', { batchInfo: job.batch.info() })
    bus.post('onOutputOperationStarted', { outputOperationInfo: job.info() })
  }

  #end(job: OutputJob, failureReason: string | undefined): void {
    const { bus, now, pace } = this.#parts
    const time = now()
    job.end(time, failureReason)
    const last = job.batch.end(time)
    if (bus.heard) bus.post('onOutputOperationCompleted', { outputOperationInfo: job.info() })
    if (!last) return
    if (bus.heard) bus.post('onBatchCompleted', { batchInfo: job.batch.info() })
    pace.note(job.batch)
    this.#settle()
  }

  /** A batch is behind us only when every earlier one is: what it needed may be forgotten then, not before. */
  #settle(): void {
    let settled = 0
    while (this.#open[settled]?.done) settled++
    if (settled === 0) return
    this.#doneTime = (this.#open[settled - 1] as JobSet).time
    this.#open.splice(0, settled)
    this.#parts.done(this.#doneTime)
    this.#makeRoom()
    this.#waiters = this.#waiters.filter(({ time, resolve }) => {
      if (time > this.#doneTime) return true
      resolve()
      return false
    })
  }
}

/** Why a job failed, as one text; whatever was thrown. */
function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error)
  } catch {
    return 'an error that cannot be shown'
  }
}
