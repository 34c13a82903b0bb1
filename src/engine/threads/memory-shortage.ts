import { StreamError } from '../../kernel/errors.ts'
import type { Site } from '../../kernel/site.ts'

/** Why a worker ended itself: a task needed more memory than there is. */
export class MemoryShortage extends Error {
  readonly error: StreamError

  constructor(error: StreamError) {
    super(error.message)
    this.name = 'MemoryShortage'
    this.error = error
  }
}

/** True when V8 has ended a thread because its memory was full: what came between two looks at it was too much. */
export const isOutOfMemory = (why: unknown): boolean =>
  why instanceof Error && (why as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'

/** The error for that. `site` is the operator of the stage whose task was at work. */
export const outOfMemory = (worker: number, why: unknown, site: Site): StreamError =>
  new StreamError(
    'E_WORKER_MEMORY',
    `a task needs more memory than worker ${worker} has, and V8 has ended the worker`,
    {
      at: String(site),
      hint: 'Raise millstream.worker.memory, or use more partitions so that less lies in each.',
      cause: why,
    },
  )
