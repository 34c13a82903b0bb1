import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { Stage } from '../tasks.ts'
import type { Crew } from './crew.ts'
import type { Member } from './member.ts'
import { placeOf } from './owner.ts'
import { RemoteOutput, type ThreadHoldings } from './thread-holdings.ts'
import { type Weight, weigh } from './weight.ts'

/** Where the tasks of a stage run: on this thread, on one worker, or each on the worker of its partition. */
export type Placing =
  | { readonly kind: 'here'; readonly weight?: undefined }
  | { readonly kind: 'one'; readonly member: Member; readonly weight: Weight }
  | { readonly kind: 'spread'; readonly weight: Weight | undefined }

export interface PlacementParts {
  readonly crew: Crew
  readonly holdings: ThreadHoldings
  /** Most records of a stage that runs on one worker. 0: none does. */
  readonly most: number
  /** Bytes of a received block. */
  readonly received: (id: string) => number
}

/** Most work, in ms, that is left to one worker while others have none. */
const TINY = 1

/** How much a stage weighs by what its tasks took before: the newest counts for so much. */
const NEWEST = 0.25

/**
 * Decides where tasks run. To send tasks to several workers and to hear of each costs more than a few records do, so what
 * reads little runs on one worker, and what reads nothing and calls no function runs here. How long functions take is
 * learned: a stage of few records that are hard is spread like any other.
 */
export class Placement {
  readonly #parts: PlacementParts
  /** Milliseconds a record, by operator and line. */
  readonly #costs = new Map<string, number>()

  constructor(parts: PlacementParts) {
    this.#parts = parts
  }

  place({ rdd, partitions, work }: Stage<any>): Placing {
    const { most, crew } = this.#parts
    if (most === 0) return SPREAD
    const weight = weigh(rdd, partitions, most, {
      kept: (part) => this.#kept(part.rdd, part.p),
      shuffled: (dependency, p) => this.#shuffled(dependency, p),
      received: this.#parts.received,
    })
    if (weight === undefined) return SPREAD
    const { records, whole, at } = weight
    const isCalled = whole || (work.kind === 'action' && work.action.kind === 'partition')
    if (records === 0 && at.size === 0 && !isCalled) return HERE
    const cost = this.#costs.get(String(rdd.node.site)) ?? 0
    if (at.size > 1 || cost * records > TINY) return { kind: 'spread', weight }
    const [member = crew.idlest()] = at
    return { kind: 'one', member, weight }
  }

  /** The worker of a partition: where it is kept, or what stands behind it, or where its number says. */
  of(rdd: RDD<any>, p: number): Member {
    const { crew, holdings } = this.#parts
    return placeOf(rdd, p, {
      kept: (at, q) => holdings.whereKept(at, q),
      numbered: (q) => crew.numbered(q),
    })
  }

  /** True when partition `p` of an RDD behind shuffles can be read on any worker. */
  isOpen({ node }: RDD<any>, p: number): boolean {
    if (node.body.kind === 'state') return false
    return node.dependencies.every((each) => each.kind === 'narrow' || this.#shuffled(each, p) !== undefined)
  }

  /** Be told how long the tasks of a stage took that has read `records`. */
  learn(rdd: RDD<any>, records: number, took: number): void {
    if (records === 0) return
    const key = String(rdd.node.site)
    const known = this.#costs.get(key)
    const cost = took / records
    this.#costs.set(key, known === undefined ? cost : known + NEWEST * (cost - known))
  }

  #kept(rdd: RDD<any>, p: number): { readonly member: Member; readonly bytes: number } | undefined {
    const { holdings } = this.#parts
    const member = holdings.whereKept(rdd, p)
    return member === undefined ? undefined : { member, bytes: holdings.bytesKept(rdd, p) }
  }

  #shuffled(dependency: ShuffleDependency, p: number): number | undefined {
    let records = 0
    for (const output of this.#parts.holdings.outputs(dependency)) {
      if (output instanceof RemoteOutput) {
        if (!output.isOpen) return undefined
        records += output.records(p)
      } else records += output?.buckets[p]?.length ?? 0
    }
    return records
  }
}

const HERE: Placing = { kind: 'here' }
export const SPREAD: Placing & { readonly kind: 'spread' } = { kind: 'spread', weight: undefined }
