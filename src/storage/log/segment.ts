/** The bytes of a segment of a record log: docs/reference/record-log-format.md. */
import { crc32 } from 'node:zlib'
import { StreamError } from '../../kernel/errors.ts'

export interface SegmentHeader {
  /** Sixteen bytes, the same in all segments of a log. */
  readonly log: Uint8Array
  /** Number of the first record. */
  readonly first: number
  /** Bytes of the segment before this one that count. */
  readonly before: number
}

export const HEADER_BYTES = 40
export const RECORD_HEADER_BYTES = 24
/** Bytes of the longest payload. */
export const LONGEST_RECORD = 2 ** 30

const MAGIC = Uint8Array.of(0x4d, 0x53, 0x4c, 0x01)
const [LOG_AT, FIRST_AT, BEFORE_AT, HEADER_CRC_AT] = [4, 20, 28, 36] as const

export function headerBytes({ log, first, before }: SegmentHeader): Uint8Array {
  const bytes = Buffer.alloc(HEADER_BYTES)
  bytes.set(MAGIC)
  bytes.set(log, LOG_AT)
  bytes.writeBigUInt64LE(BigInt(first), FIRST_AT)
  bytes.writeBigUInt64LE(BigInt(before), BEFORE_AT)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, HEADER_CRC_AT)), HEADER_CRC_AT)
  return bytes
}

/** What a header says, or why it is none. */
export function readHeader(bytes: Buffer): SegmentHeader | string {
  if (bytes.length < HEADER_BYTES) return 'it ends inside its header'
  if (!bytes.subarray(0, 3).equals(MAGIC.subarray(0, 3))) return 'it does not begin with MSL'
  if (bytes[3] !== MAGIC[3]) return `it is of version ${bytes[3]}, and this millstream reads version ${MAGIC[3]}`
  if (crc32(bytes.subarray(0, HEADER_CRC_AT)) !== bytes.readUInt32LE(HEADER_CRC_AT))
    return 'the checksum of its header does not match'
  const [first, before] = [Number(bytes.readBigUInt64LE(FIRST_AT)), Number(bytes.readBigUInt64LE(BEFORE_AT))]
  return { log: Uint8Array.from(bytes.subarray(LOG_AT, FIRST_AT)), first, before }
}

/**
 * True for what a crash may leave of a header: nothing, zeros, or its beginning. Whatever else is there is of somebody else, or
 * was good once.
 */
export function isTornHeader(bytes: Buffer): boolean {
  if (bytes.every((byte) => byte === 0)) return true
  const known = Math.min(bytes.length, MAGIC.length)
  return bytes.length < HEADER_BYTES && bytes.subarray(0, known).equals(MAGIC.subarray(0, known))
}

/** A record, or the mark that stands where record `number` will. */
export interface LogRecord {
  readonly kind: 'record' | 'mark'
  readonly number: number
  /** Records below this number had been synced when it was written. */
  readonly synced: number
  readonly payload: Uint8Array
  readonly bytes: number
}

const MARK = 2 ** 31

export const markBytes = (number: number): Uint8Array => sealed(MARK, number, number, [])

/** What stands in front of the payload, which may come in parts. */
export function recordHead(number: number, synced: number, payload: readonly Uint8Array[]): Uint8Array {
  const length = payload.reduce((sum, part) => sum + part.length, 0)
  if (length > LONGEST_RECORD)
    throw new StreamError('E_ARGUMENT', `a record of a log has ${length} bytes`, {
      hint: `Keep records below ${LONGEST_RECORD} bytes.`,
    })
  return sealed(length, number, synced, payload)
}

function sealed(length: number, number: number, synced: number, payload: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.allocUnsafe(RECORD_HEADER_BYTES)
  head.writeUInt32LE(length, 0)
  head.writeBigUInt64LE(BigInt(number), 8)
  head.writeBigUInt64LE(BigInt(synced), 16)
  head.writeUInt32LE(sumOf(head, payload), 4)
  return head
}

/** What is at `at`, or why it is neither record nor mark. `end` is where the bytes end. */
export function readRecord(bytes: Buffer, at: number, end: number): LogRecord | string {
  if (end - at < RECORD_HEADER_BYTES) return 'it ends inside the head of a record'
  const length = bytes.readUInt32LE(at)
  const kind = length === MARK ? 'mark' : 'record'
  const long = RECORD_HEADER_BYTES + (kind === 'mark' ? 0 : length)
  if (long > end - at) return 'it ends inside a record'
  const record = bytes.subarray(at, at + long)
  if (sumOf(record, []) !== bytes.readUInt32LE(at + 4)) return 'the checksum of a record does not match'
  const [number, synced] = [Number(record.readBigUInt64LE(8)), Number(record.readBigUInt64LE(16))]
  return { kind, number, synced, payload: record.subarray(RECORD_HEADER_BYTES), bytes: long }
}

/** Of everything but the sum itself: the length first, then what is behind the sum, and then `more`. */
const sumOf = (record: Buffer, more: readonly Uint8Array[]): number =>
  more.reduce((sum, part) => crc32(part, sum), crc32(record.subarray(8), crc32(record.subarray(0, 4))))

const NAME = /^[0-9a-f]{16}\.log$/

export const segmentName = (first: number): string => `${first.toString(16).padStart(16, '0')}.log`

/** The number of the first record by the name of a segment; undefined for another file. */
export const firstOf = (name: string): number | undefined =>
  NAME.test(name) ? Number.parseInt(name.slice(0, 16), 16) : undefined

/** The error for a segment that is not what it should be. */
export const corruptLog = (path: string, at: number, why: string): StreamError =>
  new StreamError('STATE_CORRUPT', `the log is not readable at offset ${at}: ${why}`, {
    at: path,
    hint: 'Restore the file from a copy; to go on without it, remove it together with all segments before it.',
  })
