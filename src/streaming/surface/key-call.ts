import { settled, ThrownFor } from '../../rdd/faults.ts'

/**
 * A function of the user's over keys, as a task calls it: what it throws names the record, and a promise is refused.
 * `record` says which it was, from what the function was given.
 */
export const keyCall =
  <A extends any[], R>(f: (...given: A) => R, record: (...given: A) => unknown) =>
  (...given: A): R => {
    try {
      return settled(f(...given))
    } catch (error) {
      throw new ThrownFor(record(...given), error)
    }
  }
