import { formatMillis } from '../../kernel/duration.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { CallOnBoard, TaskOnBoard } from './progress-board.ts'

/** Why the driver ended a worker: it did not go on. */
export class Standstill extends Error {
  readonly task: TaskOnBoard | undefined
  readonly call: CallOnBoard | undefined
  /** Milliseconds for which it did not go on. */
  readonly deadline: number

  constructor(task: TaskOnBoard | undefined, call: CallOnBoard | undefined, deadline: number) {
    const where = task === undefined ? 'outside of a task' : `in a task over partition ${task.partition}`
    super(`it did not go on for ${formatMillis(deadline)} ${where}`)
    this.name = 'Standstill'
    this.task = task
    this.call = call
    this.deadline = deadline
  }
}

/** Why the driver ended a worker: a job was cancelled, and its task there would not end. */
export class WouldNotEnd extends Error {
  constructor() {
    super('a job was cancelled, and its task did not end')
    this.name = 'WouldNotEnd'
  }
}

/** The error for a task that stood still also when it was run record by record; `site` is the operator of its stage. */
export function stuckError({ call, deadline }: Standstill, partition: number, site: string): StreamError {
  const what = call === undefined ? 'the task' : 'the function'
  return new StreamError(
    'E_STUCK',
    `${what} did not come back for ${formatMillis(deadline)} (${placeText(call, partition)})`,
    {
      at: call?.site ?? site,
      hint: 'Mend the function or raise millstream.stuck.deadline; millstream.stuck.policy=skip leaves such records out.',
    },
  )
}

/** `record 'aaaa', number 17 of partition 1` */
export function placeText(call: CallOnBoard | undefined, partition: number): string {
  if (call === undefined) return `partition ${partition}`
  const { state, number, record } = call
  if (state === 'begun') return `before its first record, partition ${partition}`
  if (state === 'drained') return `after its last record, partition ${partition}`
  return `record ${record === '' ? '' : `${record}, `}number ${number} of partition ${partition}`
}
