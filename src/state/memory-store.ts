import type { KeptPartition, KeptVersion } from '../kernel/kept-state.ts'
import { decodeChanges } from './changes.ts'
import { MemoryPartition } from './memory-partition.ts'
import type { PartitionState, StateStore } from './store.ts'

/** Keyed state in the memory of this process. */
export class MemoryStateStore implements StateStore {
  readonly #operators = new Map<string, Map<number, MemoryPartition<any, any>>>()
  #keep: ((version: KeptVersion) => void) | undefined

  partition<K, S>(operator: string, partition: number): PartitionState<K, S> {
    return this.#partition(operator, partition)
  }

  #partition<K, S>(operator: string, partition: number): MemoryPartition<K, S> {
    const partitions = this.#operators.get(operator) ?? new Map<number, MemoryPartition<any, any>>()
    this.#operators.set(operator, partitions)
    const known = partitions.get(partition)
    if (known !== undefined) return known
    const keep = this.#keep
    const made = new MemoryPartition<K, S>(keep && ((version) => keep({ operator, partition, ...version })))
    partitions.set(partition, made)
    return made
  }

  retain(operator: string, version: number): void {
    for (const partition of this.#operators.get(operator)?.values() ?? []) partition.retain(version)
  }

  drop(operator: string): void {
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
}
