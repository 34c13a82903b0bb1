import type { Aggregator, Dependency } from './node.ts'
import { type Partitioner, RangePartitioner } from './partitioner.ts'
import { rangeBounds } from './range-bounds.ts'
import { type Making, oneToOne, RDD } from './rdd.ts'
import { userFailure } from './user-failure.ts'

/** The pairs of `rdd` where `partitioner` says, in no order; `rdd` itself when they lie there already. */
export function shuffled(rdd: RDD<any>, operator: string, partitioner: Partitioner): RDD<any> {
  return new RDD(rdd.context, {
    operator,
    dependencies: [{ kind: 'shuffle', rdd, partitioner, mapSideCombine: false }],
    body: { kind: 'fetch' },
    partitions: partitioner.numPartitions,
    partitioner,
    prepare: preparation(operator, [rdd], partitioner),
  })
}

/** One pair a key, its value made by `aggregator`; without a shuffle when equal keys lie together already. */
export function combined(
  rdd: RDD<any>,
  operator: string,
  partitioner: Partitioner,
  aggregator: Aggregator,
  mapSideCombine = true,
): RDD<any> {
  const dependency: Dependency = isPartitionedBy(rdd, partitioner)
    ? oneToOne(rdd)
    : { kind: 'shuffle', rdd, partitioner, aggregator, mapSideCombine }
  return new RDD(rdd.context, {
    operator,
    site: aggregator.mergeValue.site,
    dependencies: [dependency],
    body: { kind: 'combine', aggregator },
    partitions: partitioner.numPartitions,
    partitioner,
    prepare: preparation(operator, [rdd], partitioner),
  })
}

/** For each key the values of each of `rdds`; those that lie rightly already are not shuffled. */
export function cogrouped(rdds: readonly RDD<any>[], operator: string, partitioner: Partitioner): RDD<any> {
  const dependencies = rdds.map(
    (rdd): Dependency =>
      isPartitionedBy(rdd, partitioner) ? oneToOne(rdd) : { kind: 'shuffle', rdd, partitioner, mapSideCombine: false },
  )
  return new RDD((rdds[0] as RDD<any>).context, {
    operator,
    dependencies,
    body: { kind: 'cogroup' },
    partitions: partitioner.numPartitions,
    partitioner,
    prepare: preparation(operator, rdds, partitioner),
  })
}

export function isPartitionedBy({ context, partitioner: own }: RDD<any>, partitioner: Partitioner): boolean {
  if (own === undefined || own === partitioner) return own !== undefined
  try {
    return own.equals(partitioner)
  } catch (error) {
    throw userFailure(context.site('partitioner'), error, 'comparing partitioners')
  }
}

/** A range partitioner must know its bounds before the first record is sent. */
function preparation(operator: string, rdds: readonly RDD<any>[], partitioner: Partitioner): Making['prepare'] {
  if (!(partitioner instanceof RangePartitioner) || partitioner.isDecided) return undefined
  const site = (rdds[0] as RDD<any>).context.site(operator)
  return async () => {
    if (!partitioner.isDecided) partitioner.decide(await rangeBounds(site, rdds, partitioner))
  }
}
