import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import type { Placed } from '../program/placed.ts'
import type { NarrowDependency, PartitionFunction, Step } from './node.ts'
import { type Making, oneToOne, RDD, siteOf } from './rdd.ts'

/** What an RDD may be told beside its body. */
export type Extra = Partial<Pick<Making, 'partitioner' | 'prepare' | 'site' | 'partitions'>>

/** An RDD that does something to each record of `rdd`. */
export function stepwise(rdd: RDD<any>, operator: string, step: Step, keepsKeys: boolean): RDD<any> {
  return new RDD(rdd.context, {
    operator,
    site: step.f.site,
    dependencies: [oneToOne(rdd)],
    body: { kind: 'step', step },
    partitions: rdd.node.partitions,
    partitioner: keepsKeys ? rdd.partitioner : undefined,
  })
}

/** An RDD whose partition `p` is a function of partition `p` of each of `rdds`. */
export function partitionwise(
  rdds: readonly [RDD<any>, ...RDD<any>[]],
  operator: string,
  f: Placed<PartitionFunction>,
  extra: Extra = {},
): RDD<any> {
  const [first] = rdds
  return new RDD(first.context, {
    operator,
    site: f.site,
    dependencies: rdds.map(oneToOne),
    body: { kind: 'partition', f },
    partitions: first.node.partitions,
    ...extra,
  })
}

/** A dependency on the partitions that `parents` names for each partition of the child. */
export const narrow = (rdd: RDD<any>, parents: (p: number) => readonly number[]): NarrowDependency => ({
  kind: 'narrow',
  rdd,
  parents,
})

/** Throw E_ARGUMENT unless all are RDDs, and E_CONTEXT_MISMATCH unless they belong to one context. */
export function requireOneContext(operator: string, rdds: readonly RDD<any>[], context = rdds[0]?.context): void {
  const foreign = rdds.findIndex((rdd) => !(rdd instanceof RDD))
  if (foreign >= 0)
    throw new StreamError('E_ARGUMENT', `${operator} was given ${show(rdds[foreign], 60)} where it needs an RDD`, {
      at: context === undefined ? undefined : String(context.site(operator)),
      hint: 'Make an RDD of it with sc.parallelize(records).',
    })
  const [first] = rdds
  const stranger = rdds.find((rdd) => rdd.context !== first?.context)
  if (first === undefined || stranger === undefined) return
  throw new StreamError(
    'E_CONTEXT_MISMATCH',
    `${operator} was given RDDs of two contexts: one from ${siteOf(first)} and one from ${siteOf(stranger)}`,
    { at: String(first.context.site(operator)), hint: 'Make both RDDs with the same SparkContext.' },
  )
}

/** Throw E_PARTITIONS_DIFFER unless all RDDs have equally many partitions. */
export function requireEqualPartitions(operator: string, rdds: readonly RDD<any>[]): void {
  requireOneContext(operator, rdds)
  const counts = rdds.map((rdd) => rdd.node.partitions)
  if (counts.every((count) => count === counts[0])) return
  throw new StreamError('E_PARTITIONS_DIFFER', `${operator} was given RDDs of ${counts.join(' and ')} partitions`, {
    at: rdds[0] === undefined ? undefined : String(rdds[0].context.site(operator)),
    hint: 'Use repartition(n) to make their numbers of partitions equal.',
  })
}
