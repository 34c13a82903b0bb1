import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import type { Site } from '../../kernel/site.ts'
import { settled, ThrownFor } from '../../rdd/faults.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import { FunctionPartitioner, HashPartitioner, type Partitioner, RangePartitioner } from '../../rdd/partitioner.ts'
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
  gathered.partitionOf = partitionOf(partitioner)
  const sink: Sink = { ops: ['bucket'], functions: [], site }
  return { gathered, sink, finish: () => ({ buckets: gathered.buckets, changeable: false }) }
}

function sumOutput({ partitioner }: ShuffleDependency, gathered: Gathered): MapOutput {
  gathered.settle()
  const buckets: any[][] = []
  const placeOf = placing(partitioner)
  let changeable = false
  for (const pair of gathered.sums?.values() ?? []) {
    const p = placeOf(pair)
    const bucket = buckets[p]
    if (bucket === undefined) buckets[p] = [pair]
    else bucket.push(pair)
    changeable ||= typeof pair[1] === 'object' && pair[1] !== null
  }
  return { buckets, changeable }
}

/** What the partitioner says of a key. One of the user's may answer anything, and a record must not get lost by it. */
function partitionOf(partitioner: Partitioner): (key: unknown) => number {
  if (isOurs(partitioner)) return (key) => partitioner.getPartition(key)
  return (key) => {
    const number = settled(partitioner.getPartition(key))
    if (Number.isInteger(number) && number >= 0 && number < partitioner.numPartitions) return number
    throw new StreamError('E_ARGUMENT', `the partitioner answered ${show(number, 40)} for key ${show(key, 40)}`, {
      hint: `Answer a whole number from 0 to ${partitioner.numPartitions - 1}.`,
    })
  }
}

/** As `partitionOf`, for a sum; what is thrown names it. */
function placing(partitioner: Partitioner): (pair: readonly [unknown, unknown]) => number {
  const place = partitionOf(partitioner)
  return (pair) => {
    try {
      return place(pair[0])
    } catch (error) {
      throw new ThrownFor(pair, error)
    }
  }
}

const isOurs = (partitioner: Partitioner): boolean =>
  [HashPartitioner, RangePartitioner, FunctionPartitioner].includes(partitioner.constructor as never)

function emptyBuckets(n: number): any[][] {
  const buckets: any[][] = []
  for (let i = 0; i < n; i++) buckets.push([])
  return buckets
}
