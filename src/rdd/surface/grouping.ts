import { declared } from '../declared/meaning.ts'
import { chosenPartitioner } from '../default-partitioner.ts'
import { derive, type Given, onBehalfOf } from '../given.ts'
import type { PartitionerLike } from '../partitioner.ts'
import { placed, type RDD } from '../rdd.ts'
import { combined } from '../shuffle.ts'
import type { Wide } from '../wide.ts'
import { zeroMaker } from '../zero.ts'

/**
 * Operators that bring the values of a key together.
 *
 * Keys are compared by value. Without `partitioner` the default one is used: as the largest parent lies, else by hash over
 * `spark.default.parallelism` or as many partitions as the largest parent has. Records that lie rightly already are not
 * moved.
 */
export interface GroupingOperators<T> {
  /**
   * Group the records by the key that `f` answers for each.
   *
   * Shape     RDD<T> -> RDD<[K, T[]]>
   * Order     none between keys; inside a group by partition and position only when there is one partition
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION; E_KEY, E_USER_FUNCTION from the job
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 1).groupBy((x) => x % 2)
   * // -> [[1, [1, 3]], [0, [2, 4]]]
   */
  groupBy<K = any>(f: Given<(value: T) => K>, partitioner?: PartitionerLike): RDD<[K, T[]]>

  /**
   * Bring all values of each key together. When they are to be reduced, `reduceByKey` moves far less.
   *
   * Shape     RDD<[K, V]> -> RDD<[K, V[]]>
   * Order     none between keys
   * Errors    E_NOT_A_PAIR, E_KEY
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][], 1).groupByKey()
   * // -> [['a', [1, 3]], ['b', [2]]]
   */
  groupByKey<K = any, V = any>(this: RDD<readonly [K, V]>, partitioner?: PartitionerLike): RDD<[K, V[]]>

  /**
   * Reduce the values of each key with `f`, which must be associative and commutative.
   *
   * Shape     RDD<[K, V]> -> RDD<[K, V]>, one pair a key
   * Order     none
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION; E_NOT_A_PAIR, E_KEY, E_USER_FUNCTION from the job
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][]).reduceByKey((a, b) => a + b)
   * // -> [['a', 4], ['b', 2]]
   */
  reduceByKey<K = any, V = any, W = Wide<V>>(
    this: RDD<readonly [K, V]> & RDD<readonly [K, NoInfer<W>]>,
    f: Given<(a: W, b: W) => W>,
    partitioner?: PartitionerLike,
  ): RDD<[K, W]>

  /**
   * As `reduceByKey`, beginning with `zero` once for each key in each partition. A zero that is an object is copied.
   *
   * Order     none
   * Errors    as reduceByKey; E_ARGUMENT when `zero` is an object that cannot be copied
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][]).foldByKey(0, (a, b) => a + b)
   * // -> [['a', 4], ['b', 2]]
   */
  foldByKey<K = any, V = any, W = Wide<V>>(
    this: RDD<readonly [K, V]> & RDD<readonly [K, NoInfer<W>]>,
    zero: NoInfer<W>,
    f: Given<(a: W, b: W) => W>,
    partitioner?: PartitionerLike,
  ): RDD<[K, W]>

  /**
   * Gather the values of each key into a sum of another type: `seqOp` takes in a value, `combOp` two sums. `zero` begins
   * once for each key in each partition; a zero that is an object is copied, so the functions may change their first
   * argument.
   *
   * Order     none
   * Errors    as reduceByKey; E_ARGUMENT when `zero` is an object that cannot be copied
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][], 1)
   *   .aggregateByKey([] as number[], (list, n) => [...list, n], (a, b) => [...a, ...b])
   * // -> [['a', [1, 3]], ['b', [2]]]
   */
  aggregateByKey<K = any, V = any, C = any>(
    this: RDD<readonly [K, V]>,
    zero: C,
    seqOp: Given<(sum: C, value: V) => C>,
    combOp: Given<(a: C, b: C) => C>,
    partitioner?: PartitionerLike,
  ): RDD<[K, C]>

