import { isDeepStrictEqual } from 'node:util'

/**
 * True when two records are equal by value; numbers, also inside of arrays and plain objects, may differ by `tolerance`,
 * absolute or in proportion, whichever is more.
 */
export function same(a: unknown, b: unknown, tolerance = 0): boolean {
  if (Object.is(a, b)) return true
  if (typeof a === 'number' && typeof b === 'number') return close(a, b, tolerance)
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => same(item, b[i], tolerance))
  if (isPlain(a) && isPlain(b)) return sameFields(a, b, tolerance)
  return isDeepStrictEqual(a, b)
}

/** True when two lists hold the same records in the same order. */
export const sameList = (a: readonly unknown[], b: readonly unknown[], tolerance: number): boolean =>
  a.length === b.length && a.every((record, i) => same(record, b[i], tolerance))

function close(a: number, b: number, tolerance: number): boolean {
  if (a === b) return true
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))
}

function sameFields(a: Fields, b: Fields, tolerance: number): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key], tolerance))
}

type Fields = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
