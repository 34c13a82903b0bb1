import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import type { Time } from '../../kernel/time.ts'
import type { Placed } from '../../program/placed.ts'
import type { SparkContext } from '../../rdd/context.ts'
import { RDD } from '../../rdd/rdd.ts'
import { foreignRdd } from '../arguments.ts'
import { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { requireRdds, requireSiblings } from './siblings.ts'
import { callUser } from './user-code.ts'

/** Operators that hand whole RDDs to a function of the user. */
export interface TransformOperators<T> {
  /**
   * Make of each batch's RDD any other. `f` is called on the driver in every batch, so it may read variables that
   * change; it may be async and may run actions.
   *
   * Errors    E_TRANSFORM_NULL when `f` answers something other than an RDD; E_NO_RDD in a batch without an RDD
   *
   * @example
   * stream.transform((rdd) => rdd.distinct())
   * // batches [[1, 1], [2]] -> [[1], [2]]
   */
  transform<U>(f: (rdd: RDD<T>, time: Time) => RDD<U> | Promise<RDD<U>>): DStream<U>

  /**
   * As `transform`, of two streams.
   *
   * Errors    E_TRANSFORM_NULL, E_NO_RDD, E_SLIDES_DIFFER, E_CONTEXT_MISMATCH
   *
   * @example
   * stream.transformWith(stream.filter((x) => x > 1), (all, large) => all.subtract(large))
   * // batches [[1, 10], [2]] -> [[1], []]
   */
  transformWith<U, V>(
    other: DStream<U>,
    f: (rdd: RDD<T>, other: RDD<U>, time: Time) => RDD<V> | Promise<RDD<V>>,
  ): DStream<V>
}

/** What is made of the RDDs of one batch, in the order of the streams. */
export type Transformation<U> = (rdds: RDD<any>[], time: Time) => RDD<U> | Promise<RDD<U>>

/**
 * A stream whose RDD is what `f` makes of those of `parents` at the same time.
 *
 * Functions that `f` gives to RDDs are written down in a scope of that batch, which is forgotten with the batch's RDD.
 *
 * Errors    E_SLIDES_DIFFER, E_CONTEXT_MISMATCH at once; E_NO_RDD, E_TRANSFORM_NULL in a batch
 */
export function transformed<U>(
  parents: readonly DStream<any>[],
  operator: Operator,
  f: Placed<Transformation<U>>,
): DStream<U> {
  requireSiblings(operator, parents)
  const [{ context, slide }] = parents as [DStream<any>]
  const { scopes } = context.sparkContext
  const evaluated: number[] = []
  const stream: DStream<U> = new DStream<U>(context, operator, {
    slide,
    parents,
    compute: async (time) => {
      const rdds = await requireRdds(operator, parents, time)
      evaluated.push(time)
      context.sparkContext.host?.everywhere(stream.scopeAt(time))
      const made = await callUser(operator, time, (t) => scopes.within(stream.scopeAt(time), () => f.call(rdds, t)))
      return requireRdd(operator, context.sparkContext, made, time)
    },
    forget: (last) => {
      while ((evaluated[0] ?? Number.POSITIVE_INFINITY) <= last)
        scopes.forget(stream.scopeAt(evaluated.shift() as number))
    },
  })
  return stream
}

function requireRdd<U>(operator: Operator, context: SparkContext, made: RDD<U>, time: number): RDD<U> {
  if (made instanceof RDD && made.context === context) return made
  if (made instanceof RDD) throw foreignRdd(operator.site, 'the function answered')
  throw new StreamError('E_TRANSFORM_NULL', `the function answered ${show(made, 60)} in the batch of ${time} ms`, {
    at: String(operator.site),
    hint: 'Answer an RDD; for no records, answer sc.emptyRDD().',
  })
}

export const transform: TransformOperators<any> & ThisType<DStream<any>> = {
  transform(f: any) {
    const operator = this.context.graph.define('transform')
    operator.placeAsync(f)
    return transformed(
      [this],
      operator,
      operator.placeAsync(([rdd]: RDD<any>[], time: Time) => f(rdd, time)),
    )
  },
  transformWith(other: any, f: any) {
    const operator = this.context.graph.define('transformWith')
    operator.placeAsync(f)
    return transformed(
      [this, other],
      operator,
      operator.placeAsync(([a, b]: RDD<any>[], time: Time) => f(a, b, time)),
    )
  },
}
