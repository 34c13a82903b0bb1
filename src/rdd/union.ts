import type { SparkContext } from './context.ts'
import { oneToOne, RDD, refuseNested } from './rdd.ts'
import { isPartitionedBy } from './shuffle.ts'
import { narrow, requireOneContext } from './transformation.ts'

/** Wider unions are made of unions, because finding the parent of a partition looks at every RDD of a union. */
const WIDEST = 64

/** The records of all `rdds`, one RDD after another. RDDs that share a partitioner are united partition by partition. */
export function unionOf(context: SparkContext, rdds: readonly RDD<any>[]): RDD<any> {
  refuseNested('union')
  requireOneContext('union', rdds, context)
  const [first] = rdds
  if (first === undefined) return emptyOf(context)
  if (rdds.length === 1) return first
  // What has no partitions has no records, and is no reason to forget how the keys of the others lie.
  const some = rdds.filter((rdd) => rdd.node.partitions > 0)
  if (shareOnePartitioner(some)) return unitedByPartition(some)
  return rdds.length > WIDEST ? wideUnion(context, rdds) : concatenated(rdds)
}

export const emptyOf = (context: SparkContext): RDD<never> =>
  new RDD(context, {
    operator: 'emptyRDD',
    dependencies: [],
    body: { kind: 'source', source: { type: 'collection', slices: [] } },
    partitions: 0,
  })

function shareOnePartitioner([first, ...others]: readonly RDD<any>[]): boolean {
  const partitioner = first?.partitioner
  return partitioner !== undefined && others.every((rdd) => isPartitionedBy(rdd, partitioner))
}

function unitedByPartition(rdds: readonly RDD<any>[]): RDD<any> {
  const { context, node } = rdds[0] as RDD<any>
  return new RDD(context, {
    operator: 'union',
    dependencies: rdds.map(oneToOne),
    body: { kind: 'concat' },
    partitions: node.partitions,
    partitioner: node.partitioner,
  })
}

function concatenated(rdds: readonly RDD<any>[]): RDD<any> {
  let partitions = 0
  const dependencies = rdds.map((rdd) => {
    const start = partitions
    partitions += rdd.node.partitions
    return narrow(rdd, (p) => (p >= start && p < start + rdd.node.partitions ? [p - start] : []))
  })
  const { context } = rdds[0] as RDD<any>
  return new RDD(context, { operator: 'union', dependencies, body: { kind: 'concat' }, partitions })
}

function wideUnion(context: SparkContext, rdds: readonly RDD<any>[]): RDD<any> {
  const size = Math.ceil(Math.sqrt(rdds.length))
  const groups: RDD<any>[] = []
  for (let i = 0; i < rdds.length; i += size) groups.push(concatenated(rdds.slice(i, i + size)))
  return groups.length > WIDEST ? wideUnion(context, groups) : concatenated(groups)
}
