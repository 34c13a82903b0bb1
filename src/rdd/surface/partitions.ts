import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import type { Site } from '../../kernel/site.ts'
import { Fault, isPromised } from '../faults.ts'
import { derive, type Given, onBehalfOf } from '../given.ts'
import type { PartitionFunction } from '../node.ts'
import { checkPartitions, HashPartitioner } from '../partitioner.ts'
import { placed, RDD } from '../rdd.ts'
import { shuffled } from '../shuffle.ts'
import { narrow, partitionwise } from '../transformation.ts'

/** Operators that see a partition as a whole, or change how many there are. */
export interface PartitionOperators<T> {
  /**
   * Call `f` once for each partition, also for an empty one, with its records as an iterable that is read at most once.
   *
   * Shape     RDD<T> -> RDD<U>; the partitioner is forgotten unless `preservesPartitioning` says that keys stay
   * Order     kept
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION; E_USER_FUNCTION from the job
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 2).mapPartitions(function* (records) { yield Math.max(...records) })
   * // -> [2, 4]
   */
  mapPartitions<U = any>(f: Given<(records: Iterable<T>) => Iterable<U>>, preservesPartitioning?: boolean): RDD<U>

  /**
   * As `mapPartitions`; `f` is also told the number of the partition.
   *
   * @example
   * sc.parallelize(['a', 'b', 'c'], 3).mapPartitionsWithIndex((index, records) => index === 0 ? [] : records)
   * // -> ['b', 'c']
   */
  mapPartitionsWithIndex<U = any>(
    f: Given<(index: number, records: Iterable<T>) => Iterable<U>>,
    preservesPartitioning?: boolean,
  ): RDD<U>

  /** PySpark's older name for `mapPartitionsWithIndex`. */
  mapPartitionsWithSplit<U = any>(
    f: Given<(index: number, records: Iterable<T>) => Iterable<U>>,
    preservesPartitioning?: boolean,
  ): RDD<U>

  /**
   * Make each partition one record: an array of its records.
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 2).glom()
   * // -> [[1, 2], [3, 4]]
   */
  glom(): RDD<T[]>

  /**
   * Put neighbouring partitions together until there are `numPartitions`.
   *
   * Without `shuffle` no record leaves its place, and the number cannot grow: a larger one leaves it as it is. With
   * `shuffle` this is `repartition`.
   *
   * Errors    E_ARGUMENT for a number below 1
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 4).coalesce(2).glom()
   * // -> [[1, 2], [3, 4]]
   */
  coalesce(numPartitions: number, shuffle?: boolean): RDD<T>

  /**
   * Spread the records evenly over `numPartitions`.
   *
   * Order     none
   * Errors    E_ARGUMENT for a number below 1
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 1).repartition(2).map((x) => 1).glom()
   * // -> [[1, 1], [1, 1]]
   */
  repartition(numPartitions: number): RDD<T>
}

/** What a partition function answered, if it is an iterable. */
function iterable(site: Site, answer: unknown): Iterable<any> {
  if (typeof (answer as Iterable<any> | undefined)?.[Symbol.iterator] === 'function') return answer as Iterable<any>
  if (isPromised(answer)) throw new Fault('a promise', answer)
  throw new StreamError('E_USER_FUNCTION', `the function answered ${show(answer, 80)} where an iterable is needed`, {
    at: String(site),
    hint: 'Answer an array, or write a generator function.',
  })
}

type Records = (records: Iterable<any>) => Iterable<any>
type IndexedRecords = (index: number, records: Iterable<any>) => Iterable<any>

const overRecords =
  (f: Records, site: Site): PartitionFunction =>
  ([records]) =>
    iterable(site, f(records as Iterable<any>))

const overIndexedRecords =
  (f: IndexedRecords, site: Site): PartitionFunction =>
  ([records], place) =>
    iterable(site, f(place.index, records as Iterable<any>))

const asOne: PartitionFunction = ([records]) => [Array.from(records as Iterable<any>)]

/** Deal records to partitions in turn, beginning with the partition's own number, so that small partitions spread too. */
const dealt: PartitionFunction = function* ([records], place) {
  let target = place.index
  for (const record of records as Iterable<any>) yield [target++, record]
}

const secondOf = (pair: readonly [any, any]): any => pair[1]

export const partitionOperators: PartitionOperators<any> & ThisType<RDD<any>> = {
  mapPartitions(f, preservesPartitioning = false) {
    const over = derive(placed(this, 'mapPartitions', f), overRecords)
    return partitionwise([this], 'mapPartitions', over, kept(this, preservesPartitioning))
  },

  mapPartitionsWithIndex(f, preservesPartitioning = false) {
    const over = derive(placed(this, 'mapPartitionsWithIndex', f), overIndexedRecords)
    return partitionwise([this], 'mapPartitionsWithIndex', over, kept(this, preservesPartitioning))
  },

  mapPartitionsWithSplit(f, preservesPartitioning) {
    return onBehalfOf(this.context, 'mapPartitionsWithSplit', () =>
      this.mapPartitionsWithIndex(f, preservesPartitioning),
    )
  },

  glom() {
    return partitionwise([this], 'glom', placed(this, 'glom', asOne))
  },

  coalesce(numPartitions, shuffle = false) {
    checkPartitions(numPartitions, 'coalesce')
    return onBehalfOf(this.context, 'coalesce', () =>
      shuffle ? this.repartition(numPartitions) : together(this, numPartitions),
    )
  },

  repartition(numPartitions) {
    checkPartitions(numPartitions, 'repartition')
    return onBehalfOf(this.context, 'repartition', () => {
      const keyed = partitionwise([this], 'repartition', placed(this, 'repartition', dealt))
      return shuffled(keyed, 'repartition', new HashPartitioner(numPartitions)).map(secondOf)
    })
  },
}

const kept = (rdd: RDD<any>, keepsKeys: boolean) => (keepsKeys ? { partitioner: rdd.partitioner } : {})

function together(rdd: RDD<any>, numPartitions: number): RDD<any> {
  const before = rdd.node.partitions
  const after = Math.min(before, numPartitions)
  const first = (p: number): number => Math.floor((p * before) / after)
  return new RDD(rdd.context, {
    operator: 'coalesce',
    dependencies: [narrow(rdd, (p) => Array.from({ length: first(p + 1) - first(p) }, (_, i) => first(p) + i))],
    body: { kind: 'concat' },
    partitions: after,
  })
}
