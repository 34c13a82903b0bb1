import type { Ordering } from '../../kernel/order.ts'
import { chosenPartitioner } from '../default-partitioner.ts'
import { requirePair, settled } from '../faults.ts'
import { derive, type Given, onBehalfOf } from '../given.ts'
import type { PartitionFunction } from '../node.ts'
import { checkPartitions, type Partitioner, type PartitionerLike, RangePartitioner } from '../partitioner.ts'
import { placed, type RDD } from '../rdd.ts'
import { shuffled } from '../shuffle.ts'
import { type By, directed, located, orderingOf } from '../sorting.ts'
import { partitionwise } from '../transformation.ts'

/**
 * Operators that sort. Without an ordering values have their natural one: numbers by size, strings by UTF-16 units, arrays
 * item by item; null and undefined come first.
 */
export interface OrderingOperators<T> {
  /**
   * Sort by what `f` answers for each record.
   *
   * The first job with the result samples the keys, with a fixed seed, to find ranges of about equal size: every partition
   * holds one range, and the partitions are in order. Few distinct keys leave some of them empty.
   *
   * Shape     RDD<T> -> RDD<T> of `numPartitions`, default: as many as before
   * Order     global; records of equal keys in no order between partitions of this RDD
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION, E_ARGUMENT; E_NOT_COMPARABLE from the job
   *
   * @example
   * sc.parallelize(['pear', 'fig', 'apple']).sortBy((word) => word.length)
   * // -> ['fig', 'pear', 'apple']
   */
  sortBy<K = any>(
    f: Given<(value: T) => K>,
    ascending?: boolean,
    numPartitions?: number,
    ordering?: Ordering<NoInfer<K>>,
  ): RDD<T>

  /**
   * Sort pairs by key. `by` is an ordering of keys, or `{ key }` to sort by something made of the key.
   *
   * Shape     RDD<[K, V]> -> RDD<[K, V]>, partitioned by ranges of keys
   * Order     global
   * Errors    E_ARGUMENT; E_NOT_A_PAIR, E_NOT_COMPARABLE from the job
   *
   * @example
   * sc.parallelize([['b', 2], ['a', 1], ['c', 3]] as [string, number][]).sortByKey()
   * // -> [['a', 1], ['b', 2], ['c', 3]]
   */
  sortByKey<K = any, V = any>(
    this: RDD<readonly [K, V]>,
    ascending?: boolean,
    numPartitions?: number,
    by?: By<NoInfer<K>>,
  ): RDD<[K, V]>

  /**
   * Move each pair where `partitioner` says and sort every partition by key: cheaper than doing one after the other.
   *
   * Order     by key inside a partition
   * Errors    E_ARGUMENT; E_NOT_A_PAIR, E_NOT_COMPARABLE from the job
   *
   * @example
   * sc.parallelize([[3, 'c'], [2, 'b'], [1, 'a'], [0, 'z']] as [number, string][])
   *   .repartitionAndSortWithinPartitions(2).glom()
   * // -> [[[0, 'z'], [2, 'b']], [[1, 'a'], [3, 'c']]]
   */
  repartitionAndSortWithinPartitions<K = any, V = any>(
    this: RDD<readonly [K, V]>,
    partitioner?: PartitionerLike,
    ascending?: boolean,
    by?: By<NoInfer<K>>,
  ): RDD<[K, V]>

  /**
   * Keep the pairs whose key is from `lower` to `upper`, both included. After `sortByKey` only the partitions whose range
   * meets that one are computed.
   *
   * Shape     RDD<[K, V]> -> RDD<[K, V]>; keeps the partitioner
   * Order     kept
   * Errors    E_NOT_COMPARABLE from the job
   *
   * @example
   * sc.parallelize([['a', 1], ['b', 2], ['c', 3]] as [string, number][]).filterByRange('a', 'b')
   * // -> [['a', 1], ['b', 2]]
   */
  filterByRange<K = any, V = any>(
    this: RDD<readonly [K, V]>,
    lower: NoInfer<K>,
    upper: NoInfer<K>,
    by?: By<NoInfer<K>>,
  ): RDD<[K, V]>
}

const withSortKey =
  (f: (value: any) => any) =>
  (value: any): [any, any] => [settled(f(value)), value]

/** The pairs of `rdd` where `partitioner` says, each partition sorted by key; equal keys stay in the order they came in. */
function sortedPairs(rdd: RDD<any>, operator: string, partitioner: Partitioner, ordering: Ordering<any>): RDD<any> {
  const sort: PartitionFunction = ([records]) =>
    Array.from(records as Iterable<readonly [any, any]>).sort((a, b) => ordering(a[0], b[0]))
  const moved = shuffled(rdd, operator, partitioner)
  return partitionwise([moved], operator, placed(rdd, operator, sort), { partitioner })
}

interface Range {
  readonly lower: unknown
  readonly upper: unknown
  readonly ordering: Ordering<any>
}

const withinRange =
  (range: Range, ranges: RangePartitioner | undefined): PartitionFunction =>
  ([records], place) => {
    if (ranges !== undefined && !ranges.overlaps(place.index, range.lower, range.upper)) return []
    return between(records as Iterable<any>, range)
  }

function* between(
  records: Iterable<readonly [any, any]>,
  { lower, upper, ordering }: Range,
): Generator<readonly [any, any]> {
  for (const record of records) {
    const [key] = requirePair(record)
    if (ordering(lower, key) <= 0 && ordering(key, upper) <= 0) yield record
  }
}

export const orderingOperators: OrderingOperators<any> & ThisType<RDD<any>> = {
  sortBy(f, ascending = true, numPartitions, ordering) {
    return onBehalfOf(this.context, 'sortBy', () =>
      this.map(derive(placed(this, 'sortBy', f), withSortKey))
        .sortByKey(ascending, numPartitions, ordering as Ordering<any> | undefined)
        .values(),
    )
  },

  sortByKey(ascending = true, numPartitions, by) {
    const n = checkPartitions(numPartitions ?? Math.max(1, this.node.partitions), 'sortByKey', this.context)
    return onBehalfOf(this.context, 'sortByKey', () => {
      const ordering = located(orderingOf<any>('sortByKey', by), this.context.site('sortByKey'))
      const partitioner = new RangePartitioner(n, ordering, ascending)
      return sortedPairs(this, 'sortByKey', partitioner, directed(ordering, ascending))
    })
  },

  repartitionAndSortWithinPartitions(partitioner, ascending = true, by) {
    const operator = 'repartitionAndSortWithinPartitions'
    const to = chosenPartitioner(operator, partitioner, [this])
    return onBehalfOf(this.context, operator, () => {
      const ordering = located(orderingOf<any>(operator, by), this.context.site(operator))
      return sortedPairs(this, operator, to, directed(ordering, ascending))
    })
  },

  filterByRange(lower, upper, by) {
    return onBehalfOf(this.context, 'filterByRange', () => {
      const { partitioner } = this
      // The ranges of the partitions say something only about the order that made them.
      const ranges = partitioner instanceof RangePartitioner && by === undefined ? partitioner : undefined
      const ordering =
        ranges?.ordering ?? located(orderingOf<any>('filterByRange', by), this.context.site('filterByRange'))
      const f = withinRange({ lower, upper, ordering }, ranges)
      return partitionwise([this], 'filterByRange', placed(this, 'filterByRange', f), { partitioner })
    })
  },
}
