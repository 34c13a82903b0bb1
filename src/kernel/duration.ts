import { StreamError } from './errors.ts'
import { show } from './show.ts'
import { Site } from './site.ts'

/**
 * A length of time in whole milliseconds: Spark's Duration.
 *
 * Wherever millstream asks for a length of time it takes a Duration, a number of milliseconds, or text such as `'10s'`.
 */
export class Duration {
  readonly milliseconds: number

  constructor(milliseconds: number) {
    if (!Number.isSafeInteger(milliseconds)) throw unreadable(milliseconds, 'the length', 'Duration')
    this.milliseconds = milliseconds
  }

  plus(other: DurationLike): Duration {
    return new Duration(this.milliseconds + toMillis(other, 'the other duration', 'plus'))
  }

  minus(other: DurationLike): Duration {
    return new Duration(this.milliseconds - toMillis(other, 'the other duration', 'minus'))
  }

  times(factor: number): Duration {
    return new Duration(this.milliseconds * factor)
  }

  /** How often `other` goes into this one; not rounded. */
  div(other: DurationLike): number {
    return this.milliseconds / toMillis(other)
  }

  isMultipleOf(other: DurationLike): boolean {
    return this.milliseconds % toMillis(other) === 0
  }

  /** Below 0 when this one is shorter, 0 when equal, above 0 when longer. */
  compareTo(other: DurationLike): number {
    return this.milliseconds - toMillis(other)
  }

  equals(other: DurationLike): boolean {
    return this.compareTo(other) === 0
  }

  min(other: DurationLike): Duration {
    return new Duration(Math.min(this.milliseconds, toMillis(other)))
  }

  max(other: DurationLike): Duration {
    return new Duration(Math.max(this.milliseconds, toMillis(other)))
  }

  get isZero(): boolean {
    return this.milliseconds === 0
  }

  /** `90 ms`, `1.5 s`, `2.0 min` or `3.00 h`. */
  prettyPrint(): string {
    return formatMillis(this.milliseconds)
  }

  toString(): string {
    return `${this.milliseconds} ms`
  }

  valueOf(): number {
    return this.milliseconds
  }
}

/** A Duration, a number of milliseconds, or text: `'250ms'`, `'10s'`, `'5m'` or `'5min'`, `'1h'`, `'2d'`. */
export type DurationLike = Duration | number | string

/** A Duration of `n` milliseconds. */
export const milliseconds = (n: number): Duration => durationOf(n, n, 'milliseconds')
/** A Duration of `n` seconds; fractions are rounded to the millisecond. */
export const seconds = (n: number): Duration => durationOf(n, Math.round(n * 1000), 'seconds')
/** A Duration of `n` minutes; fractions are rounded to the millisecond. */
export const minutes = (n: number): Duration => durationOf(n, Math.round(n * 60_000), 'minutes')

function durationOf(given: number, millis: number, operator: string): Duration {
  if (typeof given === 'number' && Number.isSafeInteger(millis)) return new Duration(millis)
  throw unreadable(given, 'the length', operator, 'a number that makes whole milliseconds')
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/**
 * Milliseconds of anything that says a length of time.
 *
 * Errors    E_DURATION, naming `what` and the user's call of `operator`, for anything that is not a whole number of
 *           milliseconds
 */
export function toMillis(duration: DurationLike, what = 'duration', operator?: string): number {
  if (duration instanceof Duration) return duration.milliseconds
  if (typeof duration === 'number' && Number.isSafeInteger(duration)) return duration
  if (typeof duration === 'string') {
    const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)\s*$/.exec(duration)
    const value = match === null ? Number.NaN : Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN)
    if (Number.isSafeInteger(value)) return value
  }
  throw unreadable(duration, what, operator)
}

/**
 * As toMillis, for lengths that must be above zero.
 *
 * Errors    E_DURATION
 */
export function toPositiveMillis(duration: DurationLike, what = 'duration', operator?: string): number {
  const millis = toMillis(duration, what, operator)
  if (millis > 0) return millis
  throw unreadable(duration, what, operator)
}

const LENGTH = "a whole number of milliseconds above 0, seconds(10), or text such as '10s'"

const unreadable = (value: unknown, what: string, operator: string | undefined, needed = LENGTH): StreamError =>
  new StreamError('E_DURATION', `${what} is ${show(value, 60)}`, {
    at: operator === undefined ? undefined : String(Site.here(operator)),
    hint: `Use ${needed}.`,
  })

/** A length of time for people: `90 ms`, `1.5 s`, `2.0 min`, `3.00 h`. */
export function formatMillis(millis: number): string {
  if (millis < 1000) return `${millis} ms`
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`
  if (millis < 3_600_000) return `${(millis / 60_000).toFixed(1)} min`
  return `${(millis / 3_600_000).toFixed(2)} h`
}
