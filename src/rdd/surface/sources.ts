import { badArgument, requireIterable, requirePartitions } from '../arguments.ts'
import type { SparkContext } from '../context.ts'
import { type ColumnData, type ColumnRow, columnBlock } from '../declared/column-block.ts'
import type { ActionOptions, Given } from '../given.ts'
import { checkPartitions } from '../partitioner.ts'
import { placedAsync, RDD, refuseNested } from '../rdd.ts'
import type { PartitionSource } from '../source.ts'
import { requireOneContext } from '../transformation.ts'
import { emptyOf, unionOf } from '../union.ts'
import { userFailure } from '../user-failure.ts'
import type { FileOperators } from './files.ts'

/** Everything with which a context makes RDDs. */
export interface SourceOperators extends CollectionOperators, FileOperators {}

/** Operators of a context that make RDDs of what the program has. */
export interface CollectionOperators {
  /**
   * An RDD of the records of a collection, cut into `numSlices` contiguous slices whose sizes differ by one at most. The
   * collection is copied now.
   *
   * Errors    E_ARGUMENT for a number below 1
   *
   * @example
   * sc.parallelize([1, 2, 3, 4, 5], 2).glom()
   * // -> [[1, 2], [3, 4, 5]]
   */
  parallelize<T = any>(records: Iterable<T>, numSlices?: number): RDD<T>

  /** `parallelize` under its other name. */
  makeRDD<T = any>(records: Iterable<T>, numSlices?: number): RDD<T>

  /**
   * An RDD of records that are given as columns, cut into `numSlices` contiguous slices: one array for each field, of
   * numbers, of texts, or of places in a list of texts. The columns are copied now. Operators that say what they do work
   * on the columns; others are given records, which are made for them.
   *
   * Errors    E_ARGUMENT for columns of different lengths, or of anything else
   *
   * @example
   * sc.columns({ city: { texts: ['Oslo', 'Rome'], ids: Uint8Array.of(0, 1, 0) }, degrees: [3.5, 16, 4] })
   *   .filter(field('city').equals('Oslo'))
   * // -> [{ city: 'Oslo', degrees: 3.5 }, { city: 'Oslo', degrees: 4 }]
   */
  columns<const C extends Readonly<Record<string, ColumnData>>>(columns: C, numSlices?: number): RDD<ColumnRow<C>>

  /**
   * The numbers from `start` (included) to `end` (excluded) by `step`; from 0 when there is one argument.
   *
   * Errors    E_ARGUMENT for a step of 0, numbers that are not whole, or a number of slices below 1
   *
   * @example
   * sc.range(1, 10, 3)
   * // -> [1, 4, 7]
   */
  range(end: number): RDD<number>
  range(start: number, end: number, step?: number, numSlices?: number): RDD<number>

  /**
   * An RDD without partitions.
   *
   * @example
   * sc.emptyRDD()
   * // -> []
   */
  emptyRDD<T = never>(): RDD<T>

  /**
   * The records of all RDDs, one after another.
   *
   * Errors    E_CONTEXT_MISMATCH
   *
   * @example
   * sc.union([sc.parallelize([1]), sc.parallelize([2]), sc.parallelize([1])])
   * // -> [1, 2, 1]
   */
  union<T = any>(rdds: readonly RDD<T>[]): RDD<T>
  union<T = any>(...rdds: RDD<T>[]): RDD<T>

  /**
   * Call `f`, which may be async, once for each of the partitions (default: all) with its records; the answers come in the
   * order of `partitions`.
   *
   * Errors    E_NOT_A_FUNCTION, E_USER_FUNCTION, E_ARGUMENT for a partition that does not exist
   *
   * @example
   * await sc.runJob(sc.parallelize([1, 2, 3], 3), (records) => [...records].length, [2, 0])
   * // -> [1, 1]
   */
  runJob<T = any, R = any>(
    rdd: RDD<T>,
    f: Given<(records: Iterable<T>, index: number) => R | Promise<R>>,
    partitions?: readonly number[],
    options?: ActionOptions,
  ): Promise<R[]>
}

export const collectionOperators: CollectionOperators & ThisType<SparkContext> = {
  parallelize(records, numSlices) {
    const slices = checkPartitions(numSlices ?? this.defaultParallelism, 'parallelize', this)
    const all = Array.isArray(records)
      ? records
      : copied(this, requireIterable('parallelize', 'the records', records, this))
    const bound = (p: number): number => Math.floor((p * all.length) / slices)
    const cut = Array.from({ length: slices }, (_, p) => all.slice(bound(p), bound(p + 1)))
    return sourceOf(this, 'parallelize', { type: 'collection', slices: cut }, slices)
  },

  makeRDD(records, numSlices) {
    return this.at(this.site('makeRDD'), () => this.parallelize(records, numSlices))
  },

  columns(given, numSlices) {
    const slices = checkPartitions(numSlices ?? this.defaultParallelism, 'columns', this)
    const all = columnBlock(given, this)
    const bound = (p: number): number => Math.floor((p * all.length) / slices)
    const blocks = Array.from({ length: slices }, (_, p) => all.part(bound(p), bound(p + 1)))
    return sourceOf(this, 'columns', { type: 'columns', blocks }, slices)
  },

  range(first: number, end?: number, by?: number, numSlices?: number) {
    const slices = checkPartitions(numSlices ?? this.defaultParallelism, 'range')
    const [from, to] = end === undefined ? [0, first] : [first, end]
    const step = by ?? 1
    for (const [name, value] of [
      ['start', from],
      ['end', to],
      ['step', step],
    ] as [string, number][])
      if (!Number.isSafeInteger(value)) throw badArgument('range', `${name} is`, value, 'a whole number')
    if (step === 0) throw badArgument('range', 'step is', step, 'another number than 0')
    return sourceOf(this, 'range', { type: 'range', start: from, end: to, step, slices }, slices)
  },

  emptyRDD() {
    refuseNested('emptyRDD')
    return emptyOf(this)
  },

  union(...rdds: any[]) {
    const all: RDD<any>[] = rdds.flat()
    return this.at(this.site('union'), () => unionOf(this, all))
  },

  async runJob(rdd, f, partitions, options = {}) {
    refuseNested('runJob')
    requireOneContext('runJob', [rdd], this)
    requirePartitions('runJob', rdd, partitions ?? [])
    const each = placedAsync<(records: Iterable<any>, index: number) => any>(rdd, 'runJob', f as any)
    return this.run<any, any>(rdd, { kind: 'partition', f: each }, { ...options, partitions })
  },
}

function copied<T>(context: SparkContext, records: Iterable<T>): T[] {
  try {
    return Array.from(records)
  } catch (error) {
    throw userFailure(context.site('parallelize'), error, 'while its records were read')
  }
}

/** An RDD of records from outside. */
export function sourceOf(
  context: SparkContext,
  operator: string,
  source: PartitionSource,
  partitions: number,
  extra: { prepare?: () => Promise<unknown> } = {},
): RDD<any> {
  refuseNested(operator)
  return new RDD(context, { operator, dependencies: [], body: { kind: 'source', source }, partitions, ...extra })
}
