import { StreamError } from '../../kernel/errors.ts'
import { requirePair } from '../faults.ts'
import { type Given, onBehalfOf } from '../given.ts'
import { FunctionPartitioner, type Partitioner, type PartitionerLike, toPartitioner } from '../partitioner.ts'
import { placed, type RDD } from '../rdd.ts'
import { isPartitionedBy, shuffled } from '../shuffle.ts'
import { stepwise } from '../transformation.ts'

/** Operators of RDDs of pairs that look at one pair at a time, or say where pairs lie. */
export interface PairOperators {
  /**
   * Call `f` on the value of each pair.
   *
   * Shape     RDD<[K, V]> -> RDD<[K, U]>; keeps the partitioner, because the keys stay
   * Order     kept
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION; E_NOT_A_PAIR, E_USER_FUNCTION from the job
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2]] as [string, number][]).mapValues((n) => n * 10)
   * // -> [['a', 10], ['b', 20]]
   */
  mapValues<K = any, V = any, U = any>(this: RDD<readonly [K, V]>, f: Given<(value: V) => U>): RDD<[K, U]>

  /**
   * Call `f` on the value of each pair, and make a pair of the same key for everything in what it answers.
   *
   * Shape     RDD<[K, V]> -> RDD<[K, U]>; keeps the partitioner
   * Order     kept
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION; E_NOT_A_PAIR, E_USER_FUNCTION from the job
   *
   * @example
   * sc.parallelize([['a', 'x y'], ['b', 'z']] as [string, string][]).flatMapValues((s) => s.split(' '))
   * // -> [['a', 'x'], ['a', 'y'], ['b', 'z']]
   */
  flatMapValues<K = any, V = any, U = any>(this: RDD<readonly [K, V]>, f: Given<(value: V) => Iterable<U>>): RDD<[K, U]>

  /**
   * The keys, one for each pair.
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][]).keys()
   * // -> ['a', 'b', 'a']
   */
  keys<K = any, V = any>(this: RDD<readonly [K, V]>): RDD<K>

  /**
   * The values, one for each pair.
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][]).values()
   * // -> [1, 2, 3]
   */
  values<K = any, V = any>(this: RDD<readonly [K, V]>): RDD<V>

  /**
   * Move each pair to the partition that `partitioner` says for its key. A number means that many partitions, by hash of
   * the key or, when `f` is given, by the whole number that `f` answers for the key.
   *
   * Shape     RDD<[K, V]> -> RDD<[K, V]>; this same RDD when its pairs lie like that already
   * Order     none
   * Errors    E_ARGUMENT, E_NOT_A_PAIR
   *
   * @example
   * sc.parallelize([[1, 'a'], [2, 'b'], [3, 'c']] as [number, string][], 1).partitionBy(2).glom()
   * // -> [[[2, 'b']], [[1, 'a'], [3, 'c']]]
   */
  partitionBy<K = any, V = any>(
    this: RDD<readonly [K, V]>,
    partitioner: PartitionerLike,
    f?: (key: K) => number,
  ): RDD<[K, V]>
}

const firstOf = (pair: readonly [any, any]): any => requirePair(pair)[0]
const secondOf = (pair: readonly [any, any]): any => requirePair(pair)[1]

export const pairOperators: PairOperators & ThisType<RDD<any>> = {
  mapValues(f) {
    return stepwise(this, 'mapValues', { kind: 'mapValues', f: placed(this, 'mapValues', f as Given<any>) }, true)
  },

  flatMapValues(f) {
    const step = { kind: 'flatMapValues', f: placed(this, 'flatMapValues', f as Given<any>) } as const
    return stepwise(this, 'flatMapValues', step, true)
  },

  keys() {
    return stepwise(this, 'keys', { kind: 'map', f: placed(this, 'keys', firstOf) }, false)
  },

  values() {
    return stepwise(this, 'values', { kind: 'map', f: placed(this, 'values', secondOf) }, false)
  },

  partitionBy(partitioner, f) {
    return onBehalfOf(this.context, 'partitionBy', () => {
      const by =
        f === undefined
          ? toPartitioner('partitionBy', partitioner, this.context)
          : functionPartitioner(partitioner, placed(this, 'partitionBy', f).call)
      return isPartitionedBy(this, by) ? (this as RDD<any>) : shuffled(this, 'partitionBy', by)
    })
  },
}

function functionPartitioner(numPartitions: PartitionerLike, f: (key: any) => number): Partitioner {
  if (typeof numPartitions === 'number') return new FunctionPartitioner(numPartitions, f)
  throw new StreamError('E_ARGUMENT', 'partitionBy was given a partitioner and a function', {
    hint: 'Give a number of partitions together with a function, or a partitioner alone.',
  })
}
