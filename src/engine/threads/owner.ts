import type { RDD } from '../../rdd/rdd.ts'

/**
 * True for an RDD whose partitions lie where their numbers say: their state is there, and what map tasks kept for them.
 * The partitions of all others can be read wherever those that they read are.
 */
export const isPinned = ({ node }: RDD<any>): boolean =>
  node.body.kind === 'state' || node.dependencies.some(({ kind }) => kind === 'shuffle')

/**
 * The number of the worker, of `workers`, that runs tasks over partition `p` of `rdd`: where the first partition behind it
 * lies that lies somewhere. A union numbers partitions anew, and what is cached of them does not move for that.
 */
export function ownerOf(rdd: RDD<any>, p: number, workers: number): number {
  let [at, q] = [rdd, p]
  while (!isPinned(at)) {
    const next = firstParent(at, q)
    if (next === undefined) break
    ;[at, q] = next
  }
  return q % workers
}

function firstParent({ node }: RDD<any>, p: number): [RDD<any>, number] | undefined {
  for (const dependency of node.dependencies) {
    const [q] = dependency.kind === 'narrow' ? dependency.parents(p) : []
    if (q !== undefined) return [dependency.rdd, q]
  }
  return undefined
}
