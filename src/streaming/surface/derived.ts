import { then } from '../../kernel/eventual.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { DStream, type StreamMaking } from '../dstream.ts'
import type { Operator } from '../operator.ts'

/** What a derived stream may say beside how its RDDs are made. */
export type DerivedOptions<U> = Pick<StreamMaking<U>, 'level'>

/**
 * A stream that makes its RDD from that of its one parent at the same time; where the parent has none, it has none.
 *
 * `make` is called once a batch and the RDDs that it makes are said to be made at the operator's line.
 */
export function derived<T, U>(
  parent: DStream<T>,
  operator: Operator,
  make: (rdd: RDD<T>, time: number) => RDD<U>,
  options: DerivedOptions<U> = {},
): DStream<U> {
  const { context } = parent
  return new DStream<U>(context, operator, {
    slide: parent.slide,
    parents: [parent],
    compute: (time) =>
      then(parent.getOrCompute(time), (rdd) =>
        rdd === undefined ? undefined : context.sparkContext.at(operator.site, () => make(rdd, time)),
      ),
    ...options,
  })
}

/** As `derived`, for an operator named `kind` that takes one function. */
export function derivedBy<T, U, F>(
  parent: DStream<T>,
  kind: string,
  f: F,
  make: (rdd: RDD<T>, f: ReturnType<typeof placeOf<F>>) => RDD<U>,
): DStream<U> {
  const operator = parent.context.graph.define(kind)
  const placed = placeOf(operator, f)
  return derived(parent, operator, (rdd) => make(rdd, placed))
}

const placeOf = <F>(operator: Operator, f: F) => operator.place(f)
