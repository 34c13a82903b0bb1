import { pipeline, Readable } from 'node:stream'
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  gunzipSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib'
import { type Compression, compressionOf } from './compression.ts'
import type { Files, ReadableFile } from './files.ts'
import { inputError, unreadable } from './input-errors.ts'
import { type ReadBytes, zstdFrameEnd } from './zstd-frame.ts'

const BLOCK = 256 * 1024
const OPTIONS = { chunkSize: BLOCK }

const STREAMS = {
  gzip: () => createGunzip(OPTIONS),
  deflate: () => createInflate(OPTIONS),
  brotli: () => createBrotliDecompress(OPTIONS),
  zstd: () => createZstdDecompress(OPTIONS),
} as const

const WHOLE = {
  gzip: gunzipSync,
  deflate: inflateSync,
  brotli: brotliDecompressSync,
  zstd: zstdDecompressSync,
} as const

/**
 * The content of a file, in blocks as they are decompressed: never more than a few of them in memory.
 *
 * Errors    E_INPUT_MISSING, E_INPUT_UNREADABLE (damaged or cut off, too)
 */
export async function* decompressFile(files: Files, path: string): AsyncGenerator<Uint8Array> {
  const compression = compressionOf(path)
  const file = open(files, path)
  try {
    if (compression === undefined) return yield* blocksOf(file, 0, file.size)
    for (let at = 0; at < file.size; ) {
      const end = memberEnd(compression, path, at, file.size, reading(file))
      yield* decompressed(blocksOf(file, at, end), STREAMS[compression]())
      at = end
    }
  } catch (error) {
    throw inputError(path, error)
  } finally {
    file.close()
  }
}

async function* decompressed(blocks: Iterable<Uint8Array>, stream: ReturnType<(typeof STREAMS)[Compression]>) {
  // Errors of either side come out of the loop over `stream`.
  pipeline(Readable.from(blocks, { objectMode: false }), stream, () => {})
  yield* stream as AsyncIterable<Uint8Array>
}

function* blocksOf(file: ReadableFile, from: number, end: number): Generator<Uint8Array> {
  for (let at = from; at < end; at += BLOCK) {
    // Never reused: the stream holds blocks while it works on another thread.
    const block = Buffer.allocUnsafeSlow(Math.min(BLOCK, end - at))
    const came = file.read(block, at)
    if (came > 0) yield block.subarray(0, came)
  }
}

/** The content of a compressed file that is in memory, at most `limit` bytes. Errors as `decompressFile`. */
export function decompress(bytes: Uint8Array, compression: Compression, path: string, limit: number): Uint8Array {
  const parts: Uint8Array[] = []
  let [at, size] = [0, 0]
  try {
    while (at < bytes.length) {
      const end = memberEnd(compression, path, at, bytes.length, (from, length) => bytes.subarray(from, from + length))
      const options = { maxOutputLength: Math.max(1, limit - size) }
      const part = WHOLE[compression](bytes.subarray(at, end), options)
      parts.push(part)
      at = end
      size += part.length
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw inputError(path, error)
    throw tooLarge(path, 'its content', limit)
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
}

/**
 * Where what zlib decompresses at once, beginning at `at`, ends. For zstd that is one frame of perhaps several, of which it
 * must be made sure that it is whole; members of gzip follow each other by themselves.
 */
function memberEnd(compression: Compression, path: string, at: number, size: number, read: ReadBytes): number {
  if (compression !== 'zstd') return size
  const end = zstdFrameEnd(read, at)
  if (end !== undefined) return end
  throw unreadable(path, `the zstd frame at offset ${at} is damaged or cut off`, 'Check that the file is whole.')
}

const reading =
  (file: ReadableFile): ReadBytes =>
  (at, length) => {
    const bytes = new Uint8Array(length)
    return bytes.subarray(0, at < file.size ? file.read(bytes, at) : 0)
  }

/** The refusal of something that would not fit. */
export const tooLarge = (path: string, what: string, limit: number) =>
  unreadable(path, `${what} is longer than ${limit} bytes`, 'Read it in pieces, or raise the limit.')

function open(files: Files, path: string): ReadableFile {
  try {
    return files.open(path)
  } catch (error) {
    throw inputError(path, error)
  }
}
