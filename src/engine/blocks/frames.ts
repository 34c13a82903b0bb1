import { decodeFrames, encodeRecords } from '../../kernel/codec.ts'

/** Records in one frame: the serializer has a limit, and its memory goes with the frame. */
const FRAME = 16_384

/** Records as frames. Throws when a record is something that cannot be written: a function, say. */
export function* framesOf(records: readonly unknown[]): Generator<Uint8Array> {
  for (let at = 0; at < records.length; at += FRAME)
    yield encodeRecords(records.length <= FRAME ? records : records.slice(at, at + FRAME))
}

export function recordsOf(bytes: Uint8Array, name: string): unknown[] {
  const frames = [...decodeFrames(bytes, name)]
  return frames.length === 1 ? (frames[0] as unknown[]) : frames.flat()
}
