import { pipeline, Readable } from 'node:stream'
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  gunzipSync,
  inflateSync,
  type Zlib,
  zstdDecompressSync,
} from 'node:zlib'
import { type Compression, compressionOf } from './compression.ts'
import type { Files, ReadableFile } from './files.ts'
import { inputError, unreadable } from './input-errors.ts'

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
    if (compression === undefined) return yield* blocksOf(file, 0)
    for (let at = 0; at < file.size; ) {
      const stream = STREAMS[compression]()
      yield* decompressed(file, at, stream)
      // Zlib's stream for zstd ends with the first frame of several; the next one begins behind what it has consumed.
      at = compression === 'zstd' ? at + stream.bytesWritten : file.size
    }
  } catch (error) {
    throw inputError(path, error)
  } finally {
    file.close()
  }
}

async function* decompressed(file: ReadableFile, from: number, stream: ReturnType<(typeof STREAMS)[Compression]>) {
  // Errors of either side come out of the loop over `stream`.
  pipeline(Readable.from(blocksOf(file, from), { objectMode: false }), stream, () => {})
  yield* stream as AsyncIterable<Uint8Array>
}

function* blocksOf(file: ReadableFile, from: number): Generator<Uint8Array> {
  for (let at = from; at < file.size; at += BLOCK) {
    // Never reused: the stream holds blocks while it works on another thread.
    const block = Buffer.allocUnsafeSlow(Math.min(BLOCK, file.size - at))
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
      const part = decompressPart(bytes.subarray(at), compression, limit - size)
      parts.push(part.content)
      at += part.consumed
      size += part.content.length
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw inputError(path, error)
    throw tooLarge(path, 'its content', limit)
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
}

function decompressPart(bytes: Uint8Array, compression: Compression, limit: number) {
  // With `info` the answer says how much was consumed, which for zstd is one frame of perhaps several.
  const answer: unknown = WHOLE[compression](bytes, { maxOutputLength: Math.max(1, limit), info: true } as object)
  const { buffer, engine } = answer as { buffer: Buffer; engine: Zlib }
  return { content: buffer, consumed: compression === 'zstd' ? engine.bytesWritten : bytes.length }
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
