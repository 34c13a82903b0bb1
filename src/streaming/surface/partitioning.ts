import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { HashPartitioner, type Partitioner, type PartitionerLike } from '../../rdd/partitioner.ts'
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
  if (typeof given === 'object' && given !== null) return given
  if (Number.isInteger(given) && given >= 1) return new HashPartitioner(given)
  throw new StreamError('E_ARGUMENT', `${operator.kind} was asked for ${show(given, 40)} partitions`, {
    at: String(operator.site),
    hint: 'Use a whole number of at least 1.',
  })
}
