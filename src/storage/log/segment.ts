/** The names and the headers of the segments of a record log: docs/reference/record-log-format.md. */
import { crc32 } from 'node:zlib'
import { StreamError } from '../../kernel/errors.ts'
import { type Seal, TAG_BYTES } from './seal.ts'
import { notSealed, otherSeal, sealedWithoutKey } from './seal-errors.ts'

export interface SegmentHeader {
  /** Sixteen bytes, the same in all segments of a log. */
  readonly log: Uint8Array
  /** Number of the first record. */
  readonly first: number
  /** Bytes of the segment before this one that count. */
  readonly before: number
}

const MAGIC = Buffer.from('MSL')
/** Without a seal, and with one. */
const [PLAIN, SEALED] = [1, 2] as const
const [VERSION_AT, LOG_AT, FIRST_AT, BEFORE_AT, TAG_AT] = [3, 4, 20, 28, 36] as const
const CRC_BYTES = 4

const versionOf = (seal: Seal | undefined): number => (seal === undefined ? PLAIN : SEALED)

export const headerLength = (seal: Seal | undefined): number =>
  TAG_AT + (seal === undefined ? 0 : TAG_BYTES) + CRC_BYTES

/** `seal`: that for logs of this kind. */
export function headerBytes({ log, first, before }: SegmentHeader, seal?: Seal): Uint8Array {
  const bytes = Buffer.alloc(headerLength(seal))
  bytes.set(MAGIC)
  bytes[VERSION_AT] = versionOf(seal)
  bytes.set(log, LOG_AT)
  bytes.writeBigUInt64LE(BigInt(first), FIRST_AT)
  bytes.writeBigUInt64LE(BigInt(before), BEFORE_AT)
  seal?.tag([bytes.subarray(0, TAG_AT)]).copy(bytes, TAG_AT)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -CRC_BYTES)), bytes.length - CRC_BYTES)
  return bytes
}

/** What a header says, or why it is none. Its tag is not looked at. */
export function readHeader(bytes: Buffer, seal?: Seal): SegmentHeader | string {
  if (bytes.length < headerLength(seal)) return 'it ends inside its header'
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return 'it does not begin with MSL'
  const version = bytes[VERSION_AT]
  if (version !== versionOf(seal))
    return `it is of version ${version}, and this millstream reads versions ${PLAIN} and ${SEALED}`
  if (crc32(bytes.subarray(0, -CRC_BYTES)) !== bytes.readUInt32LE(bytes.length - CRC_BYTES))
    return 'the checksum of its header does not match'
  const [first, before] = [Number(bytes.readBigUInt64LE(FIRST_AT)), Number(bytes.readBigUInt64LE(BEFORE_AT))]
  return { log: Uint8Array.from(bytes.subarray(LOG_AT, FIRST_AT)), first, before }
}

/** Errors: STATE_SEAL for a segment that is sealed where there is no seal, or not sealed where there is one. */
export function requireSealing(path: string, bytes: Buffer, seal: Seal | undefined): void {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return
  if (seal === undefined && bytes[VERSION_AT] === SEALED) throw sealedWithoutKey(path)
  if (seal !== undefined && bytes[VERSION_AT] === PLAIN) throw notSealed(path)
}

/** Errors: STATE_SEAL for a header, which is good, with the tag of another key. */
export function requireSealOf(path: string, bytes: Buffer, seal: Seal | undefined): void {
  if (seal === undefined || seal.isTagOf(bytes.subarray(TAG_AT, -CRC_BYTES), [bytes.subarray(0, TAG_AT)])) return
  throw otherSeal(path)
}

/**
 * True for what a crash may leave of a header: nothing, zeros, or its beginning. Whatever else is there is of somebody else, or
 * was good once.
 */
export function isTornHeader(bytes: Buffer, seal?: Seal): boolean {
  if (bytes.every((byte) => byte === 0)) return true
  const known = Math.min(bytes.length, VERSION_AT + 1)
  const begin = Buffer.from([...MAGIC, versionOf(seal)])
  return bytes.length < headerLength(seal) && bytes.subarray(0, known).equals(begin.subarray(0, known))
}

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
