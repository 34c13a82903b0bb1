import { TextBlock } from '../kernel/bytes/text-block.ts'
import type { Files, ReadableFile } from './files.ts'
import { inputError } from './input-errors.ts'
import { byteOrderMark, lineBegin, MAX_LINE, type TextLimits, tooLong } from './lines.ts'
import type { FileSplit } from './splits.ts'

const BLOCK = 128 * 1024
const [LF, CR] = [0x0a, 0x0d]

/**
 * The lines that begin in a split, as `readLines` gives them, but in blocks of bytes that are cut between lines. A block
 * is good until the next one is asked for. Nothing waits.
 *
 * Errors    E_INPUT_MISSING, E_INPUT_UNREADABLE (a line longer than the limit, too)
 */
export function* readTextBlocks(files: Files, split: FileSplit, limits: TextLimits = {}): Generator<TextBlock, void> {
  let file: ReadableFile | undefined
  try {
    file = files.open(split.path)
    const begin = lineBegin(file, split.start, split.path, limits)
    const end = lineBegin(file, split.end, split.path, limits)
    yield* blocksBetween(file, begin === 0 ? byteOrderMark(file) : begin, end, split.path, limits)
  } catch (error) {
    throw inputError(split.path, error)
  } finally {
    file?.close()
  }
}

function* blocksBetween(
  file: ReadableFile,
  begin: number,
  end: number,
  path: string,
  limits: TextLimits,
): Generator<TextBlock, void> {
  const limit = limits.maxLineBytes ?? MAX_LINE
  let block = Buffer.allocUnsafeSlow(Math.max(1, Math.min(BLOCK, end - begin)))
  let kept = 0
  for (let at = begin; at < end; ) {
    if (kept === block.length) block = Buffer.concat([block], Math.min(block.length * 2, kept + end - at))
    const came = file.read(block.subarray(kept, Math.min(block.length, kept + end - at)), at)
    // The file was cut shorter since it was listed.
    if (came === 0) break
    at += came
    const whole = at < end ? wholeLines(block, Math.max(0, kept - 1), kept + came) : kept + came
    if (whole > 0) yield checked(new TextBlock(block.subarray(0, whole)), limit, path, at)
    block.copyWithin(0, whole, kept + came)
    kept += came - whole
    if (kept > limit) throw tooLong(path, at, limit)
  }
  if (kept > 0) yield checked(new TextBlock(block.subarray(0, kept)), limit, path, end)
}

/** Where the last line end before `end` is over, when it is behind `from`; 0 when no line ends there. */
function wholeLines(block: Buffer, from: number, end: number): number {
  const feed = block.subarray(from, end).lastIndexOf(LF) + 1
  // A lone \r at the very end may be half of a \r\n.
  const turn = block.subarray(from + feed, end - 1).lastIndexOf(CR) + 1
  return feed + turn === 0 ? 0 : from + feed + turn
}

/** Only a block that is longer than the limit can have a line that is. */
function checked(block: TextBlock, limit: number, path: string, at: number): TextBlock {
  if (block.bytes.length > limit && block.longest > limit) throw tooLong(path, at, limit)
  return block
}
