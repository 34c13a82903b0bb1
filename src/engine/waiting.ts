import type { NarrowDependency, RddNode } from '../rdd/node.ts'
import type { RDD } from '../rdd/rdd.ts'
import { isCompressed } from '../storage/compression.ts'

const known = new WeakMap<RddNode, boolean>()

/**
 * True when reading a partition of `rdd` may have to wait: for an async function, or for a file to be decompressed. Looks
 * at what is read within one task, so not behind shuffles.
 */
export function waits(rdd: RDD<any>): boolean {
  const path = [rdd]
  while (path.length > 0) {
    const top = path[path.length - 1] as RDD<any>
    const parents = narrowParents(top)
    const open = parents.filter((parent) => !known.has(parent.node))
    if (open.length > 0 && !known.has(top.node)) path.push(...open)
    else {
      path.pop()
      known.set(top.node, waitsItself(top) || parents.some((parent) => known.get(parent.node) === true))
    }
  }
  return known.get(rdd.node) === true
}

const narrowParents = (rdd: RDD<any>): RDD<any>[] =>
  rdd.node.dependencies.filter((d): d is NarrowDependency => d.kind === 'narrow').map((d) => d.rdd)

function waitsItself(rdd: RDD<any>): boolean {
  const { body } = rdd.node
  if (body.kind === 'async') return true
  if (body.kind !== 'source' || body.source.type !== 'lines') return false
  return body.source.splits.some((splits) => splits.some(({ path }) => isCompressed(path)))
}
