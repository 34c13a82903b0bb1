import { bytesOf } from '../file-bytes.ts'
import { baseName, type Files, joinPath } from '../files.ts'
import { bearsSeal, headLength, readRecord } from './record.ts'
import type { Seal } from './seal.ts'
import { forged } from './seal-errors.ts'
import {
  corruptLog,
  firstOf,
  headerLength,
  isTornHeader,
  readHeader,
  requireSealing,
  requireSealOf,
  type SegmentHeader,
} from './segment.ts'

export interface Reading {
  /** Number of the first record that is wanted. Default: the first that is there. */
  readonly from?: number | undefined
  /** Segments that end before `from` are taken for not there: whoever reads the log has gone through it before. Default: false. */
  readonly leavesOlder?: boolean
  /** That for logs of this kind: the log must be sealed. Default: it must not be. */
  readonly seal?: Seal | undefined
}

/** A segment whose header is good, with what counts of it. */
export interface Segment {
  readonly path: string
  readonly first: number
  /** Bytes that count of the segment before it. */
  readonly before: number
  /** Where the bytes that count end. */
  readonly end: number
}

/** A log as it lies on disk. */
export interface LogContents {
  /** What its segments have in common; undefined when there is none yet. */
  readonly log: Uint8Array | undefined
  readonly segments: readonly Segment[]
  /** Number of the first record that is there, and the number behind the last. */
  readonly first: number
  readonly next: number
  /** Bytes behind the last record, which a crash left; they never counted. */
  readonly torn: number
  /**
   * The last records, as far as nothing says that they were synced: the sync may not have been made, or have failed. What lies
   * before them in the last segment ends at `sureEnd`.
   */
  readonly unsure: readonly Uint8Array[]
  readonly sureEnd: number
  /** A file that a crash left in place of a segment: nothing in it counts. */
  readonly leftOver: string | undefined
}

/**
 * Go through a log and hand each record to `take`, from record `from` on. Everything is checked, also what is skipped; the
 * seal of a record before `take` has it.
 *
 * Errors    STATE_CORRUPT with the file and the offset; STATE_CORRUPT when records from `from` on are not there any more;
 *           STATE_SEAL for what somebody has written who does not have the key
 * Source    docs/reference/record-log-format.md
 */
export function readLog(
  files: Files,
  directory: string,
  take: (payload: Uint8Array, number: number) => void = () => {},
  { from, seal, leavesOlder = false }: Reading = {},
): LogContents {
  const { opened, leftOver } = openSegments(files, directory, seal)
  const [there] = opened
  if (there !== undefined && from !== undefined && from < there.header.first)
    throw corruptLog(there.path, 0, `the log begins at record ${there.header.first}, and ${from} is needed`)
  const found = leavesOlder && from !== undefined ? fromRecord(opened, from) : opened
  const [oldest] = found
  const first = oldest?.header.first ?? 0
  let [next, torn, tail] = [first, 0, new Tail(0, 0)]
  const segments: Segment[] = []
  for (const [i, segment] of found.entries()) {
    const after = found[i + 1]
    if (segment.header.first !== next)
      throw corruptLog(segment.path, 0, `it begins with record ${segment.header.first} where ${next} belongs`)
    const whole = after === undefined ? undefined : after.header.before
    const read = readSegment(files, segment, { whole, seal: seal?.of(segment.header.log) }, (payload, number) => {
      if (number >= (from ?? first)) take(payload, number)
    })
    const { path, header } = segment
    segments.push({ path, first: header.first, before: header.before, end: read.end })
    next = read.next
    torn = read.torn
    tail = read.tail
  }
  // Copies, as the segment that they are part of is not to stay in memory.
  const unsure = tail.payloads.map((payload) => Uint8Array.from(payload))
  return { log: oldest?.header.log, segments, first, next, torn, unsure, sureEnd: tail.sureEnd, leftOver }
}

const fromRecord = (opened: readonly Opened[], number: number): readonly Opened[] =>
  opened.slice(opened.findLastIndex(({ header }) => header.first <= number))

interface Opened {
  readonly path: string
  readonly header: SegmentHeader
}

/** The segments in order. A last one without a good header is none: a crash left it. */
function openSegments(
  files: Files,
  directory: string,
  seal: Seal | undefined,
): { opened: Opened[]; leftOver: string | undefined } {
  const paths = segmentPaths(files, directory)
  const opened: Opened[] = []
  for (const path of paths) {
    const header = headerOf(files, path, seal)
    if (typeof header === 'string') {
      if (path === paths.at(-1) && isLeftOver(files, path, seal)) return { opened, leftOver: path }
      throw corruptLog(path, 0, header)
    }
    requireNamed(path, header)
    const [oldest] = opened
    if (oldest !== undefined && Buffer.compare(oldest.header.log, header.log) !== 0)
      throw corruptLog(path, 0, 'it belongs to another log')
    opened.push({ path, header })
  }
  return { opened, leftOver: undefined }
}

