import type { StateBody } from '../rdd/node.ts'
import type { RDD } from '../rdd/rdd.ts'
import type { Holdings } from './holdings.ts'

/**
 * The RDDs that a job over `rdd` computes, parents before children. What is at hand is not computed, and nothing is
 * looked at behind it: persisted partitions, outputs of map tasks, state that is there already.
 *
 * A lineage may be thousands of RDDs deep, so this walks with a list of its own instead of recursion.
 */
export function lineage(rdd: RDD<any>, holdings: Holdings): RDD<any>[] {
  const order: RDD<any>[] = []
  // On a line nothing is met twice, and most lineages are one.
  let seen: Set<RDD<any>> | undefined
  const path: { rdd: RDD<any>; parents: RDD<any>[] }[] = []
  const enter = (next: RDD<any>): void => {
    if (seen?.has(next) === true) return
    seen?.add(next)
    if (isAtHand(next, holdings)) return
    const parents = parentsOf(next, holdings)
    if (parents.length > 1) seen ??= new Set()
    path.push({ rdd: next, parents })
  }
  enter(rdd)
  while (path.length > 0) {
    const top = path[path.length - 1] as { rdd: RDD<any>; parents: RDD<any>[] }
    const parent = top.parents.shift()
    if (parent !== undefined) enter(parent)
    else order.push((path.pop() as { rdd: RDD<any> }).rdd)
  }
  return order
}

function parentsOf(rdd: RDD<any>, holdings: Holdings): RDD<any>[] {
  const parents: RDD<any>[] = []
  for (const dependency of rdd.node.dependencies)
    if (dependency.kind === 'narrow' || !holdings.shuffles.isComplete(dependency)) parents.push(dependency.rdd)
  return parents
}

function isAtHand(rdd: RDD<any>, holdings: Holdings): boolean {
  const { body, partitions } = rdd.node
  if (holdings.kept.isComplete(rdd)) return true
  if (body.kind !== 'state' || body.view === undefined) return false
  return everyPartition(partitions, (p) => holdings.states.partition(body.operator, p).has(body.to))
}

/**
 * RDDs of a state operator that must be computed before `rdd`, oldest first, because the versions that they commit are
 * not there: their batches failed or have not run yet.
 */
export function earlierStates(rdd: RDD<any>, holdings: Holdings): RDD<any>[] {
  const earlier: RDD<any>[] = []
  for (let at: RDD<any> | undefined = rdd; at !== undefined; ) {
    const body: RDD<any>['node']['body'] = at.node.body
    if (body.kind !== 'state' || isCommitted(at, body, holdings)) break
    at = body.previous()
    if (at !== undefined) earlier.push(at)
  }
  return earlier.reverse()
}

/** True when every partition has the version that `rdd` starts from, or a newer one. */
function isCommitted(rdd: RDD<any>, body: StateBody, holdings: Holdings): boolean {
  const { from } = body
  if (from === undefined) return true
  return everyPartition(rdd.node.partitions, (p) => (holdings.states.partition(body.operator, p).version ?? -1) >= from)
}

function everyPartition(partitions: number, holds: (p: number) => boolean): boolean {
  for (let p = 0; p < partitions; p++) if (!holds(p)) return false
  return true
}
