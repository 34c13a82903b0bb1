import type { Op } from './op.ts'

const STEPS: ReadonlySet<Op> = new Set<Op>(['map', 'filter', 'flatMap', 'mapValues', 'flatMapValues'])

export const isStep = (op: Op): boolean => STEPS.has(op)

/** How many of the ops are steps; the sink, if there is one, has this number. */
export function stepsOf(ops: readonly Op[]): number {
  const sink = ops.findIndex((op) => !isStep(op))
  return sink === -1 ? ops.length : sink
}

/**
 * For each op the number of its anchor: of the op that was given the last value before it which the loop keeps, a record
 * of the input (0) or an item of a flatMap. From the anchor to the op there are only steps that make one value of one.
 *
 *     ops      map  flatMap  filter  map  collect
 *     anchors  0    0        2       2    2
 */
export function anchorsOf(ops: readonly Op[]): number[] {
  let anchor = 0
  return ops.map((_, k) => {
    const before = ops[k - 1]
    if (before === 'flatMap' || before === 'flatMapValues') anchor = k
    return anchor
  })
}
