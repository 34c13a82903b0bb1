/**
 * Pieces of bytes as one. Numbers are little-endian.
 *
 *     parcel  := version count length{count} piece{count}
 *     version := u8                 of what is in it; not 255, with which values of V8's format begin
 *     count   := u32                of the pieces
 *     length  := u32                of each piece
 *
 * Bytes that belong to a value stand beside it, and not in it: what the serializer of V8 has seen it holds until the whole heap
 * is collected, and with it megabytes that nobody needs any more.
 */

const [COUNT_AT, LENGTHS_AT, LENGTH] = [1, 5, 4] as const

/** A parcel in parts, so that pieces need not be copied. */
export function parcelParts(version: number, pieces: readonly Uint8Array[]): Uint8Array[] {
  const head = Buffer.allocUnsafe(LENGTHS_AT + LENGTH * pieces.length)
  head.writeUInt8(version, 0)
  head.writeUInt32LE(pieces.length, COUNT_AT)
  pieces.forEach(({ length }, i) => {
    head.writeUInt32LE(length, LENGTHS_AT + LENGTH * i)
  })
  return [head, ...pieces]
}

/** A parcel in one piece, with memory of its own: to send it to another thread is to send nothing else. */
export function parcel(version: number, pieces: readonly Uint8Array[]): Uint8Array {
  const parts = parcelParts(version, pieces)
  const whole = Buffer.allocUnsafeSlow(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The first byte of a parcel. */
export const parcelVersion = (bytes: Uint8Array): number | undefined => bytes[0]

/** The pieces of a parcel, as views. Throws a RangeError for bytes that are none. */
export function piecesOfParcel(bytes: Uint8Array): readonly Uint8Array[] {
  const { buffer, byteOffset, byteLength } = bytes
  const view = new DataView(buffer, byteOffset, byteLength)
  const count = view.getUint32(COUNT_AT, true)
  let at = LENGTHS_AT + LENGTH * count
  if (at > byteLength) throw new RangeError(`a parcel of ${byteLength} bytes has no ${count} pieces`)
  const pieces: Uint8Array[] = []
  for (let i = 0; i < count; i++) {
    const end = at + view.getUint32(LENGTHS_AT + LENGTH * i, true)
    // Plain, also of a buffer, whose methods are others.
    pieces.push(new Uint8Array(buffer, byteOffset + at, end - at))
    at = end
  }
  if (at !== byteLength) throw new RangeError(`a parcel of ${byteLength} bytes says that it has ${at}`)
  return pieces
}
