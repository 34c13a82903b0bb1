import type { RDD } from '../../rdd/rdd.ts'
import type { StageWork } from '../tasks.ts'

/** A task that failed for good: what it was to do, and over which partition. */
export interface FailedTask {
  readonly rdd: RDD<any>
  readonly partition: number
  readonly work: StageWork
}

/** Causes of causes beyond this are not looked at. */
const DEEPEST = 8

/** Which task an error comes from, as long as somebody has the error. */
export class FailedTasks {
  readonly #tasks = new WeakMap<object, FailedTask>()

  /** The first task counts: those after it failed because of it. Answers the error. */
  note(error: unknown, { rdd, work }: Omit<FailedTask, 'partition'>, partition: number): unknown {
    const isKnown = typeof error !== 'object' || error === null || this.#tasks.has(error)
    if (!isKnown) this.#tasks.set(error, { rdd, partition, work })
    return error
  }

  /** The task of an error, or of what caused it: a program may put errors into its own. */
  of(error: unknown): FailedTask | undefined {
    let at = error
    for (let depth = 0; depth < DEEPEST && typeof at === 'object' && at !== null; depth++) {
      const found = this.#tasks.get(at)
      if (found !== undefined) return found
      at = (at as { readonly cause?: unknown }).cause
    }
    return undefined
  }
}
