import type { DurationLike } from '../../kernel/duration.ts'
import { requireWhole } from '../../rdd/arguments.ts'
import { requireNumber } from '../../rdd/faults.ts'
import { type By, directed, located, orderingOf, sorted } from '../../rdd/sorting.ts'
import { leastOf } from '../../rdd/surface/extremes.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { derived } from './derived.ts'
import { spanOf } from './span.ts'
import { reduceStream } from './totals.ts'

/**
 * Totals of each batch, and of the last batches. `by` is an ordering, or `{ key }` for the natural order of something made
 * of the record; without it records are compared as they are.
 */
export interface NumberOperators<T> {
  /**
   * The sum of each batch.
   *
   * Shape     exactly one record a batch; 0 for an empty one
   *
   * @example
   * stream.sum()
   * // batches [[1, 2, 3], []] -> [[6], [0]]
   */
  sum(this: DStream<number>): DStream<number>

  /**
   * The mean of each batch.
   *
   * Shape     one record for a batch that has any, none for an empty batch
   *
   * @example
   * stream.avg()
   * // batches [[1, 2, 6], []] -> [[3], []]
   */
  avg(this: DStream<number>): DStream<number>

  /**
   * The smallest record of each batch.
   *
   * Shape     one record for a batch that has any, none for an empty batch
   * Errors    E_NOT_COMPARABLE
   *
   * @example
   * stream.min()
   * // batches [[3, 1, 2], []] -> [[1], []]
   */
  min(by?: By<T>): DStream<T>

  /**
   * The largest record of each batch.
   *
   * Shape     one record for a batch that has any, none for an empty batch
   * Errors    E_NOT_COMPARABLE
   *
   * @example
   * stream.max({ key: (word) => word.length })
   * // batches [['fig', 'apple'], []] -> [['apple'], []]
   */
  max(by?: By<T>): DStream<T>

  /**
   * The `n` largest records of each batch.
   *
   * Order     the largest first
   * Errors    E_ARGUMENT, E_NOT_COMPARABLE
   *
   * @example
   * lines.words().countByValue().top(1, { key: ([word, count]) => count })
   * // batches [['to be', 'or not to be to'], []] -> [[['to', 3]], []]
   */
  top(n: number, by?: By<T>): DStream<T>

  /**
   * The sum of the last `window`.
   *
   * Shape     exactly one record a window; 0 for an empty one
   * Errors    E_WINDOW_NOT_MULTIPLE
   *
   * @example
   * stream.sumByWindow('2s', '1s')
   * // batches [[1, 2], [3], []] -> [[3], [6], [3]]
   */
  sumByWindow(this: DStream<number>, window: DurationLike, slide?: DurationLike): DStream<number>

  /**
   * The mean of the last `window`.
   *
   * Shape     one record for a window that has any, none for an empty one
   * Errors    E_WINDOW_NOT_MULTIPLE
   *
   * @example
   * stream.avgByWindow('2s', '1s')
   * // batches [[1, 2], [6], [], []] -> [[1.5], [3], [6], []]
   */
  avgByWindow(this: DStream<number>, window: DurationLike, slide?: DurationLike): DStream<number>

  /**
   * The smallest record of the last `window`.
   *
   * Shape     one record for a window that has any, none for an empty one
   * Errors    E_WINDOW_NOT_MULTIPLE, E_NOT_COMPARABLE
   *
   * @example
   * stream.minByWindow('2s', '1s')
   * // batches [[1], [2], [3], [], []] -> [[1], [1], [2], [3], []]
   */
  minByWindow(window: DurationLike, slide?: DurationLike, by?: By<T>): DStream<T>

  /**
   * The largest record of the last `window`.
   *
   * Shape     one record for a window that has any, none for an empty one
   * Errors    E_WINDOW_NOT_MULTIPLE, E_NOT_COMPARABLE
   *
   * @example
   * stream.maxByWindow('2s', '1s')
   * // batches [[3], [2], [1], [], []] -> [[3], [3], [2], [1], []]
   */
  maxByWindow(window: DurationLike, slide?: DurationLike, by?: By<T>): DStream<T>

  /**
   * The `n` largest records of the last `window`.
   *
   * Order     the largest first
   * Errors    E_ARGUMENT, E_WINDOW_NOT_MULTIPLE, E_NOT_COMPARABLE
   *
   * @example
   * stream.topByWindow(2, '2s', '1s')
   * // batches [[1, 5, 3], [4], []] -> [[5, 3], [5, 4], [4]]
   */
  topByWindow(n: number, window: DurationLike, slide?: DurationLike, by?: By<T>): DStream<T>
}

type Total<T> = readonly [key: 0, total: T]
type Sum = readonly [count: number, total: number]

const plus = (a: number, b: number): number => a + b
const second = <T>(pair: Total<T>): T => pair[1]
const all = <T>(list: readonly T[]): readonly T[] => list
const noSum: Total<number>[] = [[0, 0]]

