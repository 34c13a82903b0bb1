import type { Site } from '../../kernel/site.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import { Gathered } from '../compile/op.ts'
import { combining, sums } from '../inputs/keyed.ts'
import type { Sink } from '../inputs/line.ts'
import type { MapOutput } from './map-outputs.ts'

/** How the records of a map task are gathered, and what is made of them at the end. */
export interface MapWriter {
  readonly sink: Sink
  readonly gathered: Gathered
  finish(): MapOutput
}

/** `site` is the operator that asks for the shuffle: the one to be named when a record is no pair. */
export function mapWriter(dependency: ShuffleDependency, site: Site): MapWriter {
  const { aggregator, mapSideCombine } = dependency
  if (!mapSideCombine || aggregator === undefined) return bucketWriter(dependency, site)
  const gathered = sums()
  return { gathered, sink: combining(site, aggregator), finish: () => sumOutput(dependency, gathered) }
}

function bucketWriter(dependency: ShuffleDependency, site: Site): MapWriter {
  const { partitioner } = dependency
  const gathered = new Gathered()
  gathered.buckets = emptyBuckets(partitioner.numPartitions)
  gathered.partitionOf = (key) => partitioner.getPartition(key)
  const sink: Sink = { ops: ['bucket'], functions: [], site }
  return { gathered, sink, finish: () => ({ buckets: gathered.buckets, changeable: false }) }
}

function sumOutput({ partitioner }: ShuffleDependency, gathered: Gathered): MapOutput {
  const buckets: any[][] = []
  let changeable = false
  for (const pair of gathered.sums?.values() ?? []) {
    const p = partitioner.getPartition(pair[0])
    const bucket = buckets[p]
    if (bucket === undefined) buckets[p] = [pair]
    else bucket.push(pair)
    changeable ||= typeof pair[1] === 'object' && pair[1] !== null
  }
  return { buckets, changeable }
}

function emptyBuckets(n: number): any[][] {
  const buckets: any[][] = []
  for (let i = 0; i < n; i++) buckets.push([])
  return buckets
}
