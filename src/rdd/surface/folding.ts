import type { Placed } from '../../program/placed.ts'
import { badArgument } from '../arguments.ts'
import { settled, ThrownFor } from '../faults.ts'
import { type ActionOptions, action, type Given, onBehalfOf } from '../given.ts'
import type { PartitionFunction } from '../node.ts'
import { placed, type RDD } from '../rdd.ts'
import { partitionwise } from '../transformation.ts'
import { callHere, reduceHere } from '../user-failure.ts'
import { zeroMaker } from '../zero.ts'
import { emptyError } from './actions.ts'

/**
 * Actions that make one value of all records. The functions must be associative and commutative; partitions are put
 * together in their order.
 *
 * A zero is used once for each partition and once more to put the partitions together, so it must be neutral. A zero that
 * is an object is copied each time, so the functions may change their first argument.
 */
export interface FoldingOperators<T> {
  /**
   * Reduce all records with `f`.
   *
   * Errors    E_EMPTY when there is no record; E_NOT_A_FUNCTION, E_ASYNC_FUNCTION, E_USER_FUNCTION
   *
   * @example
   * await sc.parallelize([1, 2, 3]).reduce((a, b) => a + b)
   * // -> 6
   */
  reduce(f: (a: T, b: T) => T, options?: ActionOptions): Promise<T>

  /**
   * As `reduce`, with partitions put together in a tree of `depth` levels before they come to the driver.
   *
   * Errors    as reduce; E_ARGUMENT for a depth below 1
   *
   * @example
   * await sc.parallelize([1, 2, 3, 4], 4).treeReduce((a, b) => a + b)
   * // -> 10
   */
  treeReduce(f: (a: T, b: T) => T, depth?: number, options?: ActionOptions): Promise<T>

  /**
   * Reduce all records with `f`, beginning with `zero`.
   *
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION, E_USER_FUNCTION; E_ARGUMENT when `zero` cannot be copied
   *
   * @example
   * await sc.parallelize([1, 2, 3]).fold(0, (a, b) => a + b)
   * // -> 6
   */
  fold(zero: T, f: (a: T, b: T) => T, options?: ActionOptions): Promise<T>

  /**
   * Gather all records into a sum of another type: `seqOp` takes in a record, `combOp` two sums.
   *
   * Errors    as fold
   *
   * @example
   * await sc.parallelize(['a', 'bb', 'ccc']).aggregate(0, (sum, word) => sum + word.length, (a, b) => a + b)
   * // -> 6
   */
  aggregate<U = any>(
    zero: U,
    seqOp: Given<(sum: U, value: T) => U>,
    combOp: Given<(a: U, b: U) => U>,
    options?: ActionOptions,
  ): Promise<U>

  /**
   * As `aggregate`, with partitions put together in a tree of `depth` levels before they come to the driver.
   *
   * Errors    as fold; E_ARGUMENT for a depth below 1
   *
   * @example
   * await sc.parallelize(['a', 'bb', 'ccc'], 3).treeAggregate(0, (sum, word) => sum + word.length, (a, b) => a + b)
   * // -> 6
   */
  treeAggregate<U = any>(
    zero: U,
    seqOp: Given<(sum: U, value: T) => U>,
    combOp: Given<(a: U, b: U) => U>,
    depth?: number,
    options?: ActionOptions,
  ): Promise<U>
}

/** `f`, which takes a record into a sum; what it throws names the record. */
const stepOf =
  (f: (sum: any, record: any) => any) =>
  (sum: any, record: any): any => {
    try {
      return settled(f(sum, record))
    } catch (error) {
      throw new ThrownFor(record, error)
    }
  }

const reducedHere =
  (f: (a: any, b: any) => any): PartitionFunction =>
  ([records]) => {
    const step = stepOf(f)
    let some = false
    let sum: any
    for (const record of records as Iterable<any>) {
      sum = some ? step(sum, record) : record
      some = true
    }
    return some ? [sum] : []
  }

