/**
 * A list of values as bytes: numbers and strings in typed form, everything else by the general codec.
 *
 *     column  := kind length payload padding      kind and length u32; padding to a multiple of 8
 *     kind    := 1 int32 | 2 float64 | 3 latin1 | 4 utf16 | 5 general | 6 constant | 7 tuples | 8 objects
 *     int32, float64   := the values, one after another
 *     latin1, utf16    := text-column.ts
 *     general          := the list in V8's value serialization format: general-column.ts
 *     constant         := a list of one, as in general: the value is the same primitive every time
 *     tuples, objects  := row-column.ts
 *
 * The kind is chosen by looking at every value once; no kind loses anything that structured clone keeps, nor a −0.
 */
import { type Frame, unreadable } from './frame.ts'
import type { FrameWriter } from './frame-writer.ts'
import { readGeneral, writeGeneral } from './general-column.ts'
import { readRows, rowsOf, writeRows } from './row-column.ts'
import { readText, writeText } from './text-column.ts'

/** Values in the form in which they are cheapest to read. A typed one is a view of the frame. */
export type Column = Int32Array | Float64Array | readonly unknown[]

const INT32 = 1
const FLOAT64 = 2
const LATIN1 = 3
const UTF16 = 4
const GENERAL = 5
const CONSTANT = 6
const TUPLES = 7
const OBJECTS = 8

const OF_INT32 = 1
const OF_FLOAT64 = 2
const OF_STRING = 4
const OF_OTHER = 8

/** Write the first `count` of `values` as a column. Throws what V8 throws for a value that cannot be cloned. */
export function writeColumn(writer: FrameWriter, values: ArrayLike<unknown>, count: number): void {
  const start = writer.at
  writer.room(8)
  writer.at += 8
  const kind = writePayload(writer, values, count)
  writer.bytes.writeUInt32LE(kind, start)
  writer.bytes.writeUInt32LE(writer.at - start - 8, start + 4)
  writer.align()
}

function writePayload(writer: FrameWriter, values: ArrayLike<unknown>, count: number): number {
  const bits = kindsIn(values, count)
  if (bits <= OF_INT32) return writeInt32(writer, values as ArrayLike<number>, count)
  if (bits <= (OF_INT32 | OF_FLOAT64)) return writeFloat64(writer, values as ArrayLike<number>, count)
  if (bits === OF_STRING) return writeText(writer, values as ArrayLike<string>, count) ? UTF16 : LATIN1
  const list = Array.prototype.slice.call(values, 0, count)
  if (isConstant(list)) return writeGeneral(writer, list.slice(0, 1), CONSTANT)
  const rows = bits === OF_OTHER ? rowsOf(list) : undefined
  if (rows === undefined) return writeGeneral(writer, list, GENERAL)
  writeRows(writer, rows, writeColumn)
  return rows.names === undefined ? TUPLES : OBJECTS
}

/** Which kinds of values there are, as bits; none in an empty list. */
function kindsIn(values: ArrayLike<unknown>, count: number): number {
  if (values instanceof Int32Array) return OF_INT32
  if (values instanceof Float64Array) return OF_FLOAT64
  let bits = 0
  for (let i = 0; i < count; i++) {
    const value = values[i]
    if (typeof value === 'string') bits |= OF_STRING
    // −0 and NaN are no int32.
    else if (typeof value === 'number') bits |= Object.is(value | 0, value) ? OF_INT32 : OF_FLOAT64
    else bits |= OF_OTHER
  }
  return bits
}

function writeInt32(writer: FrameWriter, values: ArrayLike<number>, count: number): number {
  writer.room(count * 4)
  const target = new Int32Array(writer.bytes.buffer, writer.at, count)
  if (values instanceof Int32Array) target.set(values)
  else for (let i = 0; i < count; i++) target[i] = values[i] as number
  writer.at += count * 4
  return INT32
}

function writeFloat64(writer: FrameWriter, values: ArrayLike<number>, count: number): number {
  writer.room(count * 8)
  const target = new Float64Array(writer.bytes.buffer, writer.at, count)
  if (values instanceof Float64Array) target.set(values)
  else for (let i = 0; i < count; i++) target[i] = values[i] as number
  writer.at += count * 8
  return FLOAT64
}

function isConstant(list: readonly unknown[]): boolean {
  const [first] = list
  if (typeof first === 'function' || typeof first === 'symbol') return false
  if (typeof first === 'object' && first !== null) return false
  return list.every((value) => value === first)
}

/** Reads the columns of a frame one after another. */
export class ColumnReader {
  /** The frame as a Buffer, for strings. */
  readonly bytes: Buffer<ArrayBufferLike>
  at: number

  constructor(frame: Frame, at: number) {
    this.bytes = Buffer.from(frame.buffer as ArrayBuffer, frame.byteOffset, frame.byteLength)
    this.at = at
  }

  /** The next column, which has `count` values. Errors: BUG_INVARIANT. */
  read(count: number): Column {
    if (this.at + 8 > this.bytes.length) throw unreadable('it ends before a column')
    const kind = this.bytes.readUInt32LE(this.at)
    const length = this.bytes.readUInt32LE(this.at + 4)
    const from = this.at + 8
    if (from + length > this.bytes.length) throw unreadable('it ends inside a column')
    this.at = from
    const column = this.#payload(kind, count, length)
    this.at = (from + length + 7) & ~7
    return column
  }

  #payload(kind: number, count: number, length: number): Column {
    switch (kind) {
      case INT32:
        return new Int32Array(...this.#aligned(count, 4))
      case FLOAT64:
        return new Float64Array(...this.#aligned(count, 8))
      case LATIN1:
      case UTF16:
        return readText(this.bytes, this.at, count, kind === UTF16)
      case GENERAL:
        return this.#general(length, count)
      case CONSTANT:
        return new Array(count).fill(this.#general(length, 1)[0])
      case TUPLES:
      case OBJECTS:
        return readRows(this, count, kind === OBJECTS)
      default:
        throw unreadable(`a column of kind ${kind} is not known`)
    }
  }

  #general(length: number, count: number): readonly unknown[] {
    const list = readGeneral(this.bytes.subarray(this.at, this.at + length))
    if (!Array.isArray(list) || list.length !== count) throw unreadable('a column has another number of values')
    return list
  }

  /** The arguments of a typed array over the next values: a view when they lie where one can be, a copy otherwise. */
  #aligned(count: number, size: number): [buffer: ArrayBuffer, offset: number, count: number] {
    const buffer = this.bytes.buffer as ArrayBuffer
    const offset = this.bytes.byteOffset + this.at
    if (this.at + count * size > this.bytes.length) throw unreadable('it ends inside a column')
    if (offset % size === 0) return [buffer, offset, count]
    return [buffer.slice(offset, offset + count * size), 0, count]
  }
}
