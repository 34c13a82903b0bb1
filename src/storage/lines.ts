import type { StreamError } from '../kernel/errors.ts'
import { LineSplitter, nextLineEnd } from '../kernel/line-splitter.ts'
import { compressionOf } from './compression.ts'
import { decompressFile } from './decompress.ts'
import type { Files, ReadableFile } from './files.ts'
import { inputError, unreadable } from './input-errors.ts'
import type { FileSplit } from './splits.ts'

export interface TextLimits {
  /** A file with a longer line is refused. 256 MiB unless given. */
  readonly maxLineBytes?: number
}

const BLOCK = 64 * 1024
export const MAX_LINE = 256 * 1024 * 1024
const MARK = Buffer.of(0xef, 0xbb, 0xbf)
const [LF, CR] = [0x0a, 0x0d]

/**
 * The lines that begin in a split, in arrays of all the lines of one block of 64 KiB. Nothing waits.
 *
 * A line ends with \n, \r\n or a lone \r; the last one may have no end. A byte order mark at the start of the file is
 * passed over; bytes that are not UTF-8 become U+FFFD. The arrays may be kept; long lines share the memory of their block.
 *
 * Errors    E_INPUT_MISSING, E_INPUT_UNREADABLE (a line longer than the limit, too)
 * Source    Hadoop's TextInputFormat
 */
export function* readLines(files: Files, split: FileSplit, limits: TextLimits = {}): Generator<string[], void> {
  let file: ReadableFile | undefined
  try {
    file = files.open(split.path)
    const begin = lineBegin(file, split.start, split.path, limits)
    const end = lineBegin(file, split.end, split.path, limits)
    yield* linesBetween(file, begin === 0 ? byteOrderMark(file) : begin, end, split.path, limits)
  } catch (error) {
    throw inputError(split.path, error)
  } finally {
    file?.close()
  }
}

/**
 * The lines of a compressed file, which is always read as a whole, in arrays as `readLines` gives them.
 *
 * Errors    as readLines; damaged or cut-off data are E_INPUT_UNREADABLE
 */
export async function* readCompressedLines(
  files: Files,
  split: FileSplit,
  limits: TextLimits = {},
): AsyncGenerator<string[], void> {
  let [at, start] = [0, true]
  const splitter = splitterOf(split.path, () => at, limits)
  for await (const block of decompressFile(files, split.path)) {
    const marked = start && MARK.every((byte, i) => block[i] === byte)
    const lines = splitter.push(marked ? block.subarray(MARK.length) : block)
    start = false
    at += block.length
    if (lines.length > 0) yield lines
  }
  const last = splitter.flush()
  if (last.length > 0) yield last
}

/** The lines of a split, whichever of the two ways its file needs. */
export const linesOf = (
  files: Files,
  split: FileSplit,
  limits?: TextLimits,
): Iterable<string[]> | AsyncIterable<string[]> =>
  compressionOf(split.path) === undefined ? readLines(files, split, limits) : readCompressedLines(files, split, limits)

/**
 * Where the first line begins that begins at `offset` or behind it. A split has the bytes from the one that `start` gives
 * up to the one that `end` gives: so neighbours agree on every line, wherever the file was cut.
 */
export function lineBegin(file: ReadableFile, offset: number, path: string, limits: TextLimits): number {
  if (offset === 0 || offset >= file.size) return Math.min(offset, file.size)
  const limit = limits.maxLineBytes ?? MAX_LINE
  const block = Buffer.allocUnsafe(Math.min(BLOCK, file.size - offset + 1))
  // From one byte earlier: a line begins at `offset` itself when that byte ends a line.
  for (let at = offset - 1; at < file.size; ) {
    const bytes = block.subarray(0, file.read(block, at))
    const { text, next } = nextLineEnd(bytes, 0)
    if (next < bytes.length || at + bytes.length >= file.size) return at + next
    if (text < bytes.length) return at + next + (bytes[next - 1] === CR ? feedAt(file, at + next) : 0)
    at += bytes.length
    if (bytes.length === 0) break
    if (at - offset > limit) throw tooLong(path, offset, limit)
  }
  return file.size
}

/** How many bytes of a \n there are at `at`: a \\r at the border of what was read may be half of a \\r\\n. */
function feedAt(file: ReadableFile, at: number): number {
  const behind = Buffer.alloc(1)
  return file.read(behind, at) === 1 && behind[0] === LF ? 1 : 0
}

function* linesBetween(
  file: ReadableFile,
  begin: number,
  end: number,
  path: string,
  limits: TextLimits,
): Generator<string[], void> {
  let at = begin
  const splitter = splitterOf(path, () => at, limits)
  const block = Buffer.allocUnsafeSlow(Math.max(1, Math.min(BLOCK, end - begin)))
  while (at < end) {
    const came = file.read(block.subarray(0, Math.min(block.length, end - at)), at)
    // The file was cut shorter since it was listed.
    if (came === 0) break
    const lines = splitter.push(block.subarray(0, came))
    at += came
    if (lines.length > 0) yield lines
  }
  const last = splitter.flush()
  if (last.length > 0) yield last
}

export function byteOrderMark(file: ReadableFile): number {
  const first = Buffer.alloc(MARK.length)
  for (let at = 0, came = 1; at < first.length && came > 0; at += came) came = file.read(first.subarray(at), at)
  return first.equals(MARK) ? MARK.length : 0
}

function splitterOf(path: string, offset: () => number, limits: TextLimits): LineSplitter {
  const maxLineBytes = limits.maxLineBytes ?? MAX_LINE
  return new LineSplitter({
    maxLineBytes,
    tooLong() {
      throw tooLong(path, offset(), maxLineBytes)
    },
  })
}

export const tooLong = (path: string, offset: number, limit: number): StreamError =>
  unreadable(
    path,
    `a line in the block at offset ${offset} is longer than ${limit} bytes`,
    'Check that it is a text file, or read it with binaryRecords or binaryFiles.',
  )
