import type { Clock } from '../../kernel/clock/clock.ts'
import type { Pulse } from '../pulse.ts'
import type { SkippedRecord } from './losses.ts'
import type { MemoryWatch } from './memory-watch.ts'
import type { ProgressBoard, TaskOnBoard } from './progress-board.ts'
import { TaskPulse } from './task-pulse.ts'

export interface WorkerWatchParts {
  readonly board: ProgressBoard
  readonly clock: Clock
  readonly memory: MemoryWatch
  readonly showRecords: boolean
}

/** Watches the tasks of a worker, inside of it. */
export class WorkerWatch {
  readonly #parts: WorkerWatchParts

  constructor(parts: WorkerWatchParts) {
    this.#parts = parts
  }

  /** An attempt of a task begins; `skipped` is given when it is to be run record by record. */
  begin(task: TaskOnBoard, skipped: readonly SkippedRecord[] | undefined): Pulse {
    return new TaskPulse(this.#parts, task, skipped)
  }

  /** A task is over. */
  end(): void {
    this.#parts.board.leave()
  }
}
