import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import type { Site } from '../kernel/site.ts'
import { isKind, thrownText } from '../kernel/thrown.ts'
import type { Placed } from '../program/placed.ts'
import { Fault, settled } from './faults.ts'

/** Put results of partitions together by a function of the user's, on the driver. */
export function reduceHere(f: Placed<(a: any, b: any) => any>, parts: readonly any[], ...zero: readonly any[]): any {
  const merge = (a: any, b: any): any => settled(f.call(a, b))
  return callHere(f, () => [...zero, ...parts].reduce((a, b) => merge(a, b)))
}

/** Run a function of the user's on the driver, where results of partitions are put together. */
export function callHere<R>(f: Placed<any>, call: () => R): R {
  try {
    return call()
  } catch (error) {
    throw userFailure(f.site, error, 'while results were put together')
  }
}

/** The error to throw for something that a function of the user's threw. Errors of our own keep their code. */
export function userFailure(site: Site, thrown: unknown, where: string): StreamError {
  if (StreamError.is(thrown)) return thrown.placed(String(site))
  if (!isKind(thrown, Fault))
    return new StreamError('E_USER_FUNCTION', `${thrownText(thrown)} (${where})`, { at: String(site), cause: thrown })
  if (thrown.kind === 'a promise') return promiseError(site)
  const answer = `the function of ${site.operator} answered ${show(thrown.value, 80)}, which is ${thrown.kind} (${where})`
  return new StreamError('E_USER_FUNCTION', answer, { at: String(site) })
}

/** The error for a function that answered a promise where nobody waits for it. */
export const promiseError = (site: Site): StreamError =>
  new StreamError(
    'E_ASYNC_FUNCTION',
    `the function of ${site.operator} answered a promise, and its records may not wait`,
    {
      at: String(site),
      hint: 'Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
    },
  )
