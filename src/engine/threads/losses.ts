import { formatMillis } from '../../kernel/duration.ts'
import type { StreamError } from '../../kernel/errors.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Site } from '../../kernel/site.ts'
import { lostError } from './crew.ts'
import type { Blame } from './member.ts'
import { isOutOfMemory, MemoryShortage, outOfMemory } from './memory-shortage.ts'
import type { CallOnBoard } from './progress-board.ts'
import { placeText, Standstill, stuckError, WouldNotEnd } from './standstill.ts'

/** What is done about a record from which a function does not come back. */
export type StuckPolicy = 'fail' | 'skip'

/** A record that is left out: the `number`th that the function at `site` is given in the task. */
export type SkippedRecord = Pick<CallOnBoard, 'site' | 'number' | 'record'>

/** By partition: tasks that are to be run record by record, and the records that these leave out. */
export type CarefulTasks = ReadonlyMap<number, readonly SkippedRecord[]>

export interface LossesParts {
  readonly site: Site
  /** Losses of workers after which the stage fails. */
  readonly most: number
  readonly policy: StuckPolicy
  readonly logger: Logger
}

/** Records of one task that are left out at most: each of them has cost a worker. */
const MOST_SKIPPED = 100

/** After so many losses that somebody else's task was to blame for, a task is looked at itself. */
const MOST_CHANCE = 2

/** What a stage has lost with its workers, and what follows from it. */
export class Losses {
  readonly #parts: LossesParts
  readonly #careful = new Map<number, SkippedRecord[]>()
  readonly #bystander = new Map<number, number>()
  #times = 0

  constructor(parts: LossesParts) {
    this.#parts = parts
  }

  /** Those of `partitions` that are to be run record by record. */
  careful(partitions: readonly number[]): CarefulTasks | undefined {
    const found = partitions.filter((p) => this.#careful.has(p))
    return found.length === 0 ? undefined : new Map(found.map((p) => [p, this.#careful.get(p) ?? []]))
  }

  /**
   * A worker was lost while tasks of the stage over partitions `open` were there. Answers the error that the stage is to fail
   * with, or undefined when they are to be run again. What somebody else's task did is not counted.
   */
  lost(worker: number, why: unknown, blame: Blame, open: Iterable<number>): StreamError | undefined {
    if (why instanceof WouldNotEnd) return undefined
    if (why instanceof Standstill && why.task !== undefined) {
      if (blame === 'own') return this.#stuck(why, why.task.partition)
      if (blame === 'other') return this.#stoodBy(open)
    }
    if (blame === 'other' || ++this.#times < this.#parts.most) return undefined
    if (why instanceof MemoryShortage) return why.error
    return isOutOfMemory(why) ? outOfMemory(worker, why, this.#parts.site) : lostError(worker, why)
  }

  #stuck(why: Standstill, partition: number): StreamError | undefined {
    const skipped = this.#careful.get(partition)
    if (skipped === undefined) {
      this.#careful.set(partition, [])
      return undefined
    }
    const { call } = why
    const { policy, site } = this.#parts
    if (policy === 'fail' || call?.state !== 'record' || skipped.length >= MOST_SKIPPED)
      return stuckError(why, partition, String(site))
    skipped.push({ site: call.site, number: call.number, record: call.record })
    this.#note(why, call, partition)
    return undefined
  }

  /** It was another task that stood still; but what is told of that may be old. */
  #stoodBy(open: Iterable<number>): undefined {
    for (const p of open) {
      const times = (this.#bystander.get(p) ?? 0) + 1
      this.#bystander.set(p, times)
      if (times >= MOST_CHANCE && !this.#careful.has(p)) this.#careful.set(p, [])
    }
  }

  #note({ deadline }: Standstill, call: CallOnBoard, partition: number): void {
    let all = 0
    for (const { length } of this.#careful.values()) all += length
    this.#parts.logger.warn(
      `${call.site} did not come back for ${formatMillis(deadline)} from a record, which is left out ` +
        `(${placeText(call, partition)}; ${all} left out of this stage)`,
    )
  }
}
