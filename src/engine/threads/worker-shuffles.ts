import { placedError } from '../../kernel/errors.ts'
import type { Site } from '../../kernel/site.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import { decode, encodePairs } from '../exchange/exchange.ts'
import type { MapOutput, ShuffleReads } from '../shuffle/map-outputs.ts'
import { Unplanned } from '../unplanned.ts'
import type { WireBuckets, WireOutput } from './messages.ts'

/** What the driver has said of the buckets of one partition. */
type Told = Pick<WireBuckets, 'own' | 'buckets'>

/**
 * The outputs of map tasks as one worker sees them: of its own tasks the buckets that it will read itself, as they are;
 * of all others what the driver has sent of them, as bytes.
 */
export class WorkerShuffles implements ShuffleReads {
  readonly #number: number
  readonly #workers: number
  readonly #showRecords: boolean
  readonly #own = new WeakMap<ShuffleDependency, Map<number, MapOutput>>()
  readonly #told = new WeakMap<ShuffleDependency, Map<number, Told>>()

  constructor(number: number, workers: number, showRecords: boolean) {
    this.#number = number
    this.#workers = workers
    this.#showRecords = showRecords
  }

  /** Keep what this worker will read itself of an output, and answer the rest. */
  keep(dependency: ShuffleDependency, site: Site, from: number, { buckets, changeable }: MapOutput): WireOutput {
    const own: (readonly any[] | undefined)[] = []
    const sent: [number, Uint8Array][] = []
    for (const [p, bucket] of buckets.entries()) {
      if (bucket === undefined || bucket.length === 0) continue
      // A bucket that a reader may change is read anew from its bytes each time.
      if (p % this.#workers === this.#number && !changeable) own[p] = bucket
      else sent.push([p, sharedFrame(bucket, site, this.#showRecords)])
    }
    const outputs = this.#own.get(dependency) ?? new Map<number, MapOutput>()
    this.#own.set(dependency, outputs.set(from, { buckets: own, changeable: false }))
    return { buckets: sent }
  }

  /** Be told what to read for a partition. */
  tell(dependency: ShuffleDependency, { partition, own, buckets }: WireBuckets): void {
    const told = this.#told.get(dependency) ?? new Map<number, Told>()
    this.#told.set(dependency, told.set(partition, { own, buckets }))
  }

  require(dependency: ShuffleDependency, p: number): void {
    this.#find(dependency, p)
  }

  read(dependency: ShuffleDependency, p: number): (readonly any[])[] {
    const { own, buckets } = this.#find(dependency, p)
    const found: [from: number, bucket: readonly any[]][] = []
    for (const from of own) {
      const bucket = this.#own.get(dependency)?.get(from)?.buckets[p]
      if (bucket !== undefined && bucket.length > 0) found.push([from, bucket])
    }
    for (const { from, bytes } of buckets) found.push([from, decode(bytes)])
    return found.sort(([a], [b]) => a - b).map(([, bucket]) => bucket)
  }

  #find(dependency: ShuffleDependency, p: number): Told {
    const told = this.#told.get(dependency)?.get(p)
    const outputs = this.#own.get(dependency)
    if (told?.own.every((from) => outputs?.has(from)) !== true) throw new Unplanned('map outputs')
    return told
  }
}

/** Pairs as bytes that every thread can read. */
function sharedFrame(bucket: readonly any[], site: Site, showRecords: boolean): Uint8Array {
  try {
    return encodePairs(bucket, { shared: true, showRecords })
  } catch (error) {
    throw placedError(error, site)
  }
}
