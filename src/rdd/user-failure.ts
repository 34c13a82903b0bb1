import { StreamError } from '../kernel/errors.ts'
import type { Site } from '../kernel/site.ts'
import { thrownText } from '../kernel/thrown.ts'
import type { Placed } from '../program/placed.ts'

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
  if (thrown instanceof StreamError) return thrown.placed(String(site))
  return new StreamError('E_USER_FUNCTION', `${thrownText(thrown)} (${where})`, { at: String(site), cause: thrown })
}
