import { isCompressed } from '../storage/compression.ts'
import type { Body, Dependency } from './node.ts'

/** What `depth` of a node says, from what the node is made of. */
export function depth(dependencies: readonly Dependency[]): number {
  let deepest = 0
  for (const { kind, rdd } of dependencies) if (kind === 'narrow') deepest = Math.max(deepest, rdd.node.depth)
  return deepest + 1
}

/** What `waits` of a node says, from what the node is made of: its parents know it of themselves. */
export const waits = (body: Body, dependencies: readonly Dependency[]): boolean =>
  waitsItself(body) || dependencies.some((dependency) => dependency.kind === 'narrow' && dependency.rdd.node.waits)

function waitsItself(body: Body): boolean {
  if (body.kind === 'async') return true
  if (body.kind === 'given') return body.waits === true
  if (body.kind !== 'source' || body.source.type !== 'lines') return false
  return body.source.splits.some((splits) => splits.some(({ path }) => isCompressed(path)))
}
