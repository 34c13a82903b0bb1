import type { RDD } from '../../rdd/rdd.ts'
import type { Member } from './member.ts'

/**
 * True for an RDD whose partitions lie where their numbers say: their state is there, and what map tasks kept for them.
 * The partitions of all others can be read wherever those that they read are.
 */
export const isPinned = ({ node }: RDD<any>): boolean =>
  node.body.kind === 'state' || node.dependencies.some(({ kind }) => kind === 'shuffle')

export interface Places {
  /** The worker on which a persisted partition lies. */
  kept(rdd: RDD<any>, p: number): Member | undefined
  /** The worker of number `p`, counted around. */
  numbered(p: number): Member
}

/**
 * The worker that runs tasks over partition `p` of `rdd`: where the first partition behind it lies that lies somewhere. A
 * union numbers partitions anew, and what is cached of them does not move for that.
 */
export function placeOf(rdd: RDD<any>, p: number, { kept, numbered }: Places): Member {
  let [at, q] = [rdd, p]
  for (;;) {
    const member = kept(at, q)
    if (member !== undefined) return member
    const next = isPinned(at) ? undefined : firstParent(at, q)
    if (next === undefined) return numbered(q)
    ;[at, q] = next
  }
}

function firstParent({ node }: RDD<any>, p: number): [RDD<any>, number] | undefined {
  for (const dependency of node.dependencies) {
    const [q] = dependency.kind === 'narrow' ? dependency.parents(p) : []
    if (q !== undefined) return [dependency.rdd, q]
  }
  return undefined
}
