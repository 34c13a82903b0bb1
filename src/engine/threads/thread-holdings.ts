import { StreamError } from '../../kernel/errors.ts'
import type { KeptPartition, KeptVersion } from '../../kernel/kept-state.ts'
import { type Address, formatAddress } from '../../program/address.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { OwnGround } from '../ground.ts'
import type { Holdings } from '../holdings.ts'
import type { MapOutput } from '../shuffle/map-outputs.ts'
import type { Member } from './member.ts'
import type { Inventory, SentBucket, WireOutput } from './messages.ts'

/** The output of a map task that a worker has run. */
export class RemoteOutput implements MapOutput {
  readonly buckets = []
  readonly changeable = false
  readonly member: Member
  /** True when every bucket was sent, so that it can be read anywhere. */
  readonly isOpen: boolean
  /** The buckets that readers elsewhere need, as bytes: by partition. */
  readonly #sent: readonly SentBucket[]
  /** Partitions whose buckets the worker has. */
  readonly #own: readonly number[]

  constructor(member: Member, { open, own, buckets }: WireOutput) {
    this.member = member
    this.isOpen = open
    this.#own = own
    const sent: SentBucket[] = []
    for (const bucket of buckets) sent[bucket.partition] = bucket
    this.#sent = sent
  }

  /** Records for partition `p` that were sent. */
  records(p: number): number {
    return this.#sent[p]?.records ?? 0
  }

  /** What a task over partition `p` on `member` has to be sent. */
  sentFor(p: number, member: Member): SentBucket | undefined {
    return member === this.member && this.#own.includes(p) ? undefined : this.#sent[p]
  }
}

/** What lies on this thread and on the workers, as far as their replies have told. */
export class ThreadHoldings implements Holdings {
  readonly turns: Holdings['turns']
  readonly prepared: Holdings['prepared']
  readonly #ground: OwnGround
  readonly #isShared: (at: Address | undefined) => at is Address
  readonly #kept = new Map<string, Map<number, { readonly member: Member; readonly bytes: number }>>()
  readonly #versions = new Map<string, Map<number, { readonly worker: number; readonly versions: Set<number> }>>()
  readonly #lost = new Map<string, Member>()
  #lossy = false
  #keep: (version: KeptVersion) => void = () => {}

  /** `isShared` says what the workers have as well. */
  constructor(ground: OwnGround, isShared: (at: Address | undefined) => at is Address) {
    this.#isShared = isShared
    this.turns = ground.turns
    this.prepared = ground.prepared
    this.#ground = ground
  }

  readonly kept = {
    isComplete: (rdd: RDD<any>): boolean => {
      if (!this.#isShared(rdd.address)) return this.#ground.kept.isComplete(rdd)
      for (let p = 0; p < rdd.node.partitions; p++) if (this.whereKept(rdd, p) === undefined) return false
      return rdd.node.partitions > 0
    },
  }

  readonly shuffles: Holdings['shuffles'] = {
    once: (dependency, run) => this.#ground.shuffles.once(this.#pruned(dependency), run),
    isComplete: (dependency) => this.#ground.shuffles.isComplete(this.#pruned(dependency)),
    missing: (dependency) => this.#ground.shuffles.missing(this.#pruned(dependency)),
    put: (dependency, p, output) => this.#ground.shuffles.put(dependency, p, output),
  }

  readonly states = {
    partition: (operator: string, p: number) => {
      this.#requireState(operator, p)
      const versions = this.#versions.get(operator)?.get(p)?.versions
      return {
        version: versions === undefined || versions.size === 0 ? undefined : Math.max(...versions),
        has: (version: number) => versions?.has(version) === true,
      }
    },
  }

  /** The worker that has a persisted partition. */
  whereKept(rdd: RDD<any>, p: number): Member | undefined {
    return this.#keptPart(rdd, p)?.member
  }

  /** Bytes of a persisted partition on its worker; without end when they are on disk. */
  bytesKept(rdd: RDD<any>, p: number): number {
    return this.#keptPart(rdd, p)?.bytes ?? 0
  }

  #keptPart({ address }: RDD<any>, p: number): { readonly member: Member; readonly bytes: number } | undefined {
    if (this.#kept.size === 0 || !this.#isShared(address)) return undefined
    return this.#kept.get(formatAddress(address))?.get(p)
  }

  /** Be told what a worker has. */
  note(member: Member, { kept, states, made }: Inventory): void {
    for (const version of made) this.#keep(version)
    for (const [rdd, p, bytes] of kept) {
      const key = formatAddress(rdd)
      const parts = this.#kept.get(key) ?? new Map<number, { readonly member: Member; readonly bytes: number }>()
      this.#kept.set(key, parts)
      if (bytes !== undefined) parts.set(p, { member, bytes })
      else if (parts.get(p)?.member === member) parts.delete(p)
    }
    for (const [operator, p, version] of states) {
      const parts = this.#versions.get(operator) ?? new Map()
      this.#versions.set(operator, parts)
      const known = parts.get(p) ?? { worker: member.number, versions: new Set<number>() }
      parts.set(p, known)
      known.versions.add(version)
    }
  }

  /** Tell `keep` of the versions of states that workers make. */
  keepBy(keep: (version: KeptVersion) => void): void {
    this.#keep = keep
  }

  drop(rdd: Address): void {
    this.#kept.delete(formatAddress(rdd))
  }

  retain(operator: string, version: number): void {
    for (const { versions } of this.#versions.get(operator)?.values() ?? [])
      for (const known of versions) if (known < version) versions.delete(known)
  }

  /** All that lay on a worker is gone. The one that takes its place begins with what was kept of states, if anything was. */
  lose(member: Member, restored: readonly KeptPartition[] | undefined): void {
    this.#lossy = true
    for (const parts of this.#kept.values()) for (const [p, at] of parts) if (at.member === member) parts.delete(p)
    for (const [operator, parts] of this.#versions)
      for (const [p, { worker, versions }] of parts) {
        if (worker !== member.number) continue
        if (restored === undefined) this.#lost.set(`${operator} ${p}`, member)
        else versions.clear()
      }
    this.restore(member.number, restored ?? [])
  }

  /** Partitions of states lie on a worker from the start. */
  restore(worker: number, restored: readonly KeptPartition[]): void {
    for (const { operator, partition, versions } of restored) {
      const parts = this.#versions.get(operator) ?? new Map()
      this.#versions.set(operator, parts.set(partition, { worker, versions: new Set(versions) }))
    }
  }

  /** State in memory cannot be made again from what the streams remember: without it results would be wrong. */
  #requireState(operator: string, p: number): void {
    const member = this.#lost.get(`${operator} ${p}`)
    if (member === undefined) return
    throw new StreamError(
      'E_WORKER_LOST',
      `the state of '${operator}' in partition ${p} went with worker ${member.number}`,
      {
        hint: 'Start the program again; with a checkpoint the state would be there.',
        cause: member.why,
      },
    )
  }

  /** The outputs of the map tasks of a shuffle that is complete. */
  outputs(dependency: ShuffleDependency): readonly (MapOutput | undefined)[] {
    return this.#ground.shuffles.outputs(dependency)
  }

  /** The dependency, of which outputs that went with their workers are not known any more. */
  #pruned(dependency: ShuffleDependency): ShuffleDependency {
    if (this.#lossy)
      this.#ground.shuffles.discard(dependency, (output) => output instanceof RemoteOutput && !output.member.isAlive)
    return dependency
  }
}
