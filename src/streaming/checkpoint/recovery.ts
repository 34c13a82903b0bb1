import { StreamError } from '../../kernel/errors.ts'
import type { KeptPartition, KeptVersion } from '../../kernel/kept-state.ts'
import type { Files } from '../../storage/files.ts'
import { type LogContents, readLog } from '../../storage/log/read-log.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { logDirectory, logSeal } from './checkpoint-log.ts'
import { corruptFloor, type Floor, floorFile, nameOfLog, readFloor } from './floor-file.ts'
import { decodeRecord } from './record-bytes.ts'
import type { BaseRecord, CheckpointRecord, Decision, DoneRecord } from './records.ts'

/** What a checkpoint holds. */
export interface Recovered {
  readonly base: BaseRecord
  /** The last batch that need not be done again; undefined when none is done. */
  readonly time: number | undefined
  /** Partitions of states by name. */
  readonly states: ReadonlyMap<string, readonly KeptPartition[]>
  /** By name of the input: where it stands, and what it gave to batches that may have to be made again. */
  readonly inputs: ReadonlyMap<string, { readonly position: unknown; readonly decisions: readonly Decision[] }>
  readonly accumulators: ReadonlyMap<string, unknown>
  /** Records from here on were read. */
  readonly first: number
  /** The log as it lay there. */
  readonly log: LogContents
}

/**
 * Read what is kept; undefined when it is nothing yet. `seal`: that of the program.
 *
 * Errors    STATE_CORRUPT with file and offset, STATE_SEAL; before anything is changed
 */
export function recover(files: Files, kept: string, seal?: Seal): Recovered | undefined {
  const reading = new Reading()
  const floor = readFloor(files, kept, seal)
  const take = (payload: Uint8Array, number: number): void => reading.take(decodeRecord(payload, number, kept), number)
  const found = readLog(files, logDirectory(kept), take, { from: floor?.records[0], seal: logSeal(seal) })
  if (floor !== undefined) requireFloor(floor, found, floorFile(kept))
  return found.next === 0 ? undefined : reading.recovered(kept, found)
}

/** A floor was written when the record that it names was durable: a log that is without it, or another one, was put there. */
function requireFloor({ records: [floor = 0], log }: Floor, { next, log: name }: LogContents, path: string): void {
  if (next <= floor) throw corruptFloor(path, `it says that record ${floor} is needed, and the log ends before ${next}`)
  if (name !== undefined && nameOfLog(name) !== log)
    throw corruptFloor(path, `it is of log ${log}, and the log is ${nameOfLog(name)}`)
}

interface Rereading {
  readonly before: number
  readonly more: readonly KeptVersion[]
  readonly oldest: number
  readonly seal: Seal | undefined
}

/**
 * All partitions of states as this process has kept them, by name: of the log, of which records from `before` on are left
 * out, and of `more`, the versions that came since. Versions from `oldest` on can be read.
 *
 * Errors    STATE_CORRUPT with file and offset, STATE_SEAL
 */
export function reread(
  files: Files,
  kept: string,
  { before, more, oldest, seal }: Rereading,
): ReadonlyMap<string, readonly KeptPartition[]> {
  const reading = new Reading()
  const floor = readFloor(files, kept, seal)?.records[0]
  const take = (payload: Uint8Array, number: number): void => {
    if (number < before) reading.take(decodeRecord(payload, number, kept), number)
  }
  readLog(files, logDirectory(kept), take, { from: floor, seal: logSeal(seal), leavesOlder: true })
  return reading.newest(more, oldest)
}

/** Gathers the records of a log. */
class Reading {
  #first: number | undefined
  #base: BaseRecord | undefined
  readonly #decisions = new Map<string, Map<number, unknown>>()
  readonly #done: DoneRecord[] = []
  readonly #versions = new Map<string, Map<number, KeptVersion[]>>()

  take(record: CheckpointRecord, number: number): void {
    this.#first ??= number
    if (record.kind === 'base') this.#takeBase(record)
    else if (record.kind === 'done') {
      this.#done.push(record)
      for (const version of record.states) this.#takeVersion(version)
    } else for (const [name, decided] of record.inputs) this.#decisionsOf(name).set(record.time, decided)
  }

