import { placedError } from '../../kernel/errors.ts'
import type { Address } from '../../program/address.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { MapOutput, ShuffleReads } from '../shuffle/map-outputs.ts'
import { Unplanned } from '../unplanned.ts'
import { Edges } from './edges.ts'
import type { SentBucket, WireBuckets, WireOutput } from './messages.ts'

/** What the driver has said of the buckets of one partition. */
type Told = Pick<WireBuckets, 'own' | 'buckets'>

/** The shuffle that a map task serves: dependency `index` of `child`. */
export interface Shuffle {
  readonly dependency: ShuffleDependency
  readonly child: RDD<any>
  readonly index: number
}

export interface WorkerShufflesParts {
  /** How many workers there are. */
  readonly workers: number
  readonly origin: number
  readonly showRecords: boolean
}

/**
 * The outputs of map tasks as one worker sees them: of its own tasks the buckets that it will read itself, as they are;
 * of all others what the driver has sent of them, as bytes.
 */
export class WorkerShuffles implements ShuffleReads {
  /** This worker's number, of which it is told before its first task. */
  number = 0
  readonly #parts: WorkerShufflesParts
  readonly #edges: Edges
  readonly #own = new WeakMap<ShuffleDependency, Map<number, MapOutput>>()
  readonly #told = new WeakMap<ShuffleDependency, Map<number, Told>>()

  constructor(parts: WorkerShufflesParts) {
    this.#parts = parts
    this.#edges = new Edges(parts.origin, parts.showRecords)
  }

  /** Keep what this worker will read itself of an output, and answer the rest; all of it when it is to be `open`. */
  keep(shuffle: Shuffle, from: number, { buckets, changeable }: MapOutput, open: boolean): WireOutput {
    const { workers } = this.#parts
    const own: (readonly any[] | undefined)[] = []
    const sent: SentBucket[] = []
    for (const [p, bucket] of buckets.entries()) {
      if (bucket === undefined || bucket.length === 0) continue
      // A bucket that a reader may change is read anew from its bytes each time.
      if (!changeable && (open || p % workers === this.number)) own[p] = bucket
      if (open || own[p] === undefined) sent.push(this.#send(shuffle, p, bucket))
    }
    const { dependency } = shuffle
    const outputs = this.#own.get(dependency) ?? new Map<number, MapOutput>()
    this.#own.set(dependency, outputs.set(from, { buckets: own, changeable: false }))
    return { open, own: [...own.keys()].filter((p) => own[p] !== undefined), buckets: sent }
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
    for (const bucket of buckets) found.push([bucket.from, this.#edges.receive(bucket).pairs()])
    return found.sort(([a], [b]) => a - b).map(([, bucket]) => bucket)
  }

  #send(shuffle: Shuffle, partition: number, bucket: readonly any[]): SentBucket {
    try {
      const { frame, pages } = this.#edges.send(edgeOf(shuffle, partition), bucket)
      return { partition, records: bucket.length, frame, pages }
    } catch (error) {
      throw placedError(error, shuffle.child.node.site)
    }
  }

  #find(dependency: ShuffleDependency, p: number): Told {
    const told = this.#told.get(dependency)?.get(p)
    const outputs = this.#own.get(dependency)
    if (told?.own.every((from) => outputs?.has(from)) !== true) throw new Unplanned('map outputs')
    return told
  }
}

/** What a shuffle is called in every batch; undefined for one that a program makes once. */
function edgeOf({ child, index }: Shuffle, partition: number): string | undefined {
  const { scope, index: made } = child.address as Address
  const at = scope.lastIndexOf('@')
  return at < 0 ? undefined : `${scope.slice(0, at)}/${made}/${index}/${partition}`
}
