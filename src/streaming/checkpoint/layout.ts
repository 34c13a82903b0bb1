import { StreamError } from '../../kernel/errors.ts'
import { HashPartitioner } from '../../rdd/partitioner.ts'
import type { StateVersions } from '../surface/state-versions.ts'
import type { StateLayout } from './records.ts'
import type { Recovered } from './recovery.ts'

/** A state of the program beside what the checkpoint has for it. */
export interface Matched {
  readonly state: StateVersions<any>
  /** The name under which the checkpoint has it; undefined when it has none. */
  readonly from: string | undefined
  /** Its keys lie otherwise than when they were kept. */
  readonly moved: boolean
  /** The version that its values have in the checkpoint, when they are to be made anew of these. */
  readonly migrates: number | undefined
}

/** How the states of a program and those of a checkpoint go together. */
export interface Matching {
  readonly matched: readonly Matched[]
  /** States of the checkpoint that the program has not, and that it was told to drop. */
  readonly dropped: readonly string[]
}

export function layoutOf({ file, kind, partitioner, version }: StateVersions<any>): StateLayout {
  const byHash = partitioner instanceof HashPartitioner
  return { name: file, kind, partitions: partitioner.numPartitions, byHash, version }
}

/**
 * Match states by name. Names in `drop` are those of operators whose states the user wants to lose.
 *
 * Errors    E_STATE_REMOVED for a state that the program has not and that is not dropped; E_STATE_CHANGED for one that is
 *           of another operator now, or of another version without a way from there
 */
export function match(
  states: readonly StateVersions<any>[],
  { base, states: kept }: Recovered,
  drop: ReadonlySet<string>,
): Matching {
  const before = new Map(base.states.map((layout) => [layout.name, layout]))
  const left = new Set([...before.keys()].filter((name) => kept.has(name)))
  const matched = states.map((state): Matched => {
    const from = state.files.find((file) => left.has(file) && !drop.has(ownerOf(file)))
    if (from === undefined) return { state, from, moved: false, migrates: undefined }
    left.delete(from)
    const layout = before.get(from) as StateLayout
    return { state, from, moved: isMoved(state, layout), migrates: migratesFrom(state, layout) }
  })
  const lost = [...left].filter((name) => !drop.has(ownerOf(name)))
  if (lost.length > 0) throw removed(lost, before)
  return { matched, dropped: [...left] }
}

function isMoved(state: StateVersions<any>, before: StateLayout): boolean {
  const now = layoutOf(state)
  if (now.kind !== before.kind)
    throw new StreamError('E_STATE_CHANGED', `the state '${before.name}' was made by ${before.kind} before`, {
      at: String(state.site),
      hint: `Give the operator another name, and start once with --drop-state ${ownerOf(before.name)}.`,
    })
  return now.partitions !== before.partitions || !now.byHash || !before.byHash
}

/** The version from which values must be made anew; undefined when they are as they were. */
function migratesFrom(state: StateVersions<any>, before: StateLayout): number | undefined {
  if (state.version === before.version) return undefined
  if (state.version > before.version && state.migration !== undefined) return before.version
  const { name, version } = before
  const why = `the state '${name}' has version ${version} in the checkpoint, and version ${state.version} in the program`
  const hint =
    state.version > version
      ? 'Say how one is made of the other: .migrate((old, from) => …) of the StateSpec, or stateVersion(version, migrate).'
      : 'Start the program that wrote it'
  const drop = state.version > version ? '' : `, or start once with --drop-state ${ownerOf(name)}.`
  throw new StreamError('E_STATE_CHANGED', why, { at: String(state.site), hint: `${hint}${drop}` })
}

/** The operator of a state: an operator with several has a part behind the name. */
const ownerOf = (name: string): string => name.replace(/\.panes$/, '')

function removed(names: readonly string[], before: ReadonlyMap<string, StateLayout>): StreamError {
  const all = [...new Set(names.map(ownerOf))]
  const list = all.map((name) => `'${name}' (${before.get(name)?.kind ?? 'a window'})`).join(', ')
  return new StreamError(
    'E_STATE_REMOVED',
    `the checkpoint has state of ${list}, and the program has no operator of that name`,
    {
      hint: `Name the operator as before, say .formerly('${all[0]}') of the one that it is now, or start once with --drop-state ${all.join(',')}.`,
    },
  )
}
