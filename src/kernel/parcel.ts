/**
 * A value with bytes that go with it, as bytes. The value is in V8's format; numbers are little-endian.
 *
 *     parcel := version count length{1 + count} value piece{count}
 *     version := u8                 of what is in it; not 255, with which values of that format begin
 *     count   := u32                of the pieces
 *     length  := u32                of the value, and of each piece
 *
 * The pieces stand beside the value and not in it: what the serializer of V8 has seen it holds until the whole heap is
 * collected, and with it megabytes that nobody needs any more.
 */
import { deserialize, serialize } from 'node:v8'

/** A parcel that was opened. */
export interface Parcel {
  readonly value: unknown
  /** Views of the bytes that were read. */
  readonly pieces: readonly Uint8Array[]
}

const [COUNT_AT, LENGTHS_AT, LENGTH] = [1, 5, 4] as const

/** A parcel in parts, so that pieces need not be copied. Throws what V8 throws for a value that cannot be cloned. */
export function parcelParts(version: number, value: unknown, pieces: readonly Uint8Array[]): Uint8Array[] {
  const parts = [serialize(value), ...pieces]
  const head = Buffer.allocUnsafe(LENGTHS_AT + LENGTH * parts.length)
  head.writeUInt8(version, 0)
  head.writeUInt32LE(pieces.length, COUNT_AT)
  parts.forEach(({ length }, i) => {
    head.writeUInt32LE(length, LENGTHS_AT + LENGTH * i)
  })
  return [head, ...parts]
}

/** The first byte of a parcel. */
export const parcelVersion = (bytes: Uint8Array): number | undefined => bytes[0]

/** Throws for bytes that are no parcel, and what V8 throws for a value that is none. */
export function openParcel(bytes: Uint8Array): Parcel {
  const { buffer, byteOffset, byteLength } = bytes
  const view = new DataView(buffer, byteOffset, byteLength)
  const count = view.getUint32(COUNT_AT, true)
  let at = LENGTHS_AT + LENGTH * (count + 1)
  if (at > byteLength) throw new RangeError(`a parcel of ${byteLength} bytes has no ${count} pieces`)
  const parts: Uint8Array[] = []
  for (let i = 0; i <= count; i++) {
    const end = at + view.getUint32(LENGTHS_AT + LENGTH * i, true)
    parts.push(bytes.subarray(at, end))
    at = end
  }
  if (at !== byteLength) throw new RangeError(`a parcel of ${byteLength} bytes says that it has ${at}`)
  const [value, ...pieces] = parts as [Uint8Array, ...Uint8Array[]]
  return { value: deserialize(value), pieces }
}
