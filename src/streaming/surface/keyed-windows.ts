import type { DurationLike } from '../../kernel/duration.ts'
import type { PartitionerLike } from '../../rdd/partitioner.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { Wide } from '../../rdd/wide.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { derived } from './derived.ts'
import { inverseWindow } from './inverse-window.ts'
import { hashOf } from './partitioning.ts'
import { spanOf } from './span.ts'
import { isLong, stackedWindow } from './stacked-window.ts'
import { WindowStream } from './window-stream.ts'

/** `reduceByKeyAndWindow` by name instead of by position. */
export interface KeyedWindow<K, V> {
  readonly reduce: (a: V, b: V) => V
  /** Undoes `reduce`: what is left of `sum` when `left` leaves the window. */
  readonly inverse?: ((sum: V, left: V) => V) | null
  readonly window: DurationLike
  /** Default: the slide of the stream. */
  readonly slide?: DurationLike | null
  readonly numPartitions?: PartitionerLike | null
  /** Which pairs stay; with an inverse, one that does not leaves the state too. */
  readonly filter?: ((pair: [K, V]) => unknown) | null
}

/** Operators on streams of pairs over the last batches; windows as in WindowOperators. */
export interface KeyedWindowOperators {
  /**
   * All values that each key has in the last `window`.
   *
   * Order     none
   * Errors    E_WINDOW_NOT_MULTIPLE, E_NOT_A_PAIR
   *
   * @example
   * pairs.groupByKeyAndWindow('2s')
   * // batches [[['a', 1]], [['a', 2]], [['b', 3]]] -> [[['a', [1]]], [['a', [1, 2]]], [['a', [2]], ['b', [3]]]]
   */
  groupByKeyAndWindow<K = any, V = any>(
    this: DStream<readonly [K, V]>,
    window: DurationLike,
    slide?: DurationLike | null,
    partitions?: PartitionerLike | null,
  ): DStream<[K, V[]]>

  /**
   * One value for each key of the last `window`.
   *
   * `f` is associative and commutative and does not change what it is given. Without `inverse` a key that is absent from
   * the window is absent from the result. With `inverse`, which undoes `f`, a window is made from the one before: window −
   * what left + what came. A key then never leaves by itself: its value goes to what `inverse` makes of nothing (0, say)
   * and is emitted for ever, unless `filter` says false to it. `null` is as if it was not given. Either way a window costs
   * what came and what left, however long it is.
   *
   * Shape     one pair a key
   * Order     none
   * State     two values for each key and slide in which it came; with `inverse` one, and one a key that `filter` lets stay
   * Errors    E_WINDOW_NOT_MULTIPLE, E_NOT_A_PAIR; E_INVERSE when values of a key leave that the window before did not have
   * Source    Spark's reduceByKeyAndWindow
   *
   * @example
   * pairs.reduceByKeyAndWindow((a, b) => a + b, (sum, left) => sum - left, '2s', '1s', 1, ([key, sum]) => sum > 0)
   * // batches [[['a', 1]], [['a', 2]], [], []] -> [[['a', 1]], [['a', 3]], [['a', 2]], []]
   */
  reduceByKeyAndWindow<K = any, V = any, W = Wide<V>>(
    this: DStream<readonly [K, V]> & DStream<readonly [K, NoInfer<W>]>,
    f: (a: W, b: W) => W,
    window: DurationLike,
    slide?: DurationLike | null,
    partitions?: PartitionerLike | null,
  ): DStream<[K, W]>
  reduceByKeyAndWindow<K = any, V = any, W = Wide<V>>(
    this: DStream<readonly [K, V]> & DStream<readonly [K, NoInfer<W>]>,
    f: (a: W, b: W) => W,
    inverse: ((sum: W, left: W) => W) | null,
    window: DurationLike,
    slide?: DurationLike | null,
    partitions?: PartitionerLike | null,
    filter?: ((pair: [K, W]) => unknown) | null,
  ): DStream<[K, W]>
  reduceByKeyAndWindow<K = any, V = any, W = Wide<V>>(
    this: DStream<readonly [K, V]> & DStream<readonly [K, NoInfer<W>]>,
    options: KeyedWindow<K, W>,
  ): DStream<[K, W]>
}

const copied = (group: readonly any[]): any[] => [...group]
const append = (all: any[], group: readonly any[]): any[] => {
  for (const value of group) all.push(value)
  return all
}

export const keyedWindows: KeyedWindowOperators & ThisType<DStream<any>> = {
  groupByKeyAndWindow(window: DurationLike, slide?: DurationLike | null, partitions?: PartitionerLike | null) {
    const part = (name: string): Operator => this.context.graph.define(`groupByKeyAndWindow.${name}`, operator.site)
    const operator = this.context.graph.define('groupByKeyAndWindow')
    const span = spanOf(this, operator, window, slide)
    const partitioner = hashOf(this, operator, partitions ?? undefined)
    const [first, merge] = [operator.place(copied), operator.place(append)]
    const batches = derived<any, any>(this, part('batches'), (rdd) => rdd.groupByKey(partitioner))
    return derived<any, any>(new WindowStream(batches, part('window'), span), operator, (rdd) =>
      rdd.combineByKey(first, merge, merge, partitioner),
    )
  },
  reduceByKeyAndWindow(first: any, ...rest: any[]) {
    return windowOf(this, typeof first === 'object' && first !== null ? first : byPosition(first, rest))
  },
}

function byPosition(reduce: any, rest: any[]): KeyedWindow<any, any> {
  const inverted = typeof rest[0] === 'function' || rest[0] === null || rest[0] === undefined
  const [inverse, window, slide, numPartitions, filter] = inverted ? rest : [null, ...rest]
  return { reduce, inverse, window, slide, numPartitions, filter }
}

function windowOf(parent: DStream<any>, options: KeyedWindow<any, any>): DStream<any> {
  const operator = parent.context.graph.define('reduceByKeyAndWindow')
  const part = (name: string): Operator => parent.context.graph.define(`reduceByKeyAndWindow.${name}`, operator.site)
  const span = spanOf(parent, operator, options.window, options.slide)
  const partitioner = hashOf(parent, operator, options.numPartitions ?? undefined)
  const { reduce, inverse } = options
  const merge = operator.place(reduce)
  const stays = options.filter === undefined || options.filter === null ? undefined : operator.place(options.filter)
  const sum = (rdd: RDD<any>): RDD<any> => rdd.reduceByKey(merge, partitioner)
  const panes = { parent, operator, owner: operator, span, partitioner, sum }
  if (inverse !== undefined && inverse !== null) {
    operator.place(inverse)
    return inverseWindow(panes, { reduce, inverse, filter: stays?.call })
  }
  const finish = (sums: RDD<any>): RDD<any> => (stays === undefined ? sums : sums.filter(stays))
  if (isLong(span)) return stackedWindow(panes, reduce, finish)
  const batches = derived<any, any>(parent, part('batches'), sum)
  return derived<any, any>(new WindowStream(batches, part('window'), span), operator, (rdd) => finish(sum(rdd)))
}
