import type { KeptPartition, KeptVersion } from '../../kernel/kept-state.ts'
import { KeyMap, KeySet } from '../../kernel/key-map.ts'
import { decodeChanges, type KeptChanges } from '../../state/changes.ts'
import { MemoryStateStore } from '../../state/memory-store.ts'
import { restoreChanges } from '../../state/restore.ts'
import { Slots } from '../../state/slots.ts'
import type { StateVersions } from '../surface/state-versions.ts'
import { migrated } from './migrate.ts'
import { RelaidKeys } from './relaid-keys.ts'
import { RelaidPanes } from './relaid-panes.ts'

export type Entries = [key: unknown, state: unknown][]

/** What one partition, of those that were kept, did to make a version. */
export interface Step {
  readonly deleted: readonly unknown[]
  /** In order of their insertions. */
  readonly set: readonly (readonly [key: unknown, value: unknown])[]
}

/** Takes steps of the partitions that were kept, and makes versions of the partitions that there are now. */
export interface Relaid {
  take(from: number, step: Step): void
  /** The version `to` in each partition: all of it, or what has changed since the last. */
  version(to: number, isFirst: boolean): KeptVersion[]
}

/**
 * Lay a state out for other partitions than those that it was kept for, and make values of now of those of version
 * `from`. All of `versions` go along, since windows may look back on them: the oldest as a whole, the others as changes.
 *
 * Errors    E_USER_FUNCTION for what the function throws that makes the values; STATE_CORRUPT
 */
export function relay(
  state: StateVersions<any>,
  kept: readonly KeptPartition[],
  versions: readonly number[],
  from: number | undefined,
): KeptVersion[] {
  const relaid: Relaid = state.isOfPanes ? new RelaidPanes(state) : new RelaidKeys(state)
  const steps = kept.map((partition) => stepsOf(partition, versions))
  return versions.flatMap((to, i) => {
    for (const [q, ofPartition] of steps.entries()) {
      const step = ofPartition[i] as Step
      relaid.take(q, from === undefined ? step : migratedStep(state, step, from))
    }
    return relaid.version(to, i === 0)
  })
}

/** How a partition came by each of `versions`; what it made between two of them goes with the later one. */
function stepsOf({ operator, partition, changes }: KeptPartition, versions: readonly number[]): Step[] {
  const all = changes.map((bytes) => decodeChanges(bytes, `state of '${operator}', partition ${partition}`))
  const [first = 0, ...later] = versions
  const slots = new Slots<unknown, unknown>()
  restoreChanges(
    slots,
    all.filter(({ to }) => to <= first),
    first,
    first,
  )
  const begin = { deleted: [], set: [...slots.map].map(({ key, state }) => [key, state] as const) }
  return [
    begin,
    ...later.map((to, i) => stepOf(all.filter((change) => change.to > (versions[i] as number) && change.to <= to))),
  ]
}

/** Several changes as one. Whoever takes it deletes first: a key may have been deleted and inserted again. */
function stepOf(changes: readonly KeptChanges[]): Step {
  const deleted = new KeySet<unknown>()
  const set = new KeyMap<unknown, unknown>()
  for (const change of changes) {
    const { keys, states } = change.set
    for (const key of change.deleted) {
      deleted.add(key)
      set.delete(key)
    }
    for (const [i, key] of keys.entries()) set.set(key, states.at(i))
  }
  return { deleted: [...deleted], set: [...set] }
}

/** A key whose value is dropped is not set, and what it had is deleted. */
function migratedStep(state: StateVersions<any>, { deleted, set }: Step, from: number): Step {
  const made = set.map(([key, old]) => ({ key, entries: migrated(state, [[key, old]], from) }))
  const dropped = made.flatMap(({ key, entries }) => (entries.length === 0 ? [key] : []))
  return { deleted: [...deleted, ...dropped], set: made.flatMap(({ entries }) => entries) }
}

/** The entries of the newest version of a partition. */
export function entriesOf(kept: KeptPartition): Entries {
  const store = new MemoryStateStore()
  store.restore({ ...kept, versions: kept.versions.slice(-1) })
  const partition = store.partition<unknown, unknown>(kept.operator, kept.partition)
  return partition.read(partition.version).pairs()
}
