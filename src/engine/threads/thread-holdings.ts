import { StreamError } from '../../kernel/errors.ts'
import { type Address, formatAddress } from '../../program/address.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { OwnGround } from '../ground.ts'
import type { Holdings } from '../holdings.ts'
import type { MapOutput } from '../shuffle/map-outputs.ts'
import type { Member } from './member.ts'
import type { Inventory, WireOutput } from './messages.ts'

/** The output of a map task that a worker has run. */
export class RemoteOutput implements MapOutput {
  readonly buckets = []
  readonly changeable = false
  readonly member: Member
  /** The buckets that readers elsewhere need, as bytes. */
  readonly sent: ReadonlyMap<number, Uint8Array>

  constructor(member: Member, { buckets }: WireOutput) {
    this.member = member
    this.sent = new Map(buckets)
  }
}

/** What lies on this thread and on the workers, as far as their replies have told. */
export class ThreadHoldings implements Holdings {
  readonly turns: Holdings['turns']
  readonly prepared: Holdings['prepared']
  readonly #ground: OwnGround
  readonly #isShared: (at: Address | undefined) => at is Address
  readonly #kept = new Map<string, Map<number, Member>>()
  readonly #versions = new Map<string, Map<number, { readonly member: Member; readonly versions: Set<number> }>>()
  readonly #lost = new Map<string, Member>()
  #lossy = false

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
      for (let p = 0; p < rdd.node.partitions; p++) if (!this.isKept(rdd.address, p)) return false
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

  isKept(rdd: Address, p: number): boolean {
    return this.whereKept(rdd, p) !== undefined
  }

  /** The worker that has a persisted partition. */
  whereKept(rdd: Address, p: number): Member | undefined {
    return this.#kept.get(formatAddress(rdd))?.get(p)
  }

  /** Be told what a worker has. */
  note(member: Member, { kept, states }: Inventory): void {
    for (const [rdd, p, present] of kept) {
      const key = formatAddress(rdd)
      const parts = this.#kept.get(key) ?? new Map<number, Member>()
      this.#kept.set(key, parts)
      if (present) parts.set(p, member)
      else if (parts.get(p) === member) parts.delete(p)
    }
    for (const [operator, p, version] of states) {
      const parts = this.#versions.get(operator) ?? new Map()
      this.#versions.set(operator, parts)
      const known = parts.get(p) ?? { member, versions: new Set<number>() }
      parts.set(p, known)
      known.versions.add(version)
    }
  }

  drop(rdd: Address): void {
    this.#kept.delete(formatAddress(rdd))
  }

  retain(operator: string, version: number): void {
    for (const { versions } of this.#versions.get(operator)?.values() ?? [])
      for (const known of versions) if (known < version) versions.delete(known)
  }

  /** All that lay on a worker is gone. */
  lose(member: Member): void {
    this.#lossy = true
    for (const parts of this.#kept.values()) for (const [p, at] of parts) if (at === member) parts.delete(p)
    for (const [operator, parts] of this.#versions)
      for (const [p, at] of parts) if (at.member === member) this.#lost.set(`${operator} ${p}`, member)
  }

  /** State in memory cannot be made again from what the streams remember: without it results would be wrong. */
  #requireState(operator: string, p: number): void {
    const member = this.#lost.get(`${operator} ${p}`)
    if (member === undefined) return
    throw new StreamError(
      'E_WORKER_LOST',
      `the state of '${operator}' in partition ${p} went with worker ${member.number}`,
      {
        hint: 'Start the program again.',
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
