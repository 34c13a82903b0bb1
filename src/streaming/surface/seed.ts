import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import type { SparkContext } from '../../rdd/context.ts'
import { RDD } from '../../rdd/rdd.ts'
import { requireRdd } from '../arguments.ts'
import type { Operator } from '../operator.ts'

/** State before the first batch: an RDD of pairs, or the pairs themselves. */
export type Seed<K, S> = RDD<readonly [K, S]> | readonly (readonly [K, S])[]

/** Errors: E_ARGUMENT, E_CONTEXT_MISMATCH. */
export function seedOf<K, S>(
  context: SparkContext,
  operator: Operator,
  seed: Seed<K, S> | undefined,
): RDD<readonly [K, S]> | undefined {
  if (seed === undefined) return undefined
  if (seed instanceof RDD) return requireRdd(operator.site, context, 'the initial state is', seed)
  if (Array.isArray(seed)) return context.at(operator.site, () => context.parallelize<readonly [K, S]>(seed))
  throw new StreamError('E_ARGUMENT', `the initial state is ${show(seed, 60)}`, {
    at: String(operator.site),
    hint: 'Give an RDD of [key, state] pairs, or an array of them.',
  })
}
