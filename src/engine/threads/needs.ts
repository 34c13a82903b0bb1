import type { Dependency, ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { Part } from '../inputs/parents.ts'

/** Something that stands in the lineage of a task: a partition, or what it reads behind a shuffle. */
export interface Visitor {
  /** Called once for each partition that the task may read. False: nothing behind it is looked at. */
  part(part: Part): boolean
  shuffle?(dependency: ShuffleDependency, child: RDD<any>, index: number, p: number): void
}

/**
 * Walk through all that a task over partition `p` of `rdd` may read.
 *
 * Most lineages are a single line, on which nothing is met twice; what was met is noted from where one has branches.
 */
export function visit(rdd: RDD<any>, p: number, { part, shuffle }: Visitor): void {
  let seen: Map<RDD<any>, Set<number>> | undefined
  const open: Part[] = [{ rdd, p }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen !== undefined && wasMet(seen, next)) continue
    if (!part(next)) continue
    const { dependencies } = next.rdd.node
    for (let index = 0; index < dependencies.length; index++) {
      const dependency = dependencies[index] as Dependency
      if (dependency.kind === 'shuffle') shuffle?.(dependency, next.rdd, index, next.p)
      else for (const q of dependency.parents(next.p)) open.push({ rdd: dependency.rdd, p: q })
    }
    if (open.length > 1) seen ??= new Map()
  }
}

/** True when a partition was met before; it is noted. */
function wasMet(seen: Map<RDD<any>, Set<number>>, { rdd, p }: Part): boolean {
  const known = seen.get(rdd)
  if (known === undefined) seen.set(rdd, new Set([p]))
  else if (known.has(p)) return true
  else known.add(p)
  return false
}
