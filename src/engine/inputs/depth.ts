import type { RDD } from '../../rdd/rdd.ts'
import { onlyParent, type Part, parentsOf } from './parents.ts'
import type { Reader } from './reader.ts'

/** Bodies that may be read through one another; each takes some room on the stack while a record passes. */
export const DEEPEST = 100

/** A step is done in the loop of its neighbours, so many of them take as much room as one body. */
const STEPS_A_BODY = 8

interface Visit extends Part {
  readonly parents: readonly Part[]
  next: number
  /** Bodies below this one that are read through it. */
  height: number
}

/**
 * The partitions in which the lineage behind partition `p` of `rdd` is to be cut, so that none of them reads through more
 * than DEEPEST bodies: deepest first, each to be read as a whole before the next one is asked for. None for a lineage that
 * is not so deep.
 */
export function* cutsOf(reader: Reader, rdd: RDD<any>, p: number): Generator<Part, void> {
  if (rdd.node.depth <= DEEPEST) return
  const heights = new Map<RDD<any>, Map<number, number>>()
  const path = [visit(reader, { rdd, p })]
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const parent = top.parents[top.next++]
    if (parent !== undefined) {
      const known = heights.get(parent.rdd)?.get(parent.p)
      if (known === undefined) path.push(visit(reader, parent))
      else top.height = Math.max(top.height, known)
      continue
    }
    path.pop()
    const below = path.at(-1)
    if (below === undefined) return
    let height = top.height + (reader.isStep(top.rdd) ? 1 / STEPS_A_BODY : 1)
    if (height >= DEEPEST) {
      yield top
      height = 0
    }
    heights.set(top.rdd, (heights.get(top.rdd) ?? new Map<number, number>()).set(top.p, height))
    below.height = Math.max(below.height, height)
  }
}

const visit = (reader: Reader, { rdd, p }: Part): Visit => ({
  rdd,
  p,
  parents: reader.isAtHand(rdd, p) ? [] : parentsOf(rdd, p).map((parent) => pastUnions(reader, parent)),
  next: 0,
  height: 0,
})

/** A partition of a union is read as the one that it is of a parent, so going there costs nothing. */
function pastUnions(reader: Reader, part: Part): Part {
  let at = part
  while (at.rdd.node.body.kind === 'concat' && reader.ground.kept.level(at.rdd) === undefined) {
    const only = onlyParent(at.rdd, at.p)
    if (only === undefined) break
    at = only
  }
  return at
}
