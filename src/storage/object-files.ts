import { decodeFrame, FRAME_HEADER, frameLength } from '../kernel/codec.ts'
import type { Files, ReadableFile } from './files.ts'
import { inputError } from './input-errors.ts'

/**
 * The records of an object file, in the arrays that its frames hold: one frame at a time is in memory, so the file may be
 * of any length.
 *
 * Errors    E_INPUT_MISSING, E_INPUT_UNREADABLE; STATE_CORRUPT naming the file and the offset
 * Source    docs/reference/object-file-format.md
 */
export function* readObjects(files: Files, path: string): Generator<unknown[], void> {
  let file: ReadableFile | undefined
  try {
    file = files.open(path)
    for (let at = 0; at < file.size; ) {
      const place = { name: path, at }
      const length = frameLength(readAt(file, at, FRAME_HEADER), { ...place, left: file.size - at })
      yield decodeFrame(readAt(file, at, length), place)
      at += length
    }
  } catch (error) {
    throw inputError(path, error)
  } finally {
    file?.close()
  }
}

/** Up to `length` bytes from `position` on, as many as there are. */
function readAt(file: ReadableFile, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(length, file.size - position))
  return bytes.subarray(0, file.read(bytes, position))
}
