/** Checks of what streams and their sources are given: a program in plain JavaScript may give anything. */
import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import type { Site } from '../kernel/site.ts'
import { Time } from '../kernel/time.ts'
import { badArgument } from '../rdd/arguments.ts'
import type { SparkContext } from '../rdd/context.ts'
import { RDD } from '../rdd/rdd.ts'

/** A point of time as a Time, a Date, or milliseconds since 1970. */
export type TimeLike = Time | Date | number

/** Milliseconds of a point of time. Errors: E_ARGUMENT for what is none. */
export function millisOf(operator: string, what: string, time: TimeLike): number {
  const millis = time instanceof Time ? time.milliseconds : time instanceof Date ? time.getTime() : time
  if (typeof millis === 'number' && !Number.isNaN(millis)) return millis
  throw badArgument(operator, `${what} is`, time, 'a Time, a Date, or a number of milliseconds since 1970')
}

/** Throw E_ARGUMENT unless `value` is an object, such as one of options. */
export function requireObject<O extends object>(operator: string, what: string, value: O, needed: string): O {
  if (typeof value === 'object' && value !== null) return value
  throw badArgument(operator, what, value, needed)
}

/** Throw E_ARGUMENT unless `value` is true or false, or was not given. */
export function requireBoolean(operator: string, name: string, value: boolean | undefined): void {
  if (value === undefined || typeof value === 'boolean') return
  throw badArgument(operator, `${name} is`, value, 'true or false')
}

/** Throw E_ARGUMENT unless `value` is one of `known`. */
export function requireOneOf<V>(operator: string, name: string, value: V, known: readonly V[]): V {
  if (known.includes(value)) return value
  throw badArgument(operator, `${name} is`, value, known.map((one) => show(one)).join(' or '))
}

/**
 * Throw unless `made` is an RDD of `context`, where `who` (the beginning of a sentence) had to answer one.
 *
 * Errors    E_ARGUMENT, E_CONTEXT_MISMATCH
 */
export function requireRdd<T>(site: Site, context: SparkContext, who: string, made: RDD<T>): RDD<T> {
  if (!(made instanceof RDD))
    throw new StreamError('E_ARGUMENT', `${who} ${show(made, 60)} where an RDD is needed`, {
      at: String(site),
      hint: 'Make an RDD of it with sc.parallelize(records).',
    })
  if (made.context === context) return made
  throw foreignRdd(site, who)
}

export const foreignRdd = (site: Site, who: string): StreamError =>
  new StreamError('E_CONTEXT_MISMATCH', `${who} an RDD of another SparkContext`, {
    at: String(site),
    hint: 'Make the RDDs with the sparkContext of this streaming context.',
  })
