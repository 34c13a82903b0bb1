import { type Clock, sleep } from '../../kernel/clock/clock.ts'
import { formatMillis } from '../../kernel/duration.ts'
import type { Logger } from '../../kernel/log.ts'
import { thrownText } from '../../kernel/thrown.ts'
import { lacksRoom } from '../../storage/output-errors.ts'
import { Room } from '../room.ts'
import { delayBefore, type FailurePolicy } from './failure-policy.ts'
import type { OutputJob } from './job-set.ts'

export interface JobRunsParts {
  readonly policy: FailurePolicy
  readonly clock: Clock
  readonly logger: Logger
  /** Aborted when the context ends: nothing is waited for any more. */
  readonly signal: AbortSignal
  /** Run a job, for the `run`-th time. */
  readonly run: (job: OutputJob, run: number) => Promise<void>
  /** Find the records that a job fails on and leave them out; answers whether it is to be run again. */
  readonly isolate: (job: OutputJob, error: unknown) => Promise<boolean>
}

/**
 * Runs output operations, again and again where the policy says so. One that is done is never run again, whatever becomes
 * of the others of its batch.
 *
 * One that finds no room on the disk is run again until there is, whatever the policy says: no record is to blame for that,
 * and no number of tries makes room. Not those that call functions of the program on the driver: they alone know what they
 * have done before.
 */
export class JobRuns {
  readonly #parts: JobRunsParts

  constructor(parts: JobRunsParts) {
    this.#parts = parts
  }

  /** Rejects with the error of the last run. */
  async run(job: OutputJob): Promise<void> {
    const { clock, signal, logger } = this.#parts
    const room = new Room(clock, signal)
    for (let again = 1; ; ) {
      try {
        await this.#parts.run(job, job.nextRun())
        if (room.wasMissing) logger.warn(`there is room again for what ${job.place} writes`)
        return
      } catch (error) {
        const isFull = job.isMade && job.output.private !== true && lacksRoom(error)
        const comesAgain = isFull ? this.#getsRoom(job, error, room) : this.#comesAgain(job, error, again++)
        if (!(await comesAgain)) throw error
      }
    }
  }

  /** Answers, when it is time, whether the job is to be tried again. */
  #getsRoom(job: OutputJob, error: unknown, room: Room): Promise<boolean> {
    const { logger } = this.#parts
    if (!room.wasMissing)
      logger.error(`there is no room for what ${job.place} writes: batches wait until there is (${thrownText(error)})`)
    return room.wait()
  }

  /** Answers, when it is time, whether the job is to be run again. */
  async #comesAgain(job: OutputJob, error: unknown, again: number): Promise<boolean> {
    const { policy, signal, isolate } = this.#parts
    if (!job.isMade || signal.aborted) return false
    if (policy.onFailure === 'dead-letter') return isolate(job, error)
    return policy.onFailure === 'retry' && again <= policy.retries && this.#waits(job, error, again)
  }

  #waits(job: OutputJob, error: unknown, again: number): Promise<boolean> {
    const { policy, logger } = this.#parts
    const delay = delayBefore(policy, again)
    logger.warn(
      `${job.place} failed and is run again in ${formatMillis(delay)} (${again} of ${policy.retries}): ${thrownText(error)}`,
    )
    return this.#pause(delay)
  }

  /** Answers whether the whole time went by. */
  async #pause(millis: number): Promise<boolean> {
    const { clock, signal } = this.#parts
    await sleep(clock, millis, signal)
    return !signal.aborted
  }
}
