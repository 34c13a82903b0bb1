import { checkPartitions } from '../../rdd/partitioner.ts'
import { DStream } from '../dstream.ts'
import { derived, derivedBy } from './derived.ts'
import { hashOf } from './partitioning.ts'
import { requireRdds, requireSiblings } from './siblings.ts'
import { countStream, reduceStream } from './totals.ts'

/** Operators that see one batch at a time and do not ask for pairs. */
export interface BasicOperators<T> {
  /**
   * Turn every record into another.
   *
   * Shape     one record for each
   * Order     kept
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION, E_GRAPH_CLOSED
   *
   * @example
   * stream.map((x) => x * 2)
   * // batches [[1, 2], [3]] -> [[2, 4], [6]]
   */
  map<U>(f: (record: T) => U): DStream<U>

  /**
   * Turn every record into any number of records.
   *
   * Order     kept
   *
   * @example
   * stream.flatMap((x) => [x, -x])
   * // batches [[1, 2], []] -> [[1, -1, 2, -2], []]
   */
  flatMap<U>(f: (record: T) => Iterable<U>): DStream<U>

  /**
   * Keep the records for which `f` says true.
   *
   * Order     kept
   *
   * @example
   * stream.filter((x) => x > 1)
   * // batches [[1, 2], [3]] -> [[2], [3]]
   */
  filter<U extends T>(f: (record: T) => record is U): DStream<U>
  filter(f: (record: T) => unknown): DStream<T>

  /**
   * Turn the records of each partition, given as one iterable, into others: for work that is set up once a partition.
   * `f` is called for empty partitions too. Say `preservePartitioning` only if pairs keep their keys.
   *
   * @example
   * stream.mapPartitions((records) => [[...records].length]).reduce((a, b) => a + b)
   * // batches [[1, 2], [3]] -> [[2], [1]]
   */
  mapPartitions<U>(f: (records: Iterable<T>) => Iterable<U>, preservePartitioning?: boolean): DStream<U>

  /**
   * As `mapPartitions`, and `f` is told the number of the partition first.
   *
   * @example
   * stream.repartition(1).mapPartitionsWithIndex((index, records) => [...records].map((x) => [index, x]))
   * // batches [[1], [3]] -> [[[0, 1]], [[0, 3]]]
   */
  mapPartitionsWithIndex<U>(
    f: (index: number, records: Iterable<T>) => Iterable<U>,
    preservePartitioning?: boolean,
  ): DStream<U>

  /**
   * One array for each partition.
   *
   * @example
   * stream.repartition(1).glom()
   * // batches [[1], []] -> [[[1]], [[]]]
   */
  glom(): DStream<T[]>

  /**
   * Spread the records of each batch evenly over `numPartitions` partitions, by a shuffle.
   *
   * Order     none
   * Errors    E_ARGUMENT
   *
   * @example
   * stream.repartition(3).glom().map((part) => part.length)
   * // batches [[1, 2, 3], []] -> [[1, 1, 1], [0, 0, 0]]
   */
  repartition(numPartitions: number): DStream<T>

  /**
   * Bring the records of each batch down to one. `f` must not mind order or grouping.
   *
   * Shape     one record for a batch that has any, none for an empty batch
   *
   * @example
   * stream.reduce((a, b) => a + b)
   * // batches [[1, 2, 3], []] -> [[6], []]
   */
  reduce(f: (a: T, b: T) => T): DStream<T>

  /**
   * The number of records of each batch.
   *
   * Shape     exactly one record a batch; 0 for an empty one
   *
   * @example
   * stream.count()
   * // batches [[1, 2, 3], []] -> [[3], [0]]
   */
  count(): DStream<number>

  /**
   * How often each value occurs in its batch. Values are compared as keys are: by value.
   *
   * Shape     one pair (value, count) for each distinct value
   * Order     none
   *
   * @example
   * stream.countByValue()
   * // batches [['a', 'b', 'a'], []] -> [[['a', 2], ['b', 1]], []]
   */
  countByValue(numPartitions?: number): DStream<[T, number]>

  /**
   * The records of both streams, batch by batch.
   *
   * Errors    E_SLIDES_DIFFER, E_CONTEXT_MISMATCH; E_NO_RDD in a batch where one of them has no RDD
   *
   * @example
   * stream.union(stream.map((x) => x * 10))
   * // batches [[1], [2]] -> [[1, 10], [2, 20]]
   */
  union<U = T>(other: DStream<U>): DStream<T | U>
}

const one = (value: unknown): [unknown, number] => [value, 1]
const add = (a: number, b: number): number => a + b

export const basic: BasicOperators<any> & ThisType<DStream<any>> = {
  map(f: any) {
    return derivedBy(this, 'map', f, (rdd, placed) => rdd.map(placed))
  },
  flatMap(f: any) {
    return derivedBy(this, 'flatMap', f, (rdd, placed) => rdd.flatMap(placed))
  },
  filter(f: any) {
    return derivedBy(this, 'filter', f, (rdd, placed) => rdd.filter(placed))
  },
  mapPartitions(f: any, preservePartitioning = false) {
    return derivedBy(this, 'mapPartitions', f, (rdd, placed) => rdd.mapPartitions(placed, preservePartitioning))
  },
  mapPartitionsWithIndex(f: any, preservePartitioning = false) {
    return derivedBy(this, 'mapPartitionsWithIndex', f, (rdd, placed) =>
      rdd.mapPartitionsWithIndex(placed, preservePartitioning),
    )
  },
  glom() {
    return derived(this, this.context.graph.define('glom'), (rdd) => rdd.glom())
  },
  repartition(numPartitions) {
    const operator = this.context.graph.define('repartition')
    checkPartitions(numPartitions, 'repartition', { site: () => operator.site })
    return derived(this, operator, (rdd) => rdd.repartition(numPartitions))
  },
  reduce(f) {
    return reduceStream(this, this.context.graph.define('reduce'), f)
  },
  count() {
    return countStream(this, this.context.graph.define('count'))
  },
  countByValue(numPartitions) {
    const operator = this.context.graph.define('countByValue')
    const partitioner = hashOf(this, operator, numPartitions)
    const [toPair, sum] = [operator.place(one), operator.place(add)]
    return derived(this, operator, (rdd) => rdd.map(toPair).reduceByKey(sum, partitioner))
  },
  union(other) {
    const operator = this.context.graph.define('union')
    requireSiblings(operator, [this, other])
    const { sparkContext } = this.context
    return new DStream(this.context, operator, {
      slide: this.slide,
      parents: [this, other],
      compute: async (time) => {
        const rdds = await requireRdds(operator, [this, other], time)
        return sparkContext.at(operator.site, () => sparkContext.union(rdds))
      },
    })
  },
}
