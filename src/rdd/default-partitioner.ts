import type { Partitioner, PartitionerLike } from './partitioner.ts'
import { HashPartitioner, toPartitioner } from './partitioner.ts'
import type { RDD } from './rdd.ts'

/**
 * How the keys of an operator over `rdds` shall lie when the user does not say: as the largest of them lies that has a
 * partitioner, if that is not ten times too coarse; otherwise by hash, over `spark.default.parallelism` partitions, or as
 * many as the largest parent has.
 *
 * Source    Spark's Partitioner.defaultPartitioner
 */
export function defaultPartitioner(rdds: readonly [RDD<any>, ...RDD<any>[]]): Partitioner {
  const { context } = rdds[0]
  const most = Math.max(1, ...rdds.map((rdd) => rdd.node.partitions))
  const wanted = context.conf.contains('spark.default.parallelism') ? context.defaultParallelism : most
  const known = largestPartitioner(rdds)
  if (known !== undefined && (isEligible(known.numPartitions, most) || wanted <= known.numPartitions)) return known
  return new HashPartitioner(wanted)
}

/** What the user said, or the default. */
export const chosenPartitioner = (
  operator: string,
  chosen: PartitionerLike | undefined,
  rdds: readonly [RDD<any>, ...RDD<any>[]],
): Partitioner => (chosen === undefined ? defaultPartitioner(rdds) : toPartitioner(operator, chosen, rdds[0].context))

/** As `rdd` lies, or by hash over as many partitions as it has. */
export const ownPartitioner = (rdd: RDD<any>): Partitioner =>
  rdd.partitioner ?? new HashPartitioner(Math.max(1, rdd.node.partitions))

function largestPartitioner(rdds: readonly RDD<any>[]): Partitioner | undefined {
  let largest: RDD<any> | undefined
  for (const rdd of rdds)
    if (rdd.partitioner !== undefined && (largest === undefined || rdd.node.partitions > largest.node.partitions))
      largest = rdd
  return largest?.partitioner
}

const isEligible = (partitions: number, most: number): boolean => Math.log10(most) - Math.log10(partitions) < 1
