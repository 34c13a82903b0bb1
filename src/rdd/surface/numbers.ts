import { requireNumber } from '../faults.ts'
import { type ActionOptions, action } from '../given.ts'
import { countInto, evenEdges, requireEdges } from '../histogram.ts'
import { placed, type RDD } from '../rdd.ts'
import { StatCounter, type StatParts } from '../stat-counter.ts'

/** Actions on RDDs of numbers. */
export interface NumberOperators {
  /**
   * Count, mean, variance, least and largest, in one pass.
   *
   * @example
   * const { count, mean, max } = await sc.parallelize([1, 2, 3]).stats()
   * ;[count, mean, max]
   * // -> [3, 2, 3]
   */
  stats(this: RDD<number>, options?: ActionOptions): Promise<StatCounter>

  /**
   * The sum; 0 of no number.
   *
   * @example
   * await sc.parallelize([1, 2, 3]).sum()
   * // -> 6
   */
  sum(this: RDD<number>, options?: ActionOptions): Promise<number>

  /**
   * The mean; 0 of no number, as in Spark.
   *
   * @example
   * await sc.parallelize([1, 2, 3]).mean()
   * // -> 2
   */
  mean(this: RDD<number>, options?: ActionOptions): Promise<number>

  /**
   * The variance of the numbers themselves (divided by their count); NaN of no number.
   *
   * @example
   * await sc.parallelize([1, 2, 3, 6]).variance()
   * // -> 3.5
   */
  variance(this: RDD<number>, options?: ActionOptions): Promise<number>

  /** `variance` under its other name. */
  popVariance(this: RDD<number>, options?: ActionOptions): Promise<number>

  /**
   * The variance of what the numbers are a sample of (divided by their count less one); NaN of fewer than two.
   *
   * @example
   * await sc.parallelize([1, 2, 3]).sampleVariance()
   * // -> 1
   */
  sampleVariance(this: RDD<number>, options?: ActionOptions): Promise<number>

  /**
   * The square root of `variance`.
   *
   * @example
   * await sc.parallelize([2, 4, 4, 4, 5, 5, 7, 9]).stdev()
   * // -> 2
   */
  stdev(this: RDD<number>, options?: ActionOptions): Promise<number>

  /** `stdev` under its other name. */
  popStdev(this: RDD<number>, options?: ActionOptions): Promise<number>

  /**
   * The square root of `sampleVariance`.
   *
   * @example
   * await sc.parallelize([1, 2, 3]).sampleStdev()
   * // -> 1
   */
  sampleStdev(this: RDD<number>, options?: ActionOptions): Promise<number>

  /**
   * How many numbers fall into each bucket. A number of buckets makes them equally wide from the least to the largest
   * number and answers `[edges, counts]`; edges answer the counts alone.
   *
   * Every bucket is closed on the left and open on the right, but the last one is closed on both sides. Null, undefined,
   * NaN and numbers outside of the edges count nowhere. When all numbers are equal there is one bucket.
   *
   * Errors    E_ARGUMENT for edges that are not ascending or fewer than two, and for a number below 1; E_EMPTY, and
   *           E_ARGUMENT for infinite numbers, when a number of buckets is given
   *
   * @example
   * await sc.parallelize([1, 5, 10, 15, 20]).histogram([0, 10, 20])
   * // -> [2, 3]
   */
  histogram(this: RDD<number>, edges: readonly number[], options?: ActionOptions): Promise<number[]>
  histogram(this: RDD<number>, buckets: number, options?: ActionOptions): Promise<[edges: number[], counts: number[]]>
}

const partsOf = (counter: StatCounter): StatParts => counter.parts
const newCounter = (): StatCounter => new StatCounter()
const takeIn = (counter: StatCounter, value: number): StatCounter => counter.merge(requireNumber(value))
const plus = (a: number, b: number): number => a + b
const addNumber = (sum: number, value: number): number => sum + requireNumber(value)
const nothing = (): number => 0

type Statistic = 'mean' | 'variance' | 'popVariance' | 'sampleVariance' | 'stdev' | 'popStdev' | 'sampleStdev'

const statistic = (name: Statistic) =>
  function (this: RDD<number>, options: ActionOptions = {}): Promise<number> {
    return action(this, name, async () => (await this.stats(options))[name])
  }

export const numberOperators: NumberOperators & ThisType<RDD<any>> = {
  stats(options = {}) {
    return action(this, 'stats', async () => {
      const fold = { kind: 'fold', zero: newCounter, f: placed(this, 'stats', takeIn), pack: partsOf } as const
      const counters = await this.context.run<number, StatParts>(this, fold, options)
      return counters.reduce((all, parts) => all.merge(StatCounter.of(parts)), new StatCounter())
    })
  },

  sum(options = {}) {
    return action(this, 'sum', async () => {
      const fold = { kind: 'fold', zero: nothing, f: placed(this, 'sum', addNumber) } as const
      return (await this.context.run<number, number>(this, fold, options)).reduce(plus, 0)
    })
  },

  mean: statistic('mean'),
  variance: statistic('variance'),
  popVariance: statistic('popVariance'),
  sampleVariance: statistic('sampleVariance'),
  stdev: statistic('stdev'),
  popStdev: statistic('popStdev'),
  sampleStdev: statistic('sampleStdev'),

  histogram(this: RDD<number>, buckets: number | readonly number[], options: ActionOptions = {}): Promise<any> {
    return action(this, 'histogram', async (site) => {
      if (typeof buckets !== 'number') return countInto(this, requireEdges(buckets), site, options)
      const edges = await evenEdges(this, buckets, site, options)
      return [edges, await countInto(this, edges, site, options)]
    })
  },
}
