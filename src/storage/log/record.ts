/** The bytes of records and marks of a log: docs/reference/record-log-format.md. With a seal they have a tag. */
import { crc32 } from 'node:zlib'
import { StreamError } from '../../kernel/errors.ts'
import { type Seal, TAG_BYTES } from './seal.ts'

/** Bytes of the longest payload. */
export const LONGEST_RECORD = 2 ** 30

/** A record, or the mark that stands where record `number` will. */
export interface LogRecord {
  readonly kind: 'record' | 'mark'
  readonly number: number
  /** Records below this number had been synced when it was written. */
  readonly synced: number
  readonly payload: Uint8Array
  readonly bytes: number
  /** All of it. */
  readonly whole: Buffer
}

const [CRC_AT, NUMBER_AT, SYNCED_AT, TAG_AT] = [4, 8, 16, 24] as const
const MARK = 2 ** 31

/** Bytes in front of a payload. */
export const headLength = (seal: Seal | undefined): number => TAG_AT + (seal === undefined ? 0 : TAG_BYTES)

/** `seal`: that of the log. */
export const markBytes = (number: number, seal?: Seal): Uint8Array => headOf(MARK, number, number, [], seal)

/** What stands in front of the payload, which may come in parts. `seal`: that of the log. */
export function recordHead(number: number, synced: number, payload: readonly Uint8Array[], seal?: Seal): Uint8Array {
  const length = payload.reduce((sum, part) => sum + part.length, 0)
  if (length > LONGEST_RECORD)
    throw new StreamError('E_ARGUMENT', `a record of a log has ${length} bytes`, {
      hint: `Keep records below ${LONGEST_RECORD} bytes.`,
    })
  return headOf(length, number, synced, payload, seal)
}

function headOf(
  length: number,
  number: number,
  synced: number,
  payload: readonly Uint8Array[],
  seal: Seal | undefined,
): Uint8Array {
  const head = Buffer.allocUnsafe(headLength(seal))
  head.writeUInt32LE(length, 0)
  head.writeBigUInt64LE(BigInt(number), NUMBER_AT)
  head.writeBigUInt64LE(BigInt(synced), SYNCED_AT)
  seal?.tag(sealedParts(head, payload)).copy(head, TAG_AT)
  head.writeUInt32LE(sumOf(head, payload), CRC_AT)
  return head
}

/** What is at `at`, or why it is neither record nor mark. `end` is where the bytes end. Its tag is not looked at. */
export function readRecord(bytes: Buffer, at: number, end: number, seal?: Seal): LogRecord | string {
  const head = headLength(seal)
  if (end - at < head) return 'it ends inside the head of a record'
  const length = bytes.readUInt32LE(at)
  const kind = length === MARK ? 'mark' : 'record'
  const long = head + (kind === 'mark' ? 0 : length)
  if (long > end - at) return 'it ends inside a record'
  const whole = bytes.subarray(at, at + long)
  if (sumOf(whole, []) !== bytes.readUInt32LE(at + CRC_AT)) return 'the checksum of a record does not match'
  const [number, synced] = [Number(whole.readBigUInt64LE(NUMBER_AT)), Number(whole.readBigUInt64LE(SYNCED_AT))]
  return { kind, number, synced, payload: whole.subarray(head), bytes: long, whole }
}

/** Whether a record bears the seal of its log, where there is one. */
export function bearsSeal({ whole, payload }: LogRecord, seal: Seal | undefined): boolean {
  if (seal === undefined) return true
  return seal.isTagOf(whole.subarray(TAG_AT, TAG_AT + TAG_BYTES), sealedParts(whole, [payload]))
}

/** Everything but the sum and the tag. */
const sealedParts = (head: Buffer, payload: readonly Uint8Array[]): readonly Uint8Array[] => [
  head.subarray(0, CRC_AT),
  head.subarray(NUMBER_AT, TAG_AT),
  ...payload,
]

/** Of everything but the sum itself: the length first, then what is behind the sum, and then `more`. */
const sumOf = (record: Buffer, more: readonly Uint8Array[]): number =>
  more.reduce((sum, part) => crc32(part, sum), crc32(record.subarray(NUMBER_AT), crc32(record.subarray(0, CRC_AT))))
