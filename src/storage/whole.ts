import { compressionOf } from './compression.ts'
import { decompress, tooLarge } from './decompress.ts'
import type { Files, ReadableFile } from './files.ts'
import { inputError } from './input-errors.ts'

/** A string of V8 cannot be much longer, and a whole file that is longer should not be one record. */
const LIMIT = 256 * 1024 * 1024

/**
 * The text of a file: UTF-8, decompressed by its ending, without a byte order mark.
 *
 * Errors    E_INPUT_MISSING, E_INPUT_UNREADABLE (longer than `limit` bytes, too)
 * Source    Spark's WholeTextFileInputFormat
 */
export function readText(files: Files, path: string, limit: number = LIMIT): string {
  const bytes = readBytes(files, path, limit)
  const compression = readable(path, () => compressionOf(path))
  const content = compression === undefined ? bytes : decompress(bytes, compression, path, limit)
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/**
 * The bytes of a file as they are, compressed or not.
 *
 * Errors    as readText
 * Source    Spark's binaryFiles
 */
export function readBytes(files: Files, path: string, limit: number = LIMIT): Uint8Array {
  return readable(path, () => {
    const file = files.open(path)
    try {
      if (file.size > limit) throw tooLarge(path, 'the file', limit)
      return fill(file)
    } finally {
      file.close()
    }
  })
}

function fill(file: ReadableFile): Uint8Array {
  const bytes = new Uint8Array(file.size)
  return bytes.subarray(0, file.read(bytes, 0))
}

function readable<R>(path: string, read: () => R): R {
  try {
    return read()
  } catch (error) {
    throw inputError(path, error)
  }
}
