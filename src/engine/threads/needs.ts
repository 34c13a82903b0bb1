import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { Part } from '../inputs/parents.ts'

/** Something that stands in the lineage of a task: a partition, or what it reads behind a shuffle. */
export interface Visitor {
  /** Called once for each partition that the task may read. False: nothing behind it is looked at. */
  part(part: Part): boolean
  shuffle?(dependency: ShuffleDependency, child: RDD<any>, index: number, p: number): void
}

/** Walk through all that a task over partition `p` of `rdd` may read. */
export function visit(rdd: RDD<any>, p: number, { part, shuffle }: Visitor): void {
  const seen = new Map<RDD<any>, Set<number>>()
  const open: Part[] = [{ rdd, p }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const known = seen.get(next.rdd)
    if (known?.has(next.p)) continue
    if (known === undefined) seen.set(next.rdd, new Set([next.p]))
    else known.add(next.p)
    if (!part(next)) continue
    for (const [index, dependency] of next.rdd.node.dependencies.entries()) {
      if (dependency.kind === 'shuffle') shuffle?.(dependency, next.rdd, index, next.p)
      else for (const q of dependency.parents(next.p)) open.push({ rdd: dependency.rdd, p: q })
    }
  }
}