const foldedHere =
  (zero: () => any, f: (sum: any, value: any) => any): PartitionFunction =>
  ([records]) => {
    const step = stepOf(f)
    let sum = zero()
    for (const record of records as Iterable<any>) sum = step(sum, record)
    return [sum]
  }

export const foldingOperators: FoldingOperators<any> & ThisType<RDD<any>> = {
  reduce(f, options = {}) {
    return action(this, 'reduce', async (site) => {
      const reduce = placed(this, 'reduce', f)
      const parts = (await this.context.run<any, any[]>(this, { kind: 'reduce', f: reduce }, options)).flat(1)
      if (parts.length === 0) throw emptyError('reduce', String(site), 'Use fold(zero, f), or check isEmpty() first.')
      return reduceHere(reduce, parts)
    })
  },

  treeReduce(f, depth = 2, options = {}) {
    return action(this, 'treeReduce', async (site) => {
      requireDepth('treeReduce', depth)
      const reduce = placed(this, 'treeReduce', f)
      const parts = partitionwise([this], 'treeReduce', placed(this, 'treeReduce', reducedHere(reduce.call)))
      const sums = await tree(parts, reduce, depth).collect(options)
      if (sums.length === 0) throw emptyError('treeReduce', String(site), 'Check isEmpty() first.')
      return reduceHere(reduce, sums)
    })
  },

  fold(zero, f, options = {}) {
    return action(this, 'fold', async () => foldAll(this, zeroMaker('fold', zero), f, f, options))
  },

  aggregate(zero, seqOp, combOp, options = {}) {
    return action(this, 'aggregate', async () => foldAll(this, zeroMaker('aggregate', zero), seqOp, combOp, options))
  },

  treeAggregate(zero, seqOp, combOp, depth = 2, options = {}) {
    return action(this, 'treeAggregate', async () => {
      requireDepth('treeAggregate', depth)
      const fresh = zeroMaker('treeAggregate', zero)
      const [take, merge] = [placed(this, 'treeAggregate', seqOp), placed(this, 'treeAggregate', combOp)]
      const here = placed(this, 'treeAggregate', foldedHere(fresh, take.call))
      const sums = await tree(partitionwise([this], 'treeAggregate', here), merge, depth).collect(options)
      return reduceHere(merge, sums, callHere(merge, fresh))
    })
  },
}

async function foldAll(
  rdd: RDD<any>,
  zero: () => any,
  seqOp: Given<(sum: any, value: any) => any>,
  combOp: Given<(a: any, b: any) => any>,
  options: ActionOptions,
): Promise<any> {
  const take = placed(rdd, 'aggregate', seqOp)
  const merge = placed(rdd, 'aggregate', combOp)
  const sums = await rdd.context.run<any, any>(rdd, { kind: 'fold', zero, f: take }, options)
  return reduceHere(merge, sums, callHere(merge, zero))
}

function requireDepth(operator: string, depth: number): void {
  if (!Number.isInteger(depth) || depth < 1)
    throw badArgument(operator, 'the depth is', depth, 'a whole number of at least 1')
}

/**
 * One sum a partition, merged level by level into ever fewer partitions, as long as that leaves fewer sums to the driver
 * than it costs. Source: Spark's RDD.treeAggregate.
 */
function tree(sums: RDD<any>, merge: Placed<(a: any, b: any) => any>, depth: number): RDD<any> {
  const scale = Math.max(2, Math.ceil(sums.node.partitions ** (1 / depth)))
  let level = sums
  for (let n = sums.node.partitions; n > scale + Math.ceil(n / scale); ) {
    n = Math.floor(n / scale)
    const fewer = n
    level = onBehalfOf(sums.context, 'treeAggregate', () =>
      level
        .mapPartitionsWithIndex((index, values) => Array.from(values, (value): [number, any] => [index % fewer, value]))
        .reduceByKey<number, any, any>(merge, fewer)
        .values(),
    )
  }
  return level
}
