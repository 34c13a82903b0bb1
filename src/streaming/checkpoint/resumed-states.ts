import type { KeptPartition, KeptStates, KeptVersion, RestoredVersions } from '../../kernel/kept-state.ts'
import type { Graph } from '../graph.ts'
import { keptOf, versionsOf } from './kept-versions.ts'
import type { Matching } from './layout.ts'
import type { Recovered } from './recovery.ts'
import { relay } from './relay.ts'

/** What a program goes on from, and how its states go with that. */
export interface Resumed {
  readonly recovered: Recovered
  readonly matching: Matching
}

/** What the states of a program go on from, by the names that the engine knows. */
export interface ResumedStates extends KeptStates {
  /** What was laid out anew, which is not in the log yet. */
  readonly relaid: readonly KeptVersion[]
  /** Partitions of which the log tells, by where their state is filed. */
  readonly logged: readonly (readonly [file: string, partition: number])[]
}

/** `resumed`: undefined when the program begins anew. Errors: E_USER_FUNCTION for what the function throws that makes values of those of an earlier version; STATE_CORRUPT. */
export function resumedStates(resumed: Resumed | undefined, graph: Graph): ResumedStates {
  const { recovered, matching } = resumed ?? {}
  const imported = recovered?.base.imported
  const partitions: KeptPartition[] = []
  const [all, relaid, logged]: [RestoredVersions[], KeptVersion[], [string, number][]] = [[], [], []]
  for (const { state, from, moved, migrates } of matching?.matched ?? []) {
    const kept = from === undefined ? undefined : recovered?.states.get(from)
    if (kept === undefined) continue
    const { name: operator, file } = state
    const versions = versionsOf(kept)
    all.push({ state: graph.states.indexOf(state), versions, imported })
    if (moved || from !== file || migrates !== undefined) {
      const anew = relay(state, kept, versions, migrates)
      relaid.push(...anew)
      partitions.push(...keptOf(anew, operator, versions))
    } else
      for (const partition of kept) {
        partitions.push({ ...partition, operator })
        logged.push([file, partition.partition])
      }
  }
  return { partitions, versions: all, relaid, logged }
}

/** States that were read again while the program runs. Of some not all partitions may have been made yet. */
export function statesNow(
  kept: ReadonlyMap<string, readonly KeptPartition[]>,
  graph: Graph,
  imported: number | undefined,
): KeptStates {
  const partitions: KeptPartition[] = []
  const versions: RestoredVersions[] = []
  for (const [state, { file, name: operator, partitioner }] of graph.states.entries()) {
    const own = kept.get(file) ?? []
    partitions.push(...own.map((partition) => ({ ...partition, operator })))
    if (own.length === partitioner.numPartitions) versions.push({ state, versions: versionsOf(own), imported })
  }
  return { partitions, versions }
}
