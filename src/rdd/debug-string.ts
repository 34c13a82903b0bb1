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
  return [`${label} ${describe(rdd)}`, ...parents(rdd, `${below} `)].join('\n')
}

/** The number in front of a stage, and what stands under it before the RDDs of the same stage. */
function stage(rdd: RDD<any>): { label: string; below: string } {
  const label = `(${rdd.node.partitions})`
  const left = Math.floor((label.length - 1) / 2)
  return { label, below: `${' '.repeat(left)}|${' '.repeat(label.length - left - 1)}` }
}

const parents = (rdd: RDD<any>, prefix: string): string[] =>
  rdd.dependencies.flatMap((dependency, i) => child(dependency, prefix, i === rdd.dependencies.length - 1))

function child(dependency: Dependency, prefix: string, isLast: boolean): string[] {
  const { rdd } = dependency
  if (dependency.kind === 'narrow') return [`${prefix}${describe(rdd)}`, ...parents(rdd, prefix)]
  const outer = prefix.replace(/\|\s+$/, '')
  const { label, below } = stage(rdd)
  return [`${outer}+-${label} ${describe(rdd)}`, ...parents(rdd, `${outer}${isLast ? '  ' : '| '}${below} `)]
}

function describe(rdd: RDD<any>): string {
  const name = rdd.name === undefined ? '' : `${rdd.name} `
  const level = rdd.storageLevel === StorageLevel.NONE ? '' : rdd.storageLevel.name
  const kept = checkpointOf(rdd)?.state === 'done' ? ' checkpointed' : ''
  return `${name}${rdd.node.operator}[${rdd.id}] at ${rdd.node.site} [${level}]${kept}`
}
