import { StreamError } from '../../kernel/errors.ts'
import type { Site } from '../../kernel/site.ts'
import type { Placed } from '../../program/placed.ts'
import { derive, type Given } from '../given.ts'
import type { PartitionFunction } from '../node.ts'
import { placed, type RDD } from '../rdd.ts'
import { partitionwise, requireEqualPartitions } from '../transformation.ts'

/** Operators that go by the position of records. */
export interface ZippingOperators<T> {
  /**
   * Pair the first record here with the first there, and so on.
   *
   * Order     kept
   * Errors    E_PARTITIONS_DIFFER, E_CONTEXT_MISMATCH; E_SIZES_DIFFER from the job
   *
   * @example
   * sc.parallelize([1, 2, 3]).zip(sc.parallelize(['a', 'b', 'c']))
   * // -> [[1, 'a'], [2, 'b'], [3, 'c']]
   */
  zip<U = any>(other: RDD<U>): RDD<[T, U]>

  /**
   * Pair each record with its position in the whole RDD. With more than one partition the first job is preceded by one
   * that counts the records.
   *
   * Order     kept
   *
   * @example
   * sc.parallelize(['a', 'b', 'c'], 2).zipWithIndex()
   * // -> [['a', 0], ['b', 1], ['c', 2]]
   */
  zipWithIndex(): RDD<[T, number]>

  /**
   * Pair each record with a number that no other has, without a job: k · n + p for record k of partition p of n.
   *
   * Order     kept
   *
   * @example
   * sc.parallelize(['a', 'b', 'c', 'd'], 2).zipWithUniqueId()
   * // -> [['a', 0], ['b', 2], ['c', 1], ['d', 3]]
   */
  zipWithUniqueId(): RDD<[T, number]>

  /**
   * Call `f` with the records of the same partition of two to four RDDs; they need not be equally many.
   *
   * Errors    E_PARTITIONS_DIFFER, E_CONTEXT_MISMATCH, E_NOT_A_FUNCTION; E_USER_FUNCTION from the job
   *
   * @example
   * const names = sc.parallelize(['a', 'b'], 2)
   * sc.parallelize([1, 2, 3], 2).zipPartitions(names, (numbers, names) => [[...names, ...numbers].join('')])
   * // -> ['a1', 'b23']
   */
  zipPartitions<U = any, R = any>(
    other: RDD<U>,
    f: Given<(a: Iterable<T>, b: Iterable<U>) => Iterable<R>>,
    preservesPartitioning?: boolean,
  ): RDD<R>
  zipPartitions<U = any, V = any, R = any>(
    other1: RDD<U>,
    other2: RDD<V>,
    f: Given<(a: Iterable<T>, b: Iterable<U>, c: Iterable<V>) => Iterable<R>>,
    preservesPartitioning?: boolean,
  ): RDD<R>
  zipPartitions<U = any, V = any, W = any, R = any>(
    other1: RDD<U>,
    other2: RDD<V>,
    other3: RDD<W>,
    f: Given<(a: Iterable<T>, b: Iterable<U>, c: Iterable<V>, d: Iterable<W>) => Iterable<R>>,
    preservesPartitioning?: boolean,
  ): RDD<R>
}

const pairUp = (site: Site): PartitionFunction =>
  function* ([left, right], place) {
    const a = (left as Iterable<any>)[Symbol.iterator]()
    const b = (right as Iterable<any>)[Symbol.iterator]()
    for (let size = 0; ; size++) {
      const [x, y] = [a.next(), b.next()]
      if (x.done && y.done) return
      if (x.done) throw differ(site, place.index, size, size + 1 + rest(b))
      if (y.done) throw differ(site, place.index, size + 1 + rest(a), size)
      yield [x.value, y.value]
    }
  }

function rest(records: Iterator<any>): number {
  let count = 0
  while (!records.next().done) count++
  return count
}

const differ = (site: Site, partition: number, left: number, right: number): StreamError =>
  new StreamError('E_SIZES_DIFFER', `partition ${partition} has ${left} records here and ${right} there`, {
    at: String(site),
    hint: 'Use zipPartitions, or join on zipWithIndex().',
  })

const indexed: PartitionFunction = function* ([records], place) {
  let index = (place.prepared as readonly number[] | undefined)?.[place.index] ?? 0
  for (const record of records as Iterable<any>) yield [record, index++]
}

const uniquelyNumbered = (partitions: number): PartitionFunction =>
  function* ([records], place) {
    let id = place.index
    for (const record of records as Iterable<any>) {
      yield [record, id]
      id += partitions
    }
  }

/** Position of the first record of each partition. */
async function starts(rdd: RDD<any>): Promise<number[]> {
  const last = rdd.node.partitions - 1
  const counts = await rdd.context.run(
    rdd,
    { kind: 'count' },
    { partitions: Array.from({ length: last }, (_, p) => p) },
  )
  let start = 0
  return [0, ...counts.map((count) => (start += count as number))]
}

const spread =
  (f: (...inputs: Iterable<any>[]) => Iterable<any>): PartitionFunction =>
  (inputs) =>
    f(...inputs)

export const zippingOperators: ZippingOperators<any> & ThisType<RDD<any>> = {
  zip(other) {
    requireEqualPartitions('zip', [this, other])
    const site = this.context.site('zip')
    return this.context.at(site, () => partitionwise([this, other], 'zip', placed(this, 'zip', pairUp(site))))
  },

  zipWithIndex() {
    const prepare = this.node.partitions > 1 ? { prepare: () => starts(this) } : {}
    return partitionwise([this], 'zipWithIndex', placed(this, 'zipWithIndex', indexed), prepare)
  },

  zipWithUniqueId() {
    const f = placed(this, 'zipWithUniqueId', uniquelyNumbered(this.node.partitions))
    return partitionwise([this], 'zipWithUniqueId', f)
  },

  zipPartitions(this: RDD<any>, ...args: any[]): RDD<any> {
    const keeps = typeof args.at(-1) === 'boolean' ? (args.pop() as boolean) : false
    const f: Placed<any> = placed(this, 'zipPartitions', args.pop())
    requireEqualPartitions('zipPartitions', [this, ...args])
    return partitionwise([this, ...args], 'zipPartitions', derive(f, spread), {
      partitioner: keeps ? this.partitioner : undefined,
    })
  },
}