  /**
   * Gather the values of each key: `create` makes a sum of the first value, `mergeValue` takes in another value and
   * `mergeCombiners` another sum. With `mapSideCombine` (the default) sums are made before anything is moved.
   *
   * Order     none
   * Errors    as reduceByKey
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][], 1)
   *   .combineByKey((n) => [n, 1] as [number, number], ([sum, count], n) => [sum + n, count + 1], ([s, c], [t, d]) => [s + t, c + d])
   * // -> [['a', [4, 2]], ['b', [2, 1]]]
   */
  combineByKey<K = any, V = any, C = any>(
    this: RDD<readonly [K, V]>,
    create: Given<(value: V) => C>,
    mergeValue: Given<(sum: NoInfer<C>, value: V) => NoInfer<C>>,
    mergeCombiners: Given<(a: NoInfer<C>, b: NoInfer<C>) => NoInfer<C>>,
    partitioner?: PartitionerLike,
    mapSideCombine?: boolean,
  ): RDD<[K, C]>
}

const itself = declared((value: any): any => value, { kind: 'itself' })
const makeItself = (): ((value: any) => any) => itself
const listOf = (value: any): any[] => [value]
const appended = (list: any[], value: any): any[] => {
  list.push(value)
  return list
}
const joined = (a: any[], b: any[]): any[] => {
  for (const value of b) a.push(value)
  return a
}

export const groupingOperators: GroupingOperators<any> & ThisType<RDD<any>> = {
  groupBy(f, partitioner) {
    return onBehalfOf(this.context, 'groupBy', () => this.keyBy(f).groupByKey(partitioner))
  },

  groupByKey(partitioner) {
    const by = chosenPartitioner('groupByKey', partitioner, [this])
    return onBehalfOf(this.context, 'groupByKey', () => {
      const [create, mergeValue, mergeCombiners] = [listOf, appended, joined].map((f) =>
        placed<any>(this, 'groupByKey', f),
      )
      // Lists are as large as what they are made of, so combining them early would gain nothing.
      return combined(this, 'groupByKey', by, { create, mergeValue, mergeCombiners } as any, false)
    })
  },

  reduceByKey(f, partitioner) {
    const reduce = placed(this as RDD<any>, 'reduceByKey', f as Given<any>)
    const by = chosenPartitioner('reduceByKey', partitioner, [this as RDD<any>])
    const create = derive(reduce, makeItself)
    return combined(this as RDD<any>, 'reduceByKey', by, { create, mergeValue: reduce, mergeCombiners: reduce })
  },

  foldByKey(zero, f, partitioner) {
    return onBehalfOf(this.context, 'foldByKey', () =>
      (this as RDD<any>).aggregateByKey(zero, f as any, f as any, partitioner),
    )
  },

  aggregateByKey(zero, seqOp, combOp, partitioner) {
    const fresh = zeroMaker('aggregateByKey', zero, this.context)
    const merge = placed(this, 'aggregateByKey', seqOp as Given<any>)
    const create = { ...merge, call: (value: any) => merge.call(fresh(), value) }
    return onBehalfOf(this.context, 'aggregateByKey', () =>
      this.combineByKey(create, merge, combOp as Given<any>, partitioner),
    )
  },

  combineByKey(create, mergeValue, mergeCombiners, partitioner, mapSideCombine = true) {
    const by = chosenPartitioner('combineByKey', partitioner, [this])
    return onBehalfOf(this.context, 'combineByKey', () => {
      const aggregator = {
        create: placed(this, 'combineByKey', create as Given<any>),
        mergeValue: placed(this, 'combineByKey', mergeValue as Given<any>),
        mergeCombiners: placed(this, 'combineByKey', mergeCombiners as Given<any>),
      }
      return combined(this, 'combineByKey', by, aggregator, mapSideCombine)
    })
  },
}
