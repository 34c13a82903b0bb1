import { StreamError } from '../../kernel/errors.ts'
import { thrownText } from '../../kernel/thrown.ts'
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
    if (StreamError.is(error)) throw error.placed(String(operator.site))
    throw new StreamError('E_USER_FUNCTION', `${thrownText(error)} (batch of ${time} ms)`, {
      at: String(operator.site),
      cause: error,
    })
  }
}
