import { isCompressed } from '../storage/compression.ts'
import type { Body, Dependency } from './node.ts'

/** What `waits` of a node says, from what the node is made of: its parents know it of themselves. */
export const waits = (body: Body, dependencies: readonly Dependency[]): boolean =>
  waitsItself(body) || dependencies.some((dependency) => dependency.kind === 'narrow' && dependency.rdd.node.waits)

function waitsItself(body: Body): boolean {
  if (body.kind === 'async') return true
  if (body.kind !== 'source' || body.source.type !== 'lines') return false
  return body.source.splits.some((splits) => splits.some(({ path }) => isCompressed(path)))
}
