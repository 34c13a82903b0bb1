import { HashPartitioner, type Partitioner, type PartitionerLike, toPartitioner } from '../../rdd/partitioner.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'

/**
 * How a pair operator of `stream` lays out its keys: as it was told, else by hash over the default number of partitions.
 * One partitioner serves all batches, so batches can be combined without a shuffle.
 *
 * Errors    E_ARGUMENT
 */
export function hashOf(stream: DStream<any>, operator: Operator, given: PartitionerLike | undefined): Partitioner {
  if (given === undefined) return new HashPartitioner(stream.context.sparkContext.defaultParallelism)
  return toPartitioner(operator.kind, given, { site: () => operator.site })
}
