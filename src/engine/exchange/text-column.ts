/**
 * Strings as bytes: one byte for each UTF-16 unit when all of them fit, two otherwise. Nothing is encoded as UTF-8, so
 * lone surrogates stay what they are.
 *
 *     payload := width zero lengths padding units
 *     width   := u32: bytes of one length, 1, 2 or 4
 *     lengths := of each string, in UTF-16 units
 *     units   := of all strings, one after another, each of 1 byte (latin1) or 2 (utf16)
 */
import { unreadable } from './frame.ts'
import type { FrameWriter } from './frame-writer.ts'

/** Up to so many units a loop is faster than a call of Node's. */
const SHORT = 32
const WIDE = /[^\0-\xff]/

/** Write the first `count` of `strings`; true when they took two bytes a unit. */
export function writeText(writer: FrameWriter, strings: ArrayLike<string>, count: number): boolean {
  const units = writeLengths(writer, strings, count)
  const start = writer.at
  writer.room(units)
  if (writeLatin1(writer, strings, count)) return false
  writer.at = start
  writer.room(units * 2)
  writeUtf16(writer, strings, count)
  return true
}

/** Answers the sum of the lengths. */
function writeLengths(writer: FrameWriter, strings: ArrayLike<string>, count: number): number {
  let [units, bits] = [0, 0]
  for (let i = 0; i < count; i++) {
    const { length } = strings[i] as string
    units += length
    bits |= length
  }
  const width = bits < 0x100 ? 1 : bits < 0x1_0000 ? 2 : 4
  writer.u32(width)
  writer.u32(0)
  writer.room(count * width)
  const lengths = lengthsAt(writer.bytes.buffer, writer.at, count, width)
  for (let i = 0; i < count; i++) lengths[i] = (strings[i] as string).length
  writer.at += count * width
  writer.align()
  return units
}

type Lengths = Uint8Array | Uint16Array | Uint32Array

function lengthsAt(buffer: ArrayBufferLike, at: number, count: number, width: number): Lengths {
  if (width === 1) return new Uint8Array(buffer, at, count)
  return width === 2 ? new Uint16Array(buffer, at, count) : new Uint32Array(buffer, at, count)
}

/** False when a unit does not fit in one byte; what was written is to be forgotten then. */
function writeLatin1(writer: FrameWriter, strings: ArrayLike<string>, count: number): boolean {
  const { bytes } = writer
  let [at, bits] = [writer.at, 0]
  for (let i = 0; i < count; i++) {
    const text = strings[i] as string
    const { length } = text
    if (length > SHORT) {
      if (WIDE.test(text)) return false
      at += bytes.write(text, at, 'latin1')
      continue
    }
    for (let k = 0; k < length; k++) {
      const unit = text.charCodeAt(k)
      bits |= unit
      bytes[at++] = unit
    }
  }
  writer.at = at
  return bits < 0x100
}

function writeUtf16(writer: FrameWriter, strings: ArrayLike<string>, count: number): void {
  const { bytes } = writer
  let { at } = writer
  for (let i = 0; i < count; i++) {
    const text = strings[i] as string
    const { length } = text
    if (length > SHORT) {
      at += bytes.write(text, at, 'utf16le')
      continue
    }
    for (let k = 0; k < length; k++) {
      const unit = text.charCodeAt(k)
      bytes[at++] = unit
      bytes[at++] = unit >> 8
    }
  }
  writer.at = at
}

/**
 * V8 copies a part of a string that is shorter than this; a longer part keeps the whole string in memory, and a key may
 * live for days.
 */
const COPIED = 13
/** `text` in memory of its own: as a part of a longer string it would keep that one as long as it lives itself. */
export function ownText(text: string): string {
  if (text.length < COPIED) return text
  const encoding = WIDE.test(text) ? 'utf16le' : 'latin1'
  return Buffer.from(text, encoding).toString(encoding)
}

/** Strings of more units in all are read one by one: V8's strings have a limit. */
const WHOLE = 1 << 24

export function readText(bytes: Buffer<ArrayBufferLike>, at: number, count: number, wide: boolean): string[] {
  const width = bytes.readUInt32LE(at)
  const lengths = readLengths(bytes, at + 8, count, width)
  const start = (at + 8 + count * width + 7) & ~7
  const units = sum(lengths)
  const [size, encoding] = wide ? ([2, 'utf16le'] as const) : ([1, 'latin1'] as const)
  if (start + units * size > bytes.length) throw unreadable('it ends inside a column of strings')
  // Where most strings are long it is no use to make one of all first.
  const copied = units <= Math.min(WHOLE, 2 * COPIED * count) ? COPIED : 0
  const whole = copied > 0 ? bytes.toString(encoding, start, start + units * size) : ''
  const strings = new Array<string>(count)
  let from = 0
  for (let i = 0; i < count; i++) {
    const to = from + (lengths[i] as number)
    strings[i] =
      to - from < copied ? whole.substring(from, to) : bytes.toString(encoding, start + from * size, start + to * size)
    from = to
  }
  return strings
}

function readLengths(bytes: Buffer<ArrayBufferLike>, at: number, count: number, width: number): Lengths {
  if (width !== 1 && width !== 2 && width !== 4) throw unreadable(`a length of ${width} bytes is not known`)
  if (at + count * width > bytes.length) throw unreadable('it ends inside a column of strings')
  const offset = bytes.byteOffset + at
  if (offset % width === 0) return lengthsAt(bytes.buffer, offset, count, width)
  return lengthsAt(bytes.buffer.slice(offset, offset + count * width), 0, count, width)
}

function sum(lengths: Lengths): number {
  let total = 0
  for (let i = 0; i < lengths.length; i++) total += lengths[i] as number
  return total
}
