import type { SparkContext } from '../../rdd/context.ts'
import type { RDD } from '../../rdd/rdd.ts'

/** State before the first batch: an RDD of pairs, or the pairs themselves. */
export type Seed<K, S> = RDD<readonly [K, S]> | readonly (readonly [K, S])[]

export function seedOf<K, S>(context: SparkContext, seed: Seed<K, S> | undefined): RDD<readonly [K, S]> | undefined {
  return Array.isArray(seed) ? context.parallelize<readonly [K, S]>(seed) : (seed as RDD<readonly [K, S]> | undefined)
}
