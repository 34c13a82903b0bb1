import type { DurationLike } from '../../kernel/duration.ts'
import { HashPartitioner } from '../../rdd/partitioner.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { derived } from './derived.ts'
import { inverseWindow } from './inverse-window.ts'
import { hashOf } from './partitioning.ts'
import { type Span, spanOf } from './span.ts'
import { isLong, stackedWindow } from './stacked-window.ts'
import { countOf, partialOf, reduceStream } from './totals.ts'
import type { PanesMaking } from './window-panes.ts'
import { WindowStream } from './window-stream.ts'

/**
 * Operators over the last batches. The window at t holds the batches in (t − window, t]; it speaks each `slide`, for the
 * first time one slide after the start, so early windows hold what there is. A slide longer than the window leaves gaps.
 */
export interface WindowOperators<T> {
  /**
   * The records of the last `window`, once each `slide`.
   *
   * Units     window, slide: durations, whole multiples of this stream's slide; slide defaults to it
   * Order     batches in time order
   * State     this stream's RDDs of the window are kept in memory; `persist` of the result sets their level
   * Errors    E_WINDOW_NOT_MULTIPLE, E_DURATION
   *
   * @example
   * stream.window('2s')
   * // batches [[1], [2], [3]] -> [[1], [1, 2], [2, 3]]
   */
  window(window: DurationLike, slide?: DurationLike): DStream<T>

  /**
   * The records of the last `window` brought down to one, at a cost that does not depend on how long the window is. `f` is
   * associative and commutative. With `inverse`, which undoes `f`, a window is made from the one before; `null` is as if it
   * was not given.
   *
   * Shape     one record a window; none while the window is empty, but with `inverse` only until the first record
   * Errors    E_WINDOW_NOT_MULTIPLE; E_INVERSE
   *
   * @example
   * stream.reduceByWindow((a, b) => a + b, (sum, left) => sum - left, '2s', '1s')
   * // batches [[1, 2], [3], [4]] -> [[3], [6], [7]]
   */
  reduceByWindow(f: (a: T, b: T) => T, window: DurationLike, slide?: DurationLike): DStream<T>
  reduceByWindow(
    f: (a: T, b: T) => T,
    inverse: ((sum: T, left: T) => T) | null,
    window: DurationLike,
    slide?: DurationLike,
  ): DStream<T>

  /**
   * The number of records of the last `window`.
   *
   * Shape     nothing before the first record ever; from then on one number a window, 0 when it is empty
   * Errors    E_WINDOW_NOT_MULTIPLE
   *
   * @example
   * stream.countByWindow('2s', '1s')
   * // batches [[], ['a', 'b'], ['c'], [], []] -> [[], [2], [3], [1], [0]]
   */
  countByWindow(window: DurationLike, slide?: DurationLike): DStream<number>

  /**
   * How often each value occurs in the last `window`.
   *
   * Shape     one pair (value, count) for each value in the window
   * Order     none
   * State     one count for each value in the window
   * Errors    E_WINDOW_NOT_MULTIPLE
   *
   * @example
   * stream.countByValueAndWindow('2s', '1s')
   * // batches [['a', 'b'], ['a'], []] -> [[['a', 1], ['b', 1]], [['a', 2], ['b', 1]], [['a', 1]]]
   */
  countByValueAndWindow(window: DurationLike, slide?: DurationLike, numPartitions?: number): DStream<[T, number]>
}

type Total = readonly [0, any]

const add = (a: number, b: number): number => a + b
const subtract = (sum: number, left: number): number => sum - left
const one = (value: unknown): [unknown, number] => [value, 1]
const second = (pair: readonly [unknown, any]): any => pair[1]
const occurs = (pair: readonly [unknown, number]): boolean => pair[1] !== 0

export const windowed: WindowOperators<any> & ThisType<DStream<any>> = {
  window(window: DurationLike, slide?: DurationLike) {
    const operator = this.context.graph.define('window')
    return new WindowStream(this, operator, spanOf(this, operator, window, slide))
  },
  reduceByWindow(f: any, ...rest: any[]) {
    const operator = this.context.graph.define('reduceByWindow')
    const [inverse, window, slide] = typeof rest[0] === 'function' || rest[0] === null ? rest : [null, ...rest]
    const span = spanOf(this, operator, window, slide)
    if (inverse === null && !isLong(span)) return reducedWindow(this, operator, f, span)
    operator.place(f)
    if (inverse !== null) operator.place(inverse)
    return totalOfWindow(this, operator, span, { total: partialOf(f), reduce: f, inverse: inverse ?? undefined })
  },
  countByWindow(window: DurationLike, slide?: DurationLike) {
    const operator = this.context.graph.define('countByWindow')
    const span = spanOf(this, operator, window, slide)
    return totalOfWindow(this, operator, span, { total: countOf, reduce: add, inverse: subtract })
  },
  countByValueAndWindow(window: DurationLike, slide?: DurationLike, numPartitions?: number) {
    const operator = this.context.graph.define('countByValueAndWindow')
    const span = spanOf(this, operator, window, slide)
    const partitioner = hashOf(this, operator, numPartitions)
    const [toPair, sum] = [operator.place(one), operator.place(add)]
    const counts = (rdd: RDD<any>): RDD<any> => rdd.map(toPair).reduceByKey(sum, partitioner)
    const panes = { parent: this, operator, owner: operator, span, partitioner, sum: counts }
    return inverseWindow(panes, { reduce: add, inverse: subtract, filter: occurs })
  },
}

function reducedWindow(parent: DStream<any>, operator: Operator, f: any, span: Span): DStream<any> {
  const part = (name: string): Operator => parent.context.graph.define(`reduceByWindow.${name}`, operator.site)
  const batches = reduceStream(parent, part('batches'), f)
  return reduceStream(new WindowStream(batches, part('window'), span), operator, f)
}

interface TotalMaking {
  readonly total: (records: Iterable<any>) => Total[]
  readonly reduce: (a: any, b: any) => any
  readonly inverse: ((sum: any, left: any) => any) | undefined
}

/** The forms for one total: a window over one constant key. */
function totalOfWindow(parent: DStream<any>, operator: Operator, span: Span, making: TotalMaking): DStream<any> {
  const { reduce, inverse } = making
  const [partial, merge, value] = [operator.place(making.total), operator.place(reduce), operator.place(second)]
  const partitioner = new HashPartitioner(1)
  const panes: PanesMaking<0, any> = {
    parent,
    operator: parent.context.graph.define(`${operator.kind}.totals`, operator.site),
    owner: operator,
    span,
    partitioner,
    sum: (rdd) => rdd.mapPartitions(partial).reduceByKey(merge, partitioner),
  }
  const totals =
    inverse === undefined ? stackedWindow(panes, reduce) : inverseWindow(panes, { reduce, inverse, filter: undefined })
  return derived(totals, operator, (rdd) => rdd.map(value))
}
