/** Checks of what operators are given: a program in plain JavaScript may give anything. */
import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import { Site } from '../kernel/site.ts'

/** What knows for which of the user's calls an operator is made: a SparkContext. */
export interface Caller {
  site(operator: string): Site
}

/** The error for a `value` that `operator` does not take. `what` is the beginning of a sentence: `the depth is`. */
export function badArgument(
  operator: string,
  what: string,
  value: unknown,
  needed: string,
  caller?: Caller,
): StreamError {
  return new StreamError('E_ARGUMENT', `${what} ${show(value, 60)}`, {
    at: String(caller?.site(operator) ?? Site.here(operator)),
    hint: `Use ${needed}.`,
  })
}

/** Throw E_ARGUMENT unless `value` is a whole number of at least `least`. */
export function requireWhole(operator: string, name: string, value: number, least = 0): number {
  if (Number.isInteger(value) && value >= least) return value
  throw badArgument(operator, `${name} is`, value, `a whole number of at least ${least}`)
}

/** Throw E_ARGUMENT unless `value` is an iterable that can be read now. */
export function requireIterable<T>(operator: string, name: string, value: Iterable<T>, caller?: Caller): Iterable<T> {
  const given: Partial<Iterable<T>> | null | undefined = value
  if (typeof given?.[Symbol.iterator] === 'function') return value
  throw badArgument(operator, `${name} are`, value, 'an array or another iterable', caller)
}

/** Throw E_ARGUMENT unless `value` is a text with something in it. */
export function requireText(operator: string, name: string, value: string, needed: string, caller?: Caller): string {
  if (typeof value === 'string' && value !== '') return value
  throw badArgument(operator, `${name} is`, value, needed, caller)
}

/** Throw E_ARGUMENT unless all of `partitions` are partitions of `rdd`. */
export function requirePartitions(
  operator: string,
  { node }: { readonly node: { readonly partitions: number } },
  partitions: readonly number[],
): void {
  const missing = partitions.findIndex((p) => !Number.isInteger(p) || p < 0 || p >= node.partitions)
  if (missing < 0) return
  const known = node.partitions === 0 ? 'an RDD that has partitions' : `whole numbers from 0 to ${node.partitions - 1}`
  throw badArgument(operator, 'there is no partition', partitions[missing], known)
}
