import type { Ordering } from '../kernel/order.ts'
import { Random } from '../kernel/random.ts'
import type { Site } from '../kernel/site.ts'
import type { Placed } from '../program/placed.ts'
import { requirePair } from './faults.ts'
import type { RangePartitioner } from './partitioner.ts'
import { placed, type RDD } from './rdd.ts'

/** Keys sampled for each partition of the result. */
const KEYS_A_PARTITION = 20
const MOST_KEYS = 1_000_000

interface Sample {
  readonly keys: readonly unknown[]
  readonly count: number
}

/**
 * Bounds that cut the keys of `rdds` into ranges of about equal numbers of records, found by a job that samples each
 * partition. The seed is fixed, so the same data gives the same bounds. Few distinct keys give fewer bounds.
 *
 * Source    Spark's RangePartitioner: reservoir samples, each key weighing as many records as it stands for
 */
export async function rangeBounds(
  site: Site,
  rdds: readonly RDD<any>[],
  partitioner: RangePartitioner,
): Promise<unknown[]> {
  if (partitioner.numPartitions <= 1) return []
  const samples = (await Promise.all(rdds.map((rdd) => sampleKeys(site, rdd, partitioner.numPartitions)))).flat()
  const candidates = samples.flatMap(({ keys, count }) => keys.map((key) => ({ key, weight: count / keys.length })))
  return cut(candidates, partitioner.numPartitions, partitioner.ordering)
}

function sampleKeys(site: Site, rdd: RDD<any>, ranges: number): Promise<Sample[]> {
  const wanted = Math.min(KEYS_A_PARTITION * ranges, MOST_KEYS)
  // Three times the share of a partition, because partitions are seldom of equal size.
  const size = Math.ceil((3 * wanted) / Math.max(1, rdd.node.partitions))
  const sample: Placed<(records: Iterable<any>, index: number) => Sample> = rdd.context.at(site, () =>
    placed(rdd, site.operator, (records: Iterable<any>, index: number) => reservoir(records, size, new Random(index))),
  )
  return rdd.context.run(rdd, { kind: 'partition', f: sample })
}

/** A sample of at most `size` keys, every key with the same chance. Source: Vitter's algorithm R. */
function reservoir(records: Iterable<readonly [unknown, unknown]>, size: number, random: Random): Sample {
  const keys: unknown[] = []
  let count = 0
  for (const record of records) {
    const [key] = requirePair(record)
    count++
    if (keys.length < size) keys.push(key)
    else {
      const place = random.below(count)
      if (place < size) keys[place] = key
    }
  }
  return { keys, count }
}

interface Candidate {
  readonly key: unknown
  readonly weight: number
}

function cut(candidates: Candidate[], ranges: number, ordering: Ordering<any>): unknown[] {
  candidates.sort((a, b) => ordering(a.key, b.key))
  const step = candidates.reduce((sum, { weight }) => sum + weight, 0) / ranges
  const bounds: unknown[] = []
  let [passed, target] = [0, step]
  for (const { key, weight } of candidates) {
    passed += weight
    if (passed < target || bounds.length === ranges - 1) continue
    if (bounds.length > 0 && ordering(key, bounds.at(-1)) <= 0) continue
    bounds.push(key)
    target += step
  }
  return bounds
}