function sumOf(numbers: Iterable<number>): Total<number>[] {
  let total = 0
  for (const number of numbers) total += requireNumber(number)
  return [[0, total]]
}

const counted = (number: number): Sum => [1, requireNumber(number)]
const both = (a: Sum, b: Sum): Sum => [a[0] + b[0], a[1] + b[1]]
const mean = ([count, total]: Sum): number => total / count

/** The one of two that comes first; of equal ones the one that was there first. */
const firstBy = (ordering: (a: any, b: any) => number) => (a: any, b: any) => (ordering(b, a) < 0 ? b : a)

/** The order that `by` means, with the first being the smallest, or the largest. */
function orderOf(operator: Operator, by: By<any> | undefined, ascending: boolean): (a: any, b: any) => number {
  const ordering = located(orderingOf(operator.kind, by), operator.site)
  if (by !== undefined) operator.place(typeof by === 'function' ? by : by.key)
  return directed(ordering, ascending)
}

const extremeOf = (parent: DStream<any>, kind: string, by: By<any> | undefined, ascending: boolean): DStream<any> => {
  const operator = parent.context.graph.define(kind)
  return reduceStream(parent, operator, firstBy(orderOf(operator, by, ascending)))
}

/** One list a batch: the `n` first in an order; none for an empty batch. */
function listsOf(parent: DStream<any>, operator: Operator, n: number, order: (a: any, b: any) => number) {
  const partial = operator.place((records: Iterable<any>): Total<any[]>[] => {
    const list = leastOf(records, n, order)
    return list.length === 0 ? [] : [[0, list]]
  })
  const [merge, value] = [operator.place(mergingOf(n, order)), operator.place(second<any[]>)]
  return derived<any, any[]>(parent, operator, (rdd) => rdd.mapPartitions(partial).reduceByKey(merge, 1).map(value))
}

const mergingOf =
  (n: number, order: (a: any, b: any) => number) =>
  (a: readonly any[], b: readonly any[]): any[] =>
    sorted([...a, ...b], order).slice(0, n)

/** Say at once what is wrong with a window, in the name of the operator that the user called. */
function requireWindow(parent: DStream<any>, kind: string, window: DurationLike, slide?: DurationLike): Operator {
  const operator = parent.context.graph.define(kind)
  spanOf(parent, operator, window, slide)
  return operator
}

function requireNumberOf(operator: Operator, n: number): void {
  requireWhole(operator.kind, 'the number', n, 0)
}

export const numbers: NumberOperators<any> & ThisType<DStream<any>> = {
  sum() {
    const operator = this.context.graph.define('sum')
    const [partial, add, value] = [operator.place(sumOf), operator.place(plus), operator.place(second<number>)]
    const { sparkContext } = this.context
    return derived<any, number>(this, operator, (rdd) => {
      const zero = sparkContext.parallelize<Total<number>>(noSum, 1)
      return rdd.mapPartitions(partial).union(zero).reduceByKey(add, 1).map(value)
    })
  },
  avg() {
    const operator = this.context.graph.define('avg')
    const [toSum, value] = [operator.place(counted), operator.place(mean)]
    const sums = this.context.graph.define('avg.sums', operator.site)
    const each = derived<any, Sum>(this, this.context.graph.define('avg.numbers', operator.site), (rdd) =>
      rdd.map(toSum),
    )
    return derived(reduceStream(each, sums, both), operator, (rdd) => rdd.map(value))
  },
  min(by) {
    return extremeOf(this, 'min', by, true)
  },
  max(by) {
    return extremeOf(this, 'max', by, false)
  },
  top(n, by) {
    const operator = this.context.graph.define('top')
    requireNumberOf(operator, n)
    return listsOf(this, operator, n, orderOf(operator, by, false)).flatMap(all)
  },
  sumByWindow(window, slide) {
    requireWindow(this, 'sumByWindow', window, slide)
    return (this as DStream<number>).sum().reduceByWindow(plus, window, slide)
  },
  avgByWindow(window, slide) {
    requireWindow(this, 'avgByWindow', window, slide)
    return (this as DStream<number>).map(counted).reduceByWindow(both, window, slide).map(mean)
  },
  minByWindow(window, slide, by) {
    const operator = requireWindow(this, 'minByWindow', window, slide)
    return (this as DStream<any>).reduceByWindow(firstBy(orderOf(operator, by, true)), window, slide)
  },
  maxByWindow(window, slide, by) {
    const operator = requireWindow(this, 'maxByWindow', window, slide)
    return (this as DStream<any>).reduceByWindow(firstBy(orderOf(operator, by, false)), window, slide)
  },
  topByWindow(n, window, slide, by) {
    const operator = requireWindow(this, 'topByWindow', window, slide)
    requireNumberOf(operator, n)
    const order = orderOf(operator, by, false)
    return listsOf(this, operator, n, order).reduceByWindow(mergingOf(n, order), window, slide).flatMap(all)
  },
}
