import { inspect } from 'node:util'

/**
 * A record as the line that saving writes: text as it is, a pair as `(a,1)` as in Scala, dates as ISO 8601; an object by
 * its own `toString` where it has one, else as JSON.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `(${value.map(textOf).join(',')})`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  return hasOwnText(value) ? String(value) : jsonOf(value)
}

const hasOwnText = (value: object): boolean =>
  typeof value.toString === 'function' && value.toString !== Object.prototype.toString

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: null })
  }
}
