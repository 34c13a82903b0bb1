import { StreamError } from '../../kernel/errors.ts'
import type { PartitionerLike } from '../../rdd/partitioner.ts'
import { checkPartitions, FunctionPartitioner, toPartitioner } from '../../rdd/partitioner.ts'
import type { Wide } from '../../rdd/wide.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { derived, derivedBy } from './derived.ts'
import { hashOf } from './partitioning.ts'

/**
 * Operators on streams of [key, value] pairs that see one batch at a time. Keys are compared by value.
 *
 * Where a number of partitions or a partitioner may be given, the default is hash partitioning over
 * `spark.default.parallelism` partitions.
 */
export interface KeyedOperators {
  /**
   * One value for each key of a batch. `f` must not mind order or grouping.
   *
   * Order     none
   * Errors    E_NOT_A_PAIR
   *
   * @example
   * pairs.reduceByKey((a, b) => a + b)
   * // batches [[['a', 1], ['a', 2], ['b', 5]], []] -> [[['a', 3], ['b', 5]], []]
   */
  reduceByKey<K = any, V = any, W = Wide<V>>(
    this: DStream<readonly [K, V]> & DStream<readonly [K, NoInfer<W>]>,
    f: (a: W, b: W) => W,
    partitions?: PartitionerLike,
  ): DStream<[K, W]>

  /**
   * All values of each key of a batch.
   *
   * Order     none, of keys and inside a group
   * Errors    E_NOT_A_PAIR
   *
   * @example
   * pairs.groupByKey(1)
   * // batches [[['a', 1], ['a', 2]], []] -> [[['a', [1, 2]]], []]
   */
  groupByKey<K = any, V = any>(this: DStream<readonly [K, V]>, partitions?: PartitionerLike): DStream<[K, V[]]>

  /**
   * One sum of another type for each key of a batch: `create` makes one of a first value, `mergeValue` takes in another
   * value, `mergeCombiners` brings the sums of two partitions together.
   *
   * Order     none
   * Errors    E_NOT_A_PAIR
   *
   * @example
   * pairs.combineByKey((v) => [v], (sum, v) => [...sum, v], (a, b) => [...a, ...b], 1)
   * // batches [[['a', 1], ['a', 2]]] -> [[['a', [1, 2]]]]
   */
  combineByKey<K = any, V = any, C = any>(
    this: DStream<readonly [K, V]>,
    create: (value: V) => C,
    mergeValue: (sum: NoInfer<C>, value: V) => NoInfer<C>,
    mergeCombiners: (a: NoInfer<C>, b: NoInfer<C>) => NoInfer<C>,
    partitions?: PartitionerLike,
    mapSideCombine?: boolean,
  ): DStream<[K, C]>

  /**
   * Turn the value of every pair into another; keys and partitioning stay.
   *
   * Order     kept
   *
   * @example
   * pairs.mapValues((v) => v * 10)
   * // batches [[['a', 1]], [['b', 2]]] -> [[['a', 10]], [['b', 20]]]
   */
  mapValues<K = any, V = any, U = any>(this: DStream<readonly [K, V]>, f: (value: V) => U): DStream<[K, U]>

  /**
   * Turn the value of every pair into any number of values; keys and partitioning stay.
   *
   * Order     kept
   *
   * @example
   * pairs.flatMapValues((v) => [v, v + 1])
   * // batches [[['a', 1]]] -> [[['a', 1], ['a', 2]]]
   */
  flatMapValues<K = any, V = any, U = any>(
    this: DStream<readonly [K, V]>,
    f: (value: V) => Iterable<U>,
  ): DStream<[K, U]>

  /**
   * Lay the pairs of each batch out by key: by hash, by a partitioner, or by a function that answers a whole number.
   *
   * @example
   * pairs.partitionBy(2, (key) => key.length).glom()
   * // batches [[['a', 1], ['bb', 2], ['c', 3]]] -> [[[['bb', 2]], [['a', 1], ['c', 3]]]]
   */
  partitionBy<K = any, V = any>(
    this: DStream<readonly [K, V]>,
    partitions: PartitionerLike,
    f?: (key: K) => number,
  ): DStream<[K, V]>
}

function byFunction(operator: Operator, partitions: PartitionerLike, f: (key: any) => number): FunctionPartitioner {
  const { call } = operator.place(f)
  if (typeof partitions === 'object' && partitions !== null)
    throw new StreamError('E_ARGUMENT', 'partitionBy was given a partitioner and a function', {
      hint: 'Give a number of partitions together with a function, or a partitioner alone.',
    })
  return new FunctionPartitioner(checkPartitions(partitions, 'partitionBy', { site: () => operator.site }), call)
}

export const keyed: KeyedOperators & ThisType<DStream<any>> = {
  reduceByKey(f: any, partitions?: PartitionerLike) {
    const operator = this.context.graph.define('reduceByKey')
    const partitioner = hashOf(this, operator, partitions)
    const merge = operator.place(f)
    return derived<any, any>(this, operator, (rdd) => rdd.reduceByKey(merge, partitioner))
  },
  groupByKey(partitions?: PartitionerLike) {
    const operator = this.context.graph.define('groupByKey')
    const partitioner = hashOf(this, operator, partitions)
    return derived<any, any>(this, operator, (rdd) => rdd.groupByKey(partitioner))
  },
  combineByKey(create: any, mergeValue: any, mergeCombiners: any, partitions?: PartitionerLike, mapSideCombine = true) {
    const operator = this.context.graph.define('combineByKey')
    const partitioner = hashOf(this, operator, partitions)
    const [first, next, merge] = [operator.place(create), operator.place(mergeValue), operator.place(mergeCombiners)]
    return derived<any, any>(this, operator, (rdd) => rdd.combineByKey(first, next, merge, partitioner, mapSideCombine))
  },
  mapValues(f: any) {
    return derivedBy<any, any, any>(this, 'mapValues', f, (rdd, placed) => rdd.mapValues(placed))
  },
  flatMapValues(f: any) {
    return derivedBy<any, any, any>(this, 'flatMapValues', f, (rdd, placed) => rdd.flatMapValues(placed))
  },
  partitionBy(partitions: PartitionerLike, f?: any) {
    const operator = this.context.graph.define('partitionBy')
    const partitioner = this.context.sparkContext.at(operator.site, () =>
      f === undefined
        ? toPartitioner('partitionBy', partitions, this.context.sparkContext)
        : byFunction(operator, partitions, f),
    )
    return derived<any, any>(this, operator, (rdd) => rdd.partitionBy(partitioner))
  },
}
