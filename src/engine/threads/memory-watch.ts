import { StreamError } from '../../kernel/errors.ts'
import type { Heap } from '../../kernel/heap.ts'
import type { Site } from '../../kernel/site.ts'
import type { TaskOnBoard } from './progress-board.ts'

/** The part of the memory that may be in use: what comes beyond it is to be able to come to an end. */
const MOST = 0.85

/**
 * Looks at the memory of a worker while its tasks run, and ends the worker before V8 ends it, which may end the whole
 * process: when it finds no room for one large piece, the table of a Map or of an array, it does not come back.
 */
export class MemoryWatch {
  readonly #heap: Heap
  readonly #most: number
  readonly #short: (error: StreamError) => void

  /** `short` is told that a task needs more than there is, and does not come back. */
  constructor(heap: Heap, short: (error: StreamError) => void) {
    this.#heap = heap
    this.#most = heap.limit * MOST
    this.#short = short
  }

  /** A task goes on, on behalf of `site`. */
  look(task: TaskOnBoard, site: Site | undefined): void {
    if (this.#heap.used() < this.#most) return
    const left = this.#heap.left()
    if (left !== undefined && left >= this.#most) this.#short(this.#error(left, task, site))
  }

  #error(left: number, { partition }: TaskOnBoard, site: Site | undefined): StreamError {
    return new StreamError(
      'E_WORKER_MEMORY',
      `a task needs more memory than its worker has: ${mebibytes(left)} of ${mebibytes(this.#heap.limit)} are in use ` +
        `(partition ${partition})`,
      {
        at: site === undefined ? undefined : String(site),
        hint: 'Raise millstream.worker.memory, or use more partitions so that less lies in each.',
      },
    )
  }
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`
