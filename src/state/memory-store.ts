import { MemoryPartition } from './memory-partition.ts'
import type { PartitionState, StateStore } from './store.ts'

/** Keyed state in the memory of this process. */
export class MemoryStateStore implements StateStore {
  readonly #operators = new Map<string, Map<number, MemoryPartition<any, any>>>()

  partition<K, S>(operator: string, partition: number): PartitionState<K, S> {
    const partitions = this.#operators.get(operator) ?? new Map<number, MemoryPartition<any, any>>()
    this.#operators.set(operator, partitions)
    const known = partitions.get(partition)
    if (known !== undefined) return known
    const made = new MemoryPartition<K, S>()
    partitions.set(partition, made)
    return made
  }

  retain(operator: string, version: number): void {
    for (const partition of this.#operators.get(operator)?.values() ?? []) partition.retain(version)
  }

  drop(operator: string): void {
    this.#operators.delete(operator)
  }
}
