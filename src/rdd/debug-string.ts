import { checkpointOf } from './checkpoint.ts'
import type { Dependency } from './node.ts'
import type { RDD } from './rdd.ts'
import { StorageLevel } from './storage-level.ts'

/**
 * The lineage of an RDD as Spark shows it: the RDD first, its parents below, a step to the right at every shuffle, and the
 * number of partitions where a stage begins.
 *
 *     (2) reduceByKey[2] at reduceByKey (job.ts:4) []
 *      +-(3) map[1] at map (job.ts:3) []
 *         |  parallelize[0] at parallelize (job.ts:2) []
 */
export function debugString(rdd: RDD<any>): string {
  const { label, below } = stage(rdd)
  const lines = [`${label} ${describe(rdd)}`]
  // A lineage may be thousands of RDDs deep, so this walks with a list of its own instead of recursion.
  const open = children(rdd, `${below} `)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { line, below } = shown(next)
    lines.push(line)
    for (const child of children(next.dependency.rdd, below)) open.push(child)
  }
  return lines.join('\n')
}

/** A parent that is to be shown, and what stands in front of it. */
interface Child {
  readonly dependency: Dependency
  readonly prefix: string
  readonly isLast: boolean
}

/** The parents of an RDD, the first one last. */
const children = (rdd: RDD<any>, prefix: string): Child[] =>
  rdd.dependencies.map((dependency, i) => ({ dependency, prefix, isLast: i === rdd.dependencies.length - 1 })).reverse()

/** The line of a parent, and what stands in front of its own parents. */
function shown({ dependency, prefix, isLast }: Child): { line: string; below: string } {
  const { rdd } = dependency
  if (dependency.kind === 'narrow') return { line: `${prefix}${describe(rdd)}`, below: prefix }
  const outer = prefix.replace(/\|\s+$/, '')
  const { label, below } = stage(rdd)
  return { line: `${outer}+-${label} ${describe(rdd)}`, below: `${outer}${isLast ? '  ' : '| '}${below} ` }
}

/** The number in front of a stage, and what stands under it before the RDDs of the same stage. */
function stage(rdd: RDD<any>): { label: string; below: string } {
  const label = `(${rdd.node.partitions})`
  const left = Math.floor((label.length - 1) / 2)
  return { label, below: `${' '.repeat(left)}|${' '.repeat(label.length - left - 1)}` }
}

function describe(rdd: RDD<any>): string {
  const name = rdd.name === undefined ? '' : `${rdd.name} `
  const level = rdd.storageLevel === StorageLevel.NONE ? '' : rdd.storageLevel.name
  const kept = checkpointOf(rdd)?.state === 'done' ? ' checkpointed' : ''
  return `${name}${rdd.node.operator}[${rdd.id}] at ${rdd.node.site} [${level}]${kept}`
}
