import type { TaskContext } from '../rdd/task-context.ts'
import type { Pulse } from './pulse.ts'

/** One try of one task: what an error tells of it, and the context that its functions see. */
export interface Attempt {
  readonly context: TaskContext
  readonly partition: number
  /** Counted from 1. */
  readonly number: number
  readonly limit: number
  /** Who watches it; nobody when it is not said. */
  readonly pulse?: Pulse
}
