import type { KeptPartition, KeptVersion } from '../../kernel/kept-state.ts'
import type { Partitioner } from '../../rdd/partitioner.ts'
import { encodeChanges } from '../../state/changes.ts'
import { MemoryStateStore } from '../../state/memory-store.ts'
import { type Pane, paneOf } from '../surface/panes.ts'
import type { StateVersions } from '../surface/state-versions.ts'
import { migrated } from './migrate.ts'

export type Entries = [key: unknown, state: unknown][]

/**
 * Lay the entries of a state out for other partitions than those that they were kept for, and make values of now of those of
 * version `from`. Only the newest version goes along, so a restart that does this cannot look back on older ones.
 *
 * Errors    E_USER_FUNCTION for what the function throws that makes the values
 */
export function relay(
  state: StateVersions<any>,
  kept: readonly KeptPartition[],
  time: number,
  from: number | undefined,
): KeptVersion[] {
  const { partitioner, name: operator } = state
  const parts = Array.from({ length: partitioner.numPartitions }, (): Entries => [])
  const split = state.isOfPanes ? splitPanes : splitKeys
  for (const partition of kept) {
    const entries = entriesOf(partition)
    split(from === undefined ? entries : migrated(state, entries, from), partitioner, parts)
  }
  return parts.map((entries, partition) => {
    if (state.isOfPanes) entries.sort(([a], [b]) => (a as number) - (b as number))
    const [keys, states] = [entries.map(([key]) => key), entries.map(([, value]) => value)]
    const orders = keys.map((_, order) => order)
    const none = { keys: [], orders: [], states: [] }
    const all = { to: time, nextOrder: keys.length, deleted: [], set: { keys, orders, states }, same: none }
    return { operator, partition, to: time, changes: encodeChanges(all), begins: true, ends: true, isFirst: true }
  })
}

/** The entries of the newest version of a partition. */
export function entriesOf(kept: KeptPartition): Entries {
  const store = new MemoryStateStore()
  store.restore({ ...kept, versions: kept.versions.slice(-1) })
  const partition = store.partition<unknown, unknown>(kept.operator, kept.partition)
  return partition.read(partition.version).pairs()
}

function splitKeys(entries: Entries, partitioner: Partitioner, parts: readonly Entries[]): void {
  for (const entry of entries) parts[partitioner.getPartition(entry[0])]?.push(entry)
}

/** The panes of a window lie by the keys in them; those of the same time and partition become one. */
function splitPanes(entries: Entries, partitioner: Partitioner, parts: readonly Entries[]): void {
  for (const [time, pane] of entries as [number, Pane<unknown, unknown>][]) {
    const split = parts.map(() => [] as [unknown, unknown][])
    pane.keys.forEach((key, i) => {
      split[partitioner.getPartition(key)]?.push([key, pane.values[i]])
    })
    for (const [p, pairs] of split.entries()) {
      if (pairs.length === 0) continue
      const part = parts[p] as Entries
      const known = part.find(([other]) => other === time)
      if (known === undefined) part.push([time, paneOf(pairs)])
      else known[1] = paneOf([...pairsOf(known[1] as Pane<unknown, unknown>), ...pairs])
    }
  }
}

const pairsOf = ({ keys, values }: Pane<unknown, unknown>): [unknown, unknown][] =>
  keys.map((key, i) => [key, values[i]])
