import { isStreamError, StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { Time } from '../../kernel/time.ts'
import type { Operator } from '../operator.ts'

/**
 * Run a function that the user gave for the driver (of transform, foreachRDD), at batch time `time`.
 *
 * Errors    what it throws, as E_USER_FUNCTION with the operator's line; errors of millstream pass as they are
 */
export async function callUser<R>(operator: Operator, time: number, f: (time: Time) => R | Promise<R>): Promise<R> {
  try {
    return await f(new Time(time))
  } catch (error) {
    if (isStreamError(error)) throw error
    throw new StreamError('E_USER_FUNCTION', `the function threw in the batch of ${time} ms: ${messageOf(error)}`, {
      at: String(operator.site),
      cause: error,
    })
  }
}

/** The message of anything that was thrown; asking for it may throw, too. */
function messageOf(error: unknown): string {
  try {
    if (error instanceof Error) return String(error.message)
  } catch {
    return 'an error without a message'
  }
  return show(error)
}
