import type { KeptPartition } from '../../kernel/kept-state.ts'
import type { Processes } from '../../kernel/processes.ts'
import { toJson } from '../../kernel/value-text.ts'
import { type FileStatus, type Files, joinPath } from '../../storage/files.ts'
import { readLog } from '../../storage/log/read-log.ts'
import { isAside } from '../../streaming/checkpoint/kept-folder.ts'
import { isAlive, type OwnerNote } from '../../streaming/checkpoint/owner.ts'
import { receivedFolder, receivedSeal } from '../../streaming/checkpoint/received.ts'
import { entriesOf } from '../../streaming/checkpoint/relay.ts'
import type { Contents } from './contents.ts'

/** What a checkpoint is, for machines and for `describe.ts`. Times are ms since 1970, sizes are bytes. */
export interface Summary {
  readonly job: string
  readonly millstream: string
  readonly epoch: number
  readonly batch: number
  /** The last batch that is done; null before the first. */
  readonly time: number | null
  /** Records from which a restart may begin, the newest first. */
  readonly floors: readonly number[]
  readonly runs: readonly { readonly record: number; readonly epoch: number; readonly millstream: string }[]
  readonly log: LogSize
  readonly owner: {
    readonly pid: number
    readonly host: string
    readonly since: number
    readonly state: OwnerState
  } | null
  /** What programs did not want to go on from. */
  readonly aside: readonly { readonly name: string; readonly bytes: number }[]
}

export type OwnerState = 'runs' | 'ended' | 'gone'

export interface LogSize {
  readonly first: number
  readonly next: number
  readonly segments: number
  readonly bytes: number
}

/** What a checkpoint holds. */
export interface Description extends Summary {
  readonly zero: number
  readonly remember: number
  readonly states: readonly StateDescription[]
  readonly inputs: readonly InputDescription[]
  readonly accumulators: readonly { readonly name: string; readonly sum: unknown }[]
  readonly received: readonly (LogSize & { readonly name: string })[]
}

export interface StateDescription {
  readonly name: string
  readonly kind: string
  readonly version: number
  readonly byHash: boolean
  readonly partitions: readonly PartitionDescription[]
}

/** `bytes`: what a restart reads of the log for it. */
export interface PartitionDescription {
  readonly partition: number
  readonly keys: number
  readonly bytes: number
}

export interface InputDescription {
  readonly name: string
  readonly kind: string
  readonly position: unknown
  /** Batches that it may have to give again. */
  readonly decisions: number
}

export function summaryOf(contents: Contents, files: Files, processes: Processes): Summary {
  const { recovered, owner, floor, runs, directory } = contents
  const { job, millstream, epoch, batch } = recovered.base
  return {
    ...{ job, millstream, epoch, batch, time: recovered.time ?? null },
    floors: floor?.records ?? [],
    runs: runs.map(({ record, base }) => ({ record, epoch: base.epoch, millstream: base.millstream })),
    log: logSize(contents.log, files),
    owner: owner === undefined ? null : ownerOf(owner, processes),
    aside: files
      .listSync(directory)
      .filter(isAside)
      .map(({ name, path }) => ({ name, bytes: bytesIn(files, path) })),
  }
}

function ownerOf(owner: OwnerNote, processes: Processes): Summary['owner'] {
  const { pid, host, since, released } = owner
  const state = isAlive(owner, processes) ? 'runs' : released === true ? 'ended' : 'gone'
  return { pid, host, since, state }
}

export function describe(contents: Contents, files: Files, processes: Processes): Description {
  const { base, states, inputs, accumulators } = contents.recovered
  const kinds = new Map(base.inputs.map(({ name, kind }) => [name, kind]))
  return {
    ...summaryOf(contents, files, processes),
    ...{ zero: base.zero, remember: base.remember },
    states: base.states.flatMap(({ name, kind, version, byHash }) => {
      const kept = states.get(name)
      return kept === undefined ? [] : [{ name, kind, version, byHash, partitions: kept.map(partitionOf) }]
    }),
    inputs: [...inputs].map(([name, { position, decisions }]) => ({
      ...{ name, kind: kinds.get(name) ?? '', position: toJson(position), decisions: decisions.length },
    })),
    accumulators: [...accumulators].map(([name, sum]) => ({ name, sum: toJson(sum) })),
    received: folders(files, receivedFolder(contents.kept)).map(({ path, name }) => ({
      name: decodeURIComponent(name.replace(/^input-/, '')),
      ...logSize(
        readLog(files, path, () => {}, { seal: receivedSeal(contents.seal) }),
        files,
      ),
    })),
  }
}

const partitionOf = (kept: KeptPartition): PartitionDescription => ({
  partition: kept.partition,
  keys: entriesOf(kept).length,
  bytes: kept.changes.reduce((sum, changes) => sum + changes.length, 0),
})

function logSize({ first, next, segments }: ReturnType<typeof readLog>, files: Files): LogSize {
  const bytes = segments.reduce((sum, { path }) => sum + (files.statSync(path)?.size ?? 0), 0)
  return { first, next, segments: segments.length, bytes }
}

function folders(files: Files, path: string): FileStatus[] {
  if (files.statSync(path) === undefined) return []
  return files.listSync(path).filter(({ kind, name }) => kind === 'directory' && name.startsWith('input-'))
}

function bytesIn(files: Files, path: string): number {
  const found = files.listSync(path)
  return found.reduce(
    (sum, { name, kind, size }) => sum + (kind === 'directory' ? bytesIn(files, joinPath(path, name)) : size),
    0,
  )
}