/** True when a crash may have left the file, before anything in it counted. */
function isLeftOver(files: Files, path: string, seal: Seal | undefined): boolean {
  const bytes = bytesOf(files, path)
  const header = bytes.subarray(0, headerLength(seal))
  return isTornHeader(header, seal) && !wasSynced(bytes, 0, firstOf(baseName(path)) as number, seal)
}

function requireNamed(path: string, { first }: SegmentHeader): void {
  if (firstOf(baseName(path)) !== first)
    throw corruptLog(path, 0, `its header says that it begins with record ${first}`)
}

/** The paths of a log's segments, oldest first. */
export function segmentPaths(files: Files, directory: string): string[] {
  if (files.statSync(directory) === undefined) return []
  const names = files.listSync(directory).filter(({ name }) => firstOf(name) !== undefined)
  return names.map(({ name }) => joinPath(directory, name)).sort()
}

function headerOf(files: Files, path: string, seal: Seal | undefined): SegmentHeader | string {
  const bytes = bytesOf(files, path, headerLength(seal))
  requireSealing(path, bytes, seal)
  const header = readHeader(bytes, seal)
  if (typeof header !== 'string') requireSealOf(path, bytes, seal)
  return header
}

interface ReadSegment {
  readonly next: number
  readonly end: number
  readonly torn: number
  readonly tail: Tail
}

/** The records of a segment of which nothing so far says that they were synced. */
class Tail {
  #first: number
  #records: { readonly payload: Uint8Array; readonly end: number }[] = []
  /** Where those end that were. */
  sureEnd: number

  constructor(first: number, sureEnd: number) {
    this.#first = first
    this.sureEnd = sureEnd
  }

  get payloads(): readonly Uint8Array[] {
    return this.#records.map(({ payload }) => payload)
  }

  /** Records below `synced` had been synced when what is at hand was written. */
  know(synced: number): void {
    if (synced <= this.#first) return
    const sure = this.#records.splice(0, synced - this.#first)
    this.#first += sure.length
    this.sureEnd = sure.at(-1)?.end ?? this.sureEnd
  }

  add(payload: Uint8Array, end: number): void {
    this.#records.push({ payload, end })
  }
}

interface Expected {
  /** Where what counts ends; undefined for the last segment. */
  readonly whole: number | undefined
  /** That of the log. */
  readonly seal: Seal | undefined
}

/** Read the records of a segment: those before `whole`, all of which must be good, or of the last one those that are. */
function readSegment(
  files: Files,
  { path, header }: Opened,
  { whole, seal }: Expected,
  take: (payload: Uint8Array, number: number) => void,
): ReadSegment {
  const bytes = bytesOf(files, path, whole)
  if (whole !== undefined && bytes.length < whole)
    throw corruptLog(path, bytes.length, `it has ${bytes.length} bytes, and ${whole} belong to it`)
  let [at, next] = [headerLength(seal), header.first]
  const tail = new Tail(next, at)
  while (at < bytes.length) {
    const record = readRecord(bytes, at, bytes.length, seal)
    if (typeof record === 'string') {
      if (whole !== undefined || wasSynced(bytes, at, next, seal)) throw corruptLog(path, at, record)
      return { next, end: at, torn: bytes.length - at, tail }
    }
    if (!bearsSeal(record, seal)) throw forged(path, at)
    if (record.number !== next) throw corruptLog(path, at, `it has record ${record.number} where ${next} belongs`)
    at += record.bytes
    tail.know(record.synced)
    if (record.kind === 'mark') continue
    take(record.payload, next++)
    tail.add(record.payload, at)
  }
  return { next, end: at, torn: 0, tail }
}

/** True when something good behind a bad record `number` says that it had been synced: then no crash tore it. */
function wasSynced(bytes: Buffer, bad: number, number: number, seal: Seal | undefined): boolean {
  for (let at = bad + 1; at <= bytes.length - headLength(seal); at++) {
    // Most places are told from a record by these numbers alone, which no crash leaves behind by chance.
    if (bytes.readBigUInt64LE(at + 16) <= number || bytes.readBigUInt64LE(at + 8) < number) continue
    const record = readRecord(bytes, at, bytes.length, seal)
    if (typeof record !== 'string') return true
  }
  return false
}
