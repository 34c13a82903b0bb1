import type { KeptPartition, KeptVersion } from '../kernel/kept-state.ts'
import { decodeChanges } from './changes.ts'
import type { SlotMap } from './slots.ts'
import type { PartitionState, StateStore } from './store.ts'
import { VersionedPartition } from './versioned-partition.ts'

/** What tells stores apart: where the newest version of each partition lies. */
export interface Placing {
  readonly slots: () => SlotMap<any, any>
  /** What has no form as data cannot be a state, even if nobody keeps it. */
  readonly asData: boolean
  close(): Promise<void>
}

/** Partitions of states by operator. */
export class VersionedStateStore implements StateStore {
  readonly #placing: Placing
  readonly #operators = new Map<string, Map<number, VersionedPartition<any, any>>>()
  #keep: ((version: KeptVersion) => void) | undefined

  constructor(placing: Placing) {
    this.#placing = placing
  }

  partition<K, S>(operator: string, partition: number): PartitionState<K, S> {
    return this.#partition(operator, partition)
  }

  #partition<K, S>(operator: string, partition: number): VersionedPartition<K, S> {
    const partitions = this.#operators.get(operator) ?? new Map<number, VersionedPartition<any, any>>()
    this.#operators.set(operator, partitions)
    const known = partitions.get(partition)
    if (known !== undefined) return known
    const keep = this.#keep
    const made = new VersionedPartition<K, S>({
      slots: this.#placing.slots(),
      asData: this.#placing.asData,
      keep: keep && ((version) => keep({ operator, partition, ...version })),
    })
    partitions.set(partition, made)
    return made
  }

  retain(operator: string, version: number): void {
    for (const partition of this.#operators.get(operator)?.values() ?? []) partition.retain(version)
  }

  drop(operator: string): void {
    for (const partition of this.#operators.get(operator)?.values() ?? []) partition.clear()
    this.#operators.delete(operator)
  }

  keepBy(keep: (version: KeptVersion) => void): void {
    this.#keep = keep
  }

  restore({ operator, partition, versions, changes, whole }: KeptPartition): void {
    const place = `state of '${operator}', partition ${partition}`
    const decoded = changes.values().map((bytes) => decodeChanges(bytes, place))
    this.#partition(operator, partition).restore(decoded, whole, versions[0] ?? whole)
  }

  close(): Promise<void> {
    return this.#placing.close()
  }
}
