import type { RDD } from '../../rdd/rdd.ts'

/** A partition of an RDD. */
export interface Part {
  readonly rdd: RDD<any>
  readonly p: number
}

/** The partitions that partition `p` of `rdd` is read from within one task. */
export function parentsOf(rdd: RDD<any>, p: number): Part[] {
  const parents: Part[] = []
  for (const dependency of rdd.node.dependencies)
    if (dependency.kind === 'narrow') for (const q of dependency.parents(p)) parents.push({ rdd: dependency.rdd, p: q })
  return parents
}

/** The one partition that partition `p` of `rdd` is read from; undefined when there are several, or none. */
export function onlyParent(rdd: RDD<any>, p: number): Part | undefined {
  let only: Part | undefined
  for (const dependency of rdd.node.dependencies) {
    if (dependency.kind !== 'narrow') continue
    for (const q of dependency.parents(p)) {
      if (only !== undefined) return undefined
      only = { rdd: dependency.rdd, p: q }
    }
  }
  return only
}
