import type { Clock } from '../../kernel/clock/clock.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Site } from '../../kernel/site.ts'
import type { Pulse } from '../pulse.ts'
import { CarefulRun } from './careful-run.ts'
import type { SkippedRecord } from './losses.ts'
import type { MemoryWatch } from './memory-watch.ts'
import type { ProgressBoard, TaskOnBoard } from './progress-board.ts'

export interface TaskPulseParts {
  readonly board: ProgressBoard
  readonly clock: Clock
  readonly memory: MemoryWatch
  readonly showRecords: boolean
}

/** Records between two beats: more when they are quick, fewer when they are not. Milliseconds of these. */
const [FIRST, MOST, QUICK, SLOW] = [16, 8192, 1, 8]

/** Shows on the board of a worker that a task goes on. */
export class TaskPulse implements Pulse {
  readonly careful: CarefulRun | undefined
  readonly #parts: TaskPulseParts
  readonly #task: TaskOnBoard
  #records = FIRST
  #last: number
  #looked: number

  /** `skipped` is given when the task is to be run record by record. */
  constructor(parts: TaskPulseParts, task: TaskOnBoard, skipped: readonly SkippedRecord[] | undefined) {
    this.#parts = parts
    this.#task = task
    this.#last = parts.clock.ticks()
    this.#looked = this.#last
    const { board, showRecords } = parts
    if (skipped === undefined) return
    this.careful = new CarefulRun(
      (call) => {
        board.enter(task.order, task.partition)
        board.show(call)
      },
      skipped,
      showRecords,
    )
  }

  beat(site: Site | undefined): number {
    const { board, clock, memory } = this.#parts
    if (!board.enter(this.#task.order, this.#task.partition))
      throw new StreamError('E_ABORTED', 'the job was cancelled')
    const now = clock.ticks()
    const took = now - this.#last
    this.#last = now
    // Nothing large comes together in a short time.
    if (now - this.#looked > QUICK) {
      this.#looked = now
      memory.look(this.#task, site)
    }
    if (took < QUICK) this.#records = Math.min(MOST, this.#records * 2)
    else if (took > SLOW) this.#records = Math.max(1, this.#records >> 3)
    return this.#records
  }
}
