import { formatMillis } from '../../kernel/duration.ts'
import type { Logger } from '../../kernel/log.ts'
import type { JobSet } from './job-set.ts'

/** Batches in a row that must take longer than the interval before it is said. */
const STREAK = 5

/** Watches whether batches are done as fast as they come, and says once for each bad stretch when they are not. */
export class Pace {
  readonly #interval: number
  readonly #logger: Logger
  #slow = 0

  constructor(interval: number, logger: Logger) {
    this.#interval = interval
    this.#logger = logger
  }

  note(batch: JobSet): void {
    const took = batch.processingDelay ?? 0
    this.#slow = took > this.#interval ? this.#slow + 1 : 0
    if (this.#slow !== STREAK) return
    const slowest = batch.jobs.reduce((a, b) => ((b.duration ?? 0) > (a.duration ?? 0) ? b : a))
    this.#logger.warn(
      `${STREAK} batches in a row took longer than the interval of ${formatMillis(this.#interval)}: ` +
        `the last one ${formatMillis(took)}, of which ${slowest.output.operator.site} took ${formatMillis(slowest.duration ?? 0)}`,
    )
  }
}
