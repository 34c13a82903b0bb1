import { KeySet } from '../../kernel/key-map.ts'
import { onBehalfOf } from '../given.ts'
import type { PartitionFunction } from '../node.ts'
import { checkPartitions, HashPartitioner, type PartitionerLike, toPartitioner } from '../partitioner.ts'
import { placed, RDD } from '../rdd.ts'
import { narrow, partitionwise, requireOneContext } from '../transformation.ts'
import { unionOf } from '../union.ts'

/** Operators that take RDDs as collections of values. Values are compared by value, as keys are. */
export interface SetOperators<T> {
  /**
   * Keep the first of equal records.
   *
   * Shape     RDD<T> -> RDD<T> of `numPartitions` partitions, default: as many as before
   * Order     none
   * Errors    E_KEY from the job for records that cannot be compared; E_ARGUMENT for a number below 1
   *
   * @example
   * sc.parallelize(['a', 'b', 'a']).distinct()
   * // -> ['a', 'b']
   */
  distinct(numPartitions?: number): RDD<T>

  /**
   * The records of this RDD and then those of `other`; nothing is moved and equal records stay.
   *
   * Shape     RDD<T>, RDD<U> -> RDD<T | U> of the partitions of both; or, when both have the same partitioner, of as many
   *           as one of them, which keeps the partitioner
   * Order     kept
   * Errors    E_CONTEXT_MISMATCH
   *
   * @example
   * sc.parallelize([1, 2]).union(sc.parallelize([2, 3]))
   * // -> [1, 2, 2, 3]
   */
  union<U = T>(other: RDD<U>): RDD<T | U>

  /**
   * The records that are in both RDDs, each once.
   *
   * Order     none
   * Errors    E_CONTEXT_MISMATCH; E_KEY from the job
   *
   * @example
   * sc.parallelize([1, 2, 2, 3]).intersection(sc.parallelize([2, 3, 4]))
   * // -> [2, 3]
   */
  intersection(other: RDD<T>, partitioner?: PartitionerLike): RDD<T>

  /**
   * The records of this RDD that are not in `other`; equal records of this RDD stay.
   *
   * Order     none
   * Errors    E_CONTEXT_MISMATCH; E_KEY from the job
   *
   * @example
   * sc.parallelize([1, 1, 2, 3]).subtract(sc.parallelize([2]))
   * // -> [1, 1, 3]
   */
  subtract(other: RDD<any>, partitioner?: PartitionerLike): RDD<T>

  /**
   * Every record of this RDD with every record of `other`.
   *
   * Shape     m and n partitions -> m × n partitions
   * Order     by record of this RDD inside a partition
   * Errors    E_CONTEXT_MISMATCH
   *
   * @example
   * sc.parallelize([1, 2]).cartesian(sc.parallelize(['a', 'b'], 1))
   * // -> [[1, 'a'], [1, 'b'], [2, 'a'], [2, 'b']]
   */
  cartesian<U = any>(other: RDD<U>): RDD<[T, U]>
}

const asKey = (record: any): [any, null] => [record, null]
const firstOf = (a: any): any => a
const inAll = ([, groups]: readonly [any, readonly any[][]]): boolean => groups.every((group) => group.length > 0)

const distinctHere: PartitionFunction = ([records]) => new KeySet(records as Iterable<any>)

const ownHash = (rdd: RDD<any>): HashPartitioner => new HashPartitioner(Math.max(1, rdd.node.partitions))

const pairUp: PartitionFunction = function* ([left, right]) {
  const others = Array.from(right as Iterable<any>)
  if (others.length === 0) return
  for (const a of left as Iterable<any>) for (const b of others) yield [a, b]
}

export const setOperators: SetOperators<any> & ThisType<RDD<any>> = {
  distinct(numPartitions) {
    const n = checkPartitions(numPartitions ?? Math.max(1, this.node.partitions), 'distinct')
    // Equal records are equal keys, so where keys lie together already there is nothing to move.
    if (this.partitioner !== undefined && n === this.node.partitions)
      return partitionwise([this], 'distinct', placed(this, 'distinct', distinctHere), {
        partitioner: this.partitioner,
      })
    return onBehalfOf(this.context, 'distinct', () => this.map(asKey).reduceByKey(firstOf, n).keys())
  },

  union(other) {
    return onBehalfOf(this.context, 'union', () => unionOf(this.context, [this, other]))
  },

  intersection(other, partitioner) {
    requireOneContext('intersection', [this, other])
    return onBehalfOf(this.context, 'intersection', () =>
      this.map(asKey).cogroup(other.map(asKey), partitioner).filter(inAll).keys(),
    )
  },

  subtract(other, partitioner) {
    requireOneContext('subtract', [this, other])
    const p = partitioner === undefined ? ownHash(this) : toPartitioner('subtract', partitioner, this.context)
    return onBehalfOf(this.context, 'subtract', () => this.map(asKey).subtractByKey(other.map(asKey), p).keys())
  },

  cartesian(other) {
    requireOneContext('cartesian', [this, other])
    const columns = other.node.partitions
    const f = placed(this, 'cartesian', pairUp)
    return new RDD(this.context, {
      operator: 'cartesian',
      site: f.site,
      dependencies: [narrow(this, (p) => [Math.floor(p / columns)]), narrow(other, (p) => [p % columns])],
      body: { kind: 'partition', f },
      partitions: this.node.partitions * columns,
    })
  },
}
