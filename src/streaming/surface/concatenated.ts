import type { Site } from '../../kernel/site.ts'
import type { SparkContext } from '../../rdd/context.ts'
import type { Partitioner } from '../../rdd/partitioner.ts'
import { oneToOne, RDD } from '../../rdd/rdd.ts'

/**
 * Partition p holds the records of partition p of each of `rdds`, one after another: any number of RDDs that all lie by
 * `partitioner`, even none.
 */
export function concatenated<T>(
  context: SparkContext,
  site: Site,
  rdds: readonly RDD<T>[],
  partitioner: Partitioner,
): RDD<T> {
  return new RDD<T>(context, {
    operator: site.operator,
    site,
    dependencies: rdds.map((rdd) => oneToOne(rdd)),
    body: { kind: 'concat' },
    partitions: partitioner.numPartitions,
    partitioner,
  })
}
