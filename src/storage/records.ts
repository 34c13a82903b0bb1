import { StreamError } from '../kernel/errors.ts'
import { printable } from '../kernel/show.ts'
import { compressionOf } from './compression.ts'
import type { Files, ReadableFile } from './files.ts'
import { inputError, unreadable } from './input-errors.ts'
import type { FileSplit } from './splits.ts'

const BLOCK = 256 * 1024

/**
 * The records of `length` bytes of a split, in arrays of all the records of one block. The split is cut between records
 * (splitRecords). Records may be kept: they share the memory of their block, which is used for nothing else.
 *
 * Errors    E_RECORD_LENGTH when the file does not hold whole records; E_INPUT_MISSING, E_INPUT_UNREADABLE (compressed, too)
 * Source    Spark's FixedLengthBinaryInputFormat
 */
export function* readRecords(files: Files, split: FileSplit, length: number): Generator<Uint8Array[], void> {
  let file: ReadableFile | undefined
  try {
    refuseCompressed(split.path)
    file = files.open(split.path)
    if (file.size % length !== 0) throw lengthError(split.path, file.size, length)
    for (let at = split.start; at < split.end; ) {
      const block = readBlock(file, at, split, length)
      at += block.length
      yield cut(block, length)
    }
  } catch (error) {
    throw inputError(split.path, error)
  } finally {
    file?.close()
  }
}

function readBlock(file: ReadableFile, at: number, split: FileSplit, length: number): Uint8Array {
  const whole = Math.max(length, Math.floor(BLOCK / length) * length)
  const block = Buffer.allocUnsafeSlow(Math.min(whole, split.end - at))
  const came = file.read(block, at)
  if (came < block.length) throw lengthError(split.path, at + came, length)
  return block
}

function cut(block: Uint8Array, length: number): Uint8Array[] {
  const records: Uint8Array[] = new Array(block.length / length)
  // Plain Uint8Arrays: a Buffer prints and compares differently.
  for (let i = 0; i < records.length; i++) {
    records[i] = new Uint8Array(block.buffer, block.byteOffset + i * length, length)
  }
  return records
}

function refuseCompressed(path: string): void {
  if (compressionOf(path) === undefined) return
  throw unreadable(path, 'records of fixed length cannot be read from a compressed file', 'Decompress it first.')
}

const lengthError = (path: string, size: number, length: number): StreamError =>
  new StreamError(
    'E_RECORD_LENGTH',
    `${printable(path)} has ${size} bytes, which is not a whole number of records of ${length} bytes`,
    { hint: 'Give the length of a record in bytes, and write only whole records.' },
  )
