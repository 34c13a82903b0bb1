import { StreamError } from './errors.ts'
import { show } from './show.ts'

/** Below 0 when `a` comes first, 0 when they are equal in order, above 0 when `b` comes first. */
export type Ordering<T> = (a: T, b: T) => number

/**
 * The order that values have by themselves: numbers by size with NaN last, strings by UTF-16 units, false before true,
 * dates by time, bytes and arrays item by item with the shorter first. Null and undefined come before everything else.
 *
 * Errors    E_NOT_COMPARABLE for anything else, and for values of different kinds
 */
export function naturalOrder(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return orderNumbers(a, b)
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return orderOthers(a, b)
}

function orderNumbers(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
}

function orderOthers(a: any, b: any): number {
  const [missingA, missingB] = [a === null || a === undefined, b === null || b === undefined]
  if (missingA || missingB) return Number(missingB) - Number(missingA)
  if (isNumeric(a) && isNumeric(b)) return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof Date && b instanceof Date) return orderNumbers(a.getTime(), b.getTime())
  if (isSequence(a) && isSequence(b)) return orderSequences(a, b)
  throw new StreamError('E_NOT_COMPARABLE', `${show(a, 60)} and ${show(b, 60)} have no order`, {
    hint: 'Give an ordering, or sort by something that has one.',
  })
}

const isNumeric = (x: unknown): boolean => typeof x === 'bigint' || typeof x === 'number'

const isSequence = (x: unknown): x is ArrayLike<unknown> => Array.isArray(x) || x instanceof Uint8Array

function orderSequences(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const order = naturalOrder(a[i], b[i])
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** The same order from its end. */
export const reversed =
  <T>(ordering: Ordering<T>): Ordering<T> =>
  (a, b) =>
    ordering(b, a)
