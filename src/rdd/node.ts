/**
 * What an RDD is: frozen data that says which RDDs it is made from and what is done to a partition.
 *
 * Nothing here runs. A backend reads these nodes: the local engine compiles them into loops, a cluster lowers them into
 * its own plans. Of all the operators only the few bodies below are known to a backend; every other operator is written
 * in terms of them. The two kinds of dependency alone decide where a job is cut into stages.
 */
import type { Ordering } from '../kernel/order.ts'
import type { Site } from '../kernel/site.ts'
import type { Placed } from '../program/placed.ts'
import type { Partitioner } from './partitioner.ts'
import type { RDD } from './rdd.ts'
import type { PartitionSource } from './source.ts'

/** Partition `p` of the child reads a few known partitions of `rdd`, so both can be computed in one task. */
export interface NarrowDependency<T = any> {
  readonly kind: 'narrow'
  readonly rdd: RDD<T>
  /** The partitions of `rdd` that partition `p` of the child reads, in the order in which it reads them. */
  parents(p: number): readonly number[]
}

/** How values of one key become one: Spark's Aggregator. `create` and `mergeValue` see values, `mergeCombiners` sees sums. */
export interface Aggregator<V = any, C = any> {
  readonly create: Placed<(value: V) => C>
  readonly mergeValue: Placed<(sum: C, value: V) => C>
  readonly mergeCombiners: Placed<(a: C, b: C) => C>
}

/**
 * Partition `p` of the child reads a part of every partition of `rdd`, whose records are pairs: a stage ends here. With
 * an aggregator and `mapSideCombine` each map task sends one sum a key instead of its records.
 */
export interface ShuffleDependency<K = any, V = any> {
  readonly kind: 'shuffle'
  readonly rdd: RDD<readonly [K, V]>
  readonly partitioner: Partitioner
  readonly aggregator?: Aggregator
  readonly mapSideCombine: boolean
}

export type Dependency = NarrowDependency | ShuffleDependency

/** A step works record by record, so a chain of steps runs as one loop. */
export interface Step {
  readonly kind: 'map' | 'filter' | 'flatMap' | 'mapValues' | 'flatMapValues'
  readonly f: Placed<(value: any) => any>
}

/** What a function over a whole partition is told beside its records. */
export interface PartitionPlace {
  readonly index: number
  /** What `prepare` of the node returned, when it has one. */
  readonly prepared: unknown
}

export type PartitionFunction = (inputs: readonly Iterable<any>[], place: PartitionPlace) => Iterable<any>
export type AsyncPartitionFunction = (
  input: AsyncIterable<any> | Iterable<any>,
  place: PartitionPlace,
) => AsyncIterable<readonly any[]>

/**
 * Reads and writes the keyed state of one operator in one partition, from one version to the next. The draft is a
 * StateDraft of state/store.ts, which this room does not know. What it answers is read to its end before the commit.
 */
export type StateFunction = (draft: any, inputs: readonly Iterable<any>[], place: PartitionPlace) => Iterable<any>

/**
 * The keyed state that a partition loads, changes and commits.
 *
 * Partition `p` loads version `from` of (`operator`, p), lets `f` change it while it reads the inputs, and commits
 * version `to`; a task that fails leaves `from`. Where `from` can not be made any more, because its batch failed for good,
 * the newest older version stands in for it. When `to` is there already (another consumer, a repeated task) `f` is
 * not run again: `view`, if given, says the records from the state at `to`; otherwise the records were kept by
 * persisting the RDD, and if they were lost `f` runs on a copy of version `from` that is thrown away.
 */
export interface StateBody {
  readonly kind: 'state'
  readonly operator: string
  /** Version to load; undefined loads the empty state that stands before the first batch. */
  readonly from: number | undefined
  readonly to: number
  /**
   * The RDD that commits version `from`, as long as the streams remember it. A job that finds `from` not committed
   * (the batch before is still to run, or failed) computes it first. A function, so that RDDs do not hold their past.
   */
  readonly previous: () => RDD<any> | undefined
  readonly f: Placed<StateFunction>
  readonly view?: Placed<(state: any, place: PartitionPlace) => Iterable<any>>
}

export type Body =
  /** Records from outside: no dependencies. */
  | { readonly kind: 'source'; readonly source: PartitionSource }
  /** One narrow dependency, one record at a time. */
  | { readonly kind: 'step'; readonly step: Step }
  /** Each dependency narrow; `f` gets one iterable a dependency, in their order. Iterables are read at most once. */
  | { readonly kind: 'partition'; readonly f: Placed<PartitionFunction> }
  /** One narrow dependency; `f` may wait, and yields arrays of records. */
  | { readonly kind: 'async'; readonly f: Placed<AsyncPartitionFunction> }
  /** Each dependency narrow; their records one after another. */
  | { readonly kind: 'concat' }
  /**
   * Records that the driver has: those of one narrow dependency; on another host, without a dependency, those that the
   * driver has sent there; `waits` says there that reading them may have to wait.
   */
  | { readonly kind: 'given'; readonly waits?: boolean }
  /** One shuffle dependency: pairs as they come, without order between map partitions. */
  | { readonly kind: 'fetch' }
  /** One dependency, shuffle or (when the parent is partitioned rightly already) narrow: one pair a key. */
  | { readonly kind: 'combine'; readonly aggregator: Aggregator }
  /** Any dependencies of pairs: for each key `[key, [values of the first, values of the second, …]]`. */
  | { readonly kind: 'cogroup' }
  | StateBody

export interface RddNode {
  readonly id: number
  /** Operator as the user called it: `map`, `reduceByKey`. */
  readonly operator: string
  readonly site: Site
  readonly dependencies: readonly Dependency[]
  readonly body: Body
  readonly partitions: number
  /** How the keys lie, when known: pair operations with an equal partitioner need no shuffle. */
  readonly partitioner: Partitioner | undefined
  /**
   * Something that must be known before the first task of any job with this RDD, found by running another job: bounds of
   * a sort, offsets of an index. Run once, on the driver.
   */
  readonly prepare: (() => Promise<unknown>) | undefined
  /**
   * True when reading a partition may have to wait: for an async function, or for a file to be decompressed. Says it of
   * all that is read within one task, so not of what lies behind shuffles.
   */
  readonly waits: boolean
  /**
   * How many RDDs at most stand behind one another within one task, this one counted. When a lineage behind it is cut
   * later, it may say too much.
   */
  readonly depth: number
}

/** A comparison of keys that was given by the user or is the natural one. */
export type PlacedOrdering<K> = Placed<Ordering<K>>
