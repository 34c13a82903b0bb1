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
const HEADER = 12

/** One frame that holds `records`. Throws what V8 throws when a record cannot be cloned (a function, say). */
export function encodeRecords(records: readonly unknown[]): Uint8Array {
  const payload = serialize(records)
  const frame = Buffer.allocUnsafe(HEADER + payload.length)
  frame.set(MAGIC)
  frame.writeUInt32LE(payload.length, 4)
  frame.writeUInt32LE(crc32(payload), 8)
  frame.set(payload, HEADER)
  return frame
}

/**
 * The records of one frame after another. Nothing of a frame is decoded before its magic, length and sum have been
 * checked.
 *
 * Errors    STATE_CORRUPT, naming `name` and the offset of the frame
 */
export function* decodeFrames(bytes: Uint8Array, name: string): Generator<unknown[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < buffer.length; ) {
    const end = frameEnd(buffer, at, name)
    const payload = buffer.subarray(at + HEADER, end)
    if (crc32(payload) !== buffer.readUInt32LE(at + 8)) throw corrupt(name, at, 'its checksum does not match')
    const records: unknown = deserialize(payload)
    if (!Array.isArray(records)) throw corrupt(name, at, 'it does not hold records')
    yield records
    at = end
  }
}

function frameEnd(buffer: Buffer, at: number, name: string): number {
  if (buffer.length - at < HEADER) throw corrupt(name, at, 'it ends inside a header')
  if (MAGIC.some((byte, i) => buffer[at + i] !== byte)) throw corrupt(name, at, 'it does not begin with MSR1')
  const end = at + HEADER + buffer.readUInt32LE(at + 4)
  if (end > buffer.length) throw corrupt(name, at, 'it ends inside a frame')
  return end
}

const corrupt = (name: string, offset: number, why: string): StreamError =>
  new StreamError('STATE_CORRUPT', `the frame at offset ${offset} is not readable: ${why}`, {
    at: name,
    hint: 'Restore the file from a copy, or remove it and compute it again.',
  })
