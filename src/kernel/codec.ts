/**
 * Records as bytes: what spilled partitions, RDD checkpoints and object files are made of.
 *
 * The format is in docs/reference/object-file-format.md: a file is a row of frames, each
 *
 *     frame   := magic length crc payload
 *     magic   := 'M' 'S' 'R' 0x01                 the last byte is the version
 *     length  := u32, little endian               of the payload in bytes
 *     crc     := u32, little endian               CRC-32 (IEEE 802.3) of the payload
 *     payload := an array of records, in V8's value serialization format
 *
 * Every value that the language's structured clone keeps is kept: undefined, bigint, −0, NaN, Date, Map, Set, typed
 * arrays, cycles. Objects of classes come back as plain objects.
 */
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import { StreamError } from './errors.ts'

const MAGIC = Uint8Array.of(0x4d, 0x53, 0x52, 0x01)

/** One frame that holds `records`. Throws what V8 throws when a record cannot be cloned (a function, say). */
export function encodeRecords(records: readonly unknown[]): Uint8Array {
  const payload = serialize(records)
  const frame = Buffer.allocUnsafe(FRAME_HEADER + payload.length)
  frame.set(MAGIC)
  frame.writeUInt32LE(payload.length, 4)
  frame.writeUInt32LE(crc32(payload), 8)
  frame.set(payload, FRAME_HEADER)
  return frame
}

/**
 * The records of one frame after another. Nothing of a frame is decoded before its magic, length and sum have been
 * checked.
 *
 * Errors    STATE_CORRUPT, naming `name` and the offset of the frame
 */
export function* decodeFrames(bytes: Uint8Array, name: string): Generator<unknown[]> {
  for (let at = 0; at < bytes.length; ) {
    const length = frameLength(bytes.subarray(at, at + FRAME_HEADER), { name, at, left: bytes.length - at })
    yield decodeFrame(bytes.subarray(at, at + length), { name, at })
    at += length
  }
}

/** Bytes of the header of a frame, which tells how long it is. */
export const FRAME_HEADER = 12

/** Where a frame was found, for errors: the offset in what is called `name`. */
export interface FramePlace {
  readonly name: string
  readonly at: number
}

/** Bytes of the frame, with its header, that begins with `header`; no more than the `left` there are. Errors: STATE_CORRUPT. */
export function frameLength(header: Uint8Array, { left, ...place }: FramePlace & { readonly left: number }): number {
  if (header.length < FRAME_HEADER) throw corrupt(place, 'it ends inside a header')
  if (MAGIC.some((byte, i) => header[i] !== byte)) throw corrupt(place, 'it does not begin with MSR1')
  const length = FRAME_HEADER + asBuffer(header).readUInt32LE(4)
  if (length > left) throw corrupt(place, 'it ends inside a frame')
  return length
}

/** The records of a frame whose header has been looked at. Errors: STATE_CORRUPT. */
export function decodeFrame(frame: Uint8Array, place: FramePlace): unknown[] {
  const payload = frame.subarray(FRAME_HEADER)
  if (crc32(payload) !== asBuffer(frame).readUInt32LE(8)) throw corrupt(place, 'its checksum does not match')
  const records = deserialized(payload, place)
  if (!Array.isArray(records)) throw corrupt(place, 'it does not hold records')
  return records
}

function deserialized(payload: Uint8Array, place: FramePlace): unknown {
  try {
    return deserialize(payload)
  } catch (cause) {
    throw corrupt(place, 'its payload is none that this Node reads', cause)
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, byteLength)

const corrupt = ({ name, at }: FramePlace, why: string, cause?: unknown): StreamError =>
  new StreamError('STATE_CORRUPT', `the frame at offset ${at} is not readable: ${why}`, {
    at: name,
    hint: 'Restore the file from a copy, or remove it and compute it again.',
    cause,
  })
