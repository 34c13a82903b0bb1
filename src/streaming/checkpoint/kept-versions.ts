import type { KeptPartition, KeptVersion } from '../../kernel/kept-state.ts'

/** Versions that were laid out anew, as they are handed to the engine, which knows the state as `operator`. */
export function keptOf(anew: readonly KeptVersion[], operator: string, versions: readonly number[]): KeptPartition[] {
  return [...Map.groupBy(anew, ({ partition }) => partition)].map(([partition, made]) => {
    const changes = made.map((version) => version.changes)
    return { operator, partition, versions, changes, whole: versions[0] as number }
  })
}

/** Versions that all partitions have. */
export function versionsOf([first, ...others]: readonly KeptPartition[]): number[] {
  const all = others.map(({ versions }) => new Set(versions))
  return first?.versions.filter((version) => all.every((some) => some.has(version))) ?? []
}
