import { crc32 } from 'node:zlib'
import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { decodeFrame, encodeRecords, FRAME_HEADER, frameLength } from '../../kernel/codec.ts'
import { StreamError } from '../../kernel/errors.ts'
import { piecesOf } from './pieces.ts'

/** Records in one frame: the serializer has a limit, and its memory goes with the frame. */
const FRAME = 16_384

/**
 * A frame of a block of lines: to make text of the lines and bytes of the text again would cost much more than to write
 * them. Files with such frames are read by the process that wrote them and by nobody else.
 *
 *     magic   := 'M' 'S' 'T' 0x01
 *     length  := u32, little endian        of the lines in bytes
 *     crc     := u32, little endian        CRC-32 of the count and the lines
 *     count   := u32, little endian        of the lines
 */
const TEXT = Uint8Array.of(0x4d, 0x53, 0x54, 0x01)
const TEXT_HEADER = 16

/** Records, among which there may be blocks of lines, as frames. Throws when a record cannot be written: a function, say. */
export function* framesOf(records: readonly unknown[]): Generator<Uint8Array> {
  for (const piece of piecesOf(records))
    if (piece instanceof TextBlock) yield* textFrame(piece)
    else
      for (let at = 0; at < piece.length; at += FRAME)
        yield encodeRecords(piece.length <= FRAME ? piece : piece.slice(at, at + FRAME))
}

/** Two parts, so that the lines need not be copied. */
function* textFrame({ bytes, runs, count }: TextBlock): Generator<Uint8Array> {
  const isWhole = runs.length === 2 && runs[0] === 0 && runs[1] === bytes.length
  const lines = isWhole ? bytes : Buffer.concat(runsOf(bytes, runs))
  const header = Buffer.alloc(TEXT_HEADER)
  header.set(TEXT)
  header.writeUInt32LE(lines.length, 4)
  header.writeUInt32LE(count, 12)
  header.writeUInt32LE(sumOf(header, lines), 8)
  yield header
  yield lines
}

const sumOf = (header: Buffer, lines: Uint8Array): number => crc32(lines, crc32(header.subarray(12)))

function runsOf(bytes: Buffer, runs: readonly number[]): Buffer[] {
  const parts: Buffer[] = []
  for (let i = 0; i < runs.length; i += 2) parts.push(bytes.subarray(runs[i], runs[i + 1]))
  return parts
}

/** The records of frames, blocks of lines as they were. Errors: STATE_CORRUPT, naming `name` and the offset. */
export function recordsOf(bytes: Uint8Array, name: string): unknown[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: unknown[][] = []
  for (let at = 0; at < buffer.length; ) {
    const isText = TEXT.every((byte, i) => buffer[at + i] === byte)
    const length = isText
      ? textLength(buffer, at, name)
      : frameLength(buffer.subarray(at, at + FRAME_HEADER), { name, at, left: buffer.length - at })
    const frame = buffer.subarray(at, at + length)
    pieces.push(isText ? [textBlock(frame, at, name)] : decodeFrame(frame, { name, at }))
    at += length
  }
  return pieces.length === 1 ? (pieces[0] as unknown[]) : pieces.flat()
}

function textLength(buffer: Buffer, at: number, name: string): number {
  const left = buffer.length - at
  const length = left < TEXT_HEADER ? Number.POSITIVE_INFINITY : TEXT_HEADER + buffer.readUInt32LE(at + 4)
  if (length > left) throw corrupt(name, at, 'it ends inside a frame of lines')
  return length
}

function textBlock(frame: Buffer, at: number, name: string): TextBlock {
  const lines = frame.subarray(TEXT_HEADER)
  if (sumOf(frame.subarray(0, TEXT_HEADER), lines) !== frame.readUInt32LE(8))
    throw corrupt(name, at, 'its checksum does not match')
  return new TextBlock(lines, [0, lines.length], frame.readUInt32LE(12))
}

const corrupt = (name: string, at: number, why: string): StreamError =>
  new StreamError('STATE_CORRUPT', `the frame at offset ${at} is not readable: ${why}`, { at: name })
