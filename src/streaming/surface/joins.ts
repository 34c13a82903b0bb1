import type { Partitioner, PartitionerLike } from '../../rdd/partitioner.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { DStream } from '../dstream.ts'
import { hashOf } from './partitioning.ts'
import { requireRdds, requireSiblings } from './siblings.ts'

/**
 * Operators that bring the pairs of two streams together, of the same batch: to join over time, window first. For a key
 * that occurs m times here and n times there, a join gives m × n pairs.
 */
export interface JoinOperators {
  /**
   * Pairs of values for the keys that both streams have in a batch.
   *
   * Order     none
   * Errors    E_SLIDES_DIFFER, E_CONTEXT_MISMATCH, E_NOT_A_PAIR; E_NO_RDD in a batch where one of them has no RDD
   *
   * @example
   * pairs.join(pairs.filter(([key]) => key === 'a').mapValues((v) => v * 10))
   * // batches [[['a', 1], ['b', 2]]] -> [[['a', [1, 10]]]]
   */
  join<K = any, V = any, W = any>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions?: PartitionerLike,
  ): DStream<[K, [V, W]]>

  /**
   * As `join`, and pairs of this stream whose key the other has not, with undefined.
   *
   * Errors    as `join`
   *
   * @example
   * pairs.leftOuterJoin(pairs.filter(([key]) => key === 'a').mapValues((v) => v * 10))
   * // batches [[['a', 1], ['b', 2]]] -> [[['a', [1, 10]], ['b', [2, undefined]]]]
   */
  leftOuterJoin<K = any, V = any, W = any>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions?: PartitionerLike,
  ): DStream<[K, [V, W | undefined]]>

  /**
   * As `join`, and pairs of the other stream whose key this one has not, with undefined.
   *
   * Errors    as `join`
   *
   * @example
   * pairs.filter(([key]) => key === 'a').rightOuterJoin(pairs.mapValues((v) => v * 10))
   * // batches [[['a', 1], ['b', 2]]] -> [[['a', [1, 10]], ['b', [undefined, 20]]]]
   */
  rightOuterJoin<K = any, V = any, W = any>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions?: PartitionerLike,
  ): DStream<[K, [V | undefined, W]]>

  /**
   * As `join`, and pairs of either stream whose key the other has not, with undefined.
   *
   * Errors    as `join`
   *
   * @example
   * pairs.fullOuterJoin(pairs.map(([key, v]) => [key === 'b' ? 'c' : key, v * 10]))
   * // batches [[['a', 1], ['b', 2]]] -> [[['a', [1, 10]], ['b', [2, undefined]], ['c', [undefined, 20]]]]
   */
  fullOuterJoin<K = any, V = any, W = any>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions?: PartitionerLike,
  ): DStream<[K, [V | undefined, W | undefined]]>

  /**
   * For each key of either stream all its values here and all its values there.
   *
   * Errors    as `join`
   *
   * @example
   * pairs.cogroup(pairs.filter(([key]) => key === 'a').mapValues((v) => v * 10))
   * // batches [[['a', 1], ['b', 2]]] -> [[['a', [[1], [10]]], ['b', [[2], []]]]]
   */
  cogroup<K = any, V = any, W = any>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitions?: PartitionerLike,
  ): DStream<[K, [V[], W[]]]>
}

type Join = (left: RDD<any>, right: RDD<any>, partitioner: Partitioner) => RDD<any>

function joined(kind: string, left: DStream<any>, right: DStream<any>, given: PartitionerLike | undefined, join: Join) {
  const operator = left.context.graph.define(kind)
  requireSiblings(operator, [left, right])
  const partitioner = hashOf(left, operator, given)
  return new DStream<any>(left.context, operator, {
    slide: left.slide,
    parents: [left, right],
    compute: async (time) => {
      const [a, b] = (await requireRdds(operator, [left, right], time)) as [RDD<any>, RDD<any>]
      return left.context.sparkContext.at(operator.site, () => join(a, b, partitioner))
    },
  })
}

export const joins: JoinOperators & ThisType<DStream<any>> = {
  join(other: DStream<any>, partitions?: PartitionerLike) {
    return joined('join', this, other, partitions, (a, b, p) => a.join(b, p))
  },
  leftOuterJoin(other: DStream<any>, partitions?: PartitionerLike) {
    return joined('leftOuterJoin', this, other, partitions, (a, b, p) => a.leftOuterJoin(b, p))
  },
  rightOuterJoin(other: DStream<any>, partitions?: PartitionerLike) {
    return joined('rightOuterJoin', this, other, partitions, (a, b, p) => a.rightOuterJoin(b, p))
  },
  fullOuterJoin(other: DStream<any>, partitions?: PartitionerLike) {
    return joined('fullOuterJoin', this, other, partitions, (a, b, p) => a.fullOuterJoin(b, p))
  },
  cogroup(other: DStream<any>, partitions?: PartitionerLike) {
    return joined('cogroup', this, other, partitions, (a, b, p) => a.cogroup(b, p))
  },
}