  #takeVersion(version: KeptVersion): void {
    const partitions = this.#versions.get(version.operator) ?? new Map<number, KeptVersion[]>()
    this.#versions.set(version.operator, partitions)
    const versions = partitions.get(version.partition) ?? []
    partitions.set(version.partition, versions)
    // The state began anew: a worker had taken the one before with it.
    if (version.isFirst) versions.length = 0
    versions.push(version)
  }

  #takeBase(base: BaseRecord): void {
    this.#base = base
    if (base.starts) this.#begin(base)
    for (const version of base.relaid) this.#takeVersion(version)
    for (const { name, decisions } of base.inputs)
      for (const [time, decided] of decisions) this.#decisionsOf(name).set(time, decided)
  }

  /** A run begins: it has dropped what it does not know, and goes on from what stood when the one before ended. */
  #begin({ states, relaid }: BaseRecord): void {
    const stands = this.#done.at(-1)?.stands ?? Number.NEGATIVE_INFINITY
    const names = new Set(states.map(({ name }) => name))
    const anew = new Set(relaid.map(({ operator }) => operator))
    for (const [name, partitions] of this.#versions) {
      if (!names.has(name) || anew.has(name)) this.#versions.delete(name)
      for (const [p, versions] of partitions)
        partitions.set(
          p,
          versions.filter(({ to }) => to <= stands),
        )
    }
  }

  #decisionsOf(name: string): Map<number, unknown> {
    const known = this.#decisions.get(name) ?? new Map<number, unknown>()
    this.#decisions.set(name, known)
    return known
  }

  /** States with all versions that there are, whether they stand or not. */
  newest(more: readonly KeptVersion[], oldest: number): ReadonlyMap<string, readonly KeptPartition[]> {
    for (const version of more) this.#takeVersion(version)
    return this.#states(Number.POSITIVE_INFINITY, oldest)
  }

  #states(time: number, oldest: number): Map<string, readonly KeptPartition[]> {
    const states = new Map<string, readonly KeptPartition[]>()
    for (const [name, partitions] of this.#versions) {
      const kept = [...partitions.values()].flatMap((versions) => keptPartition(versions, time, oldest))
      if (kept.length > 0) states.set(name, kept)
    }
    return states
  }

  recovered(kept: string, log: LogContents): Recovered {
    const base = this.#base
    if (base === undefined)
      throw new StreamError('STATE_CORRUPT', 'the log of the checkpoint does not say what program wrote it', {
        at: kept,
      })
    const time = this.#done.at(-1)?.stands
    const done = this.#done.findLast((record) => record.time <= (time ?? Number.NEGATIVE_INFINITY))
    const states = this.#states(time ?? Number.NEGATIVE_INFINITY, (time ?? 0) - base.remember)
    const inputs = base.inputs.map(({ name, position }) => {
      const decisions = [...this.#decisionsOf(name)].sort(([a], [b]) => a - b)
      return [name, { position, decisions }] as const
    })
    return {
      ...{ base, time, states, first: this.#first ?? 0, log },
      inputs: new Map(inputs),
      accumulators: new Map(done?.accumulators ?? []),
    }
  }
}

/** The versions of a partition from which all from `oldest` up to `time` are known, or nothing when it has none. */
function keptPartition(made: readonly KeptVersion[], time: number, oldest: number): KeptPartition[] {
  const stands = made.filter(({ to }) => to <= time)
  const newest = stands.at(-1)
  if (newest === undefined) return []
  const starts = startsOf(stands)
  // The last from which everything is known that may be asked for; or else the one from which the most is.
  const start = starts.findLast(({ whole }) => whole <= oldest) ?? starts[0]
  if (start === undefined)
    throw new StreamError('STATE_CORRUPT', `the log does not hold all of the state '${newest.operator}'`)
  const { operator, partition } = newest
  const kept = stands.slice(start.index)
  const from = Math.max(oldest, start.whole)
  const versions = kept.flatMap(({ to }) => (to >= from || to === newest.to ? [to] : []))
  return [{ operator, partition, versions, changes: kept.map(({ changes }) => changes), whole: start.whole }]
}

/** Where one can begin: at the first version of all, or with a round. */
function startsOf(versions: readonly KeptVersion[]): { readonly index: number; readonly whole: number }[] {
  const starts: { index: number; whole: number }[] = []
  let begun: number | undefined
  for (const [index, { begins, ends, isFirst, to }] of versions.entries()) {
    if (isFirst) starts.push({ index, whole: to })
    if (begins) begun = index
    if (!ends || begun === undefined) continue
    starts.push({ index: begun, whole: to })
    begun = undefined
  }
  return starts
}
