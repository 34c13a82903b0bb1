/** Bytes of something compressed, from `at` on: fewer than `length` only at its end. */
export type ReadBytes = (at: number, length: number) => Uint8Array

const MAGIC = 0xfd2fb528
/** Frames of any other content, which decoders pass over, have one of 16 magic numbers. */
const SKIPPABLE = 0x184d2a50
const DICTIONARY_BYTES = [0, 1, 2, 4] as const
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const
const RUN = 1

/**
 * Where the zstd frame that begins at `at` ends, found by its headers alone; undefined when it is cut off before that, or
 * is none. Zlib of Node 22 takes a frame that is cut off for a whole one, so it has to be found out before.
 *
 * Source    RFC 8878, section 3.1
 */
export function zstdFrameEnd(read: ReadBytes, at: number): number | undefined {
  const head = read(at, 14)
  if (head.length < 8) return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const magic = view.getUint32(0, true)
  if (magic >>> 4 === SKIPPABLE >>> 4) return present(read, at + 8 + view.getUint32(4, true))
  return magic === MAGIC ? framed(read, at, view.getUint8(4)) : undefined
}

function framed(read: ReadBytes, at: number, descriptor: number): number | undefined {
  const single = (descriptor & 0x20) !== 0
  const sizeFlag = descriptor >>> 6
  const contentSize = sizeFlag === 0 && single ? 1 : (CONTENT_SIZE_BYTES[sizeFlag] as number)
  const header = 5 + (single ? 0 : 1) + (DICTIONARY_BYTES[descriptor & 3] as number) + contentSize
  const checksum = (descriptor & 4) === 0 ? 0 : 4
  for (let block = at + header; ; ) {
    const [a, b, c] = read(block, 3)
    if (a === undefined || b === undefined || c === undefined) return undefined
    const bits = a | (b << 8) | (c << 16)
    const isRun = ((bits >>> 1) & 3) === RUN
    block += 3 + (isRun ? 1 : bits >>> 3)
    if ((bits & 1) === 1) return present(read, block + checksum)
  }
}

const present = (read: ReadBytes, end: number): number | undefined => (read(end - 1, 1).length === 1 ? end : undefined)
