import type { TextBlock } from '../../kernel/bytes/text-block.ts'
import { placedError } from '../../kernel/errors.ts'
import type { ColumnBlock } from '../../rdd/declared/column-block.ts'
import type { PartitionSource } from '../../rdd/source.ts'
import { compressionOf } from '../../storage/compression.ts'
import { readCompressedLines } from '../../storage/lines.ts'
import { readObjects } from '../../storage/object-files.ts'
import { readRecords } from '../../storage/records.ts'
import { readTextBlocks } from '../../storage/text-blocks.ts'
import { readBytes, readText } from '../../storage/whole.ts'
import { piecesOf } from '../blocks/pieces.ts'

/** Where received blocks are found. */
export interface BlockSource {
  received(id: string): readonly unknown[]
}

/** What names the operator and the user's line. */
interface Place {
  toString(): string
}

/** Arrays of records, lines as bytes, columns, or something that gives arrays but has to be waited for. */
export type Piece = readonly any[] | TextBlock | ColumnBlock | AsyncIterable<readonly any[]>

/**
 * The records of partition `p` of a source, in pieces that are read one at a time. What cannot be read is told with the
 * operator and the user's line of the source.
 */
export function* readSource(
  source: PartitionSource,
  p: number,
  blocks: BlockSource,
  site: Place,
): Generator<Piece, void> {
  try {
    yield* recordsOf(source, p, blocks, site)
  } catch (error) {
    throw placedError(error, site)
  }
}

function* recordsOf(source: PartitionSource, p: number, blocks: BlockSource, site: Place): Generator<Piece, void> {
  switch (source.type) {
    case 'collection':
      return yield source.slices[p] ?? []
    case 'columns':
      return yield source.blocks[p] ?? []
    case 'range':
      return yield* rangeOf(source, p)
    case 'blocks':
      return yield* piecesOf(blocks.received(source.blocks[p] ?? ''))
    case 'lines':
      for (const split of source.splits[p] ?? []) {
        if (compressionOf(split.path) === undefined) yield* readTextBlocks(source.files, split)
        else yield placedLater(readCompressedLines(source.files, split), site)
      }
      return
    case 'records':
      for (const split of source.splits[p] ?? []) yield* readRecords(source.files, split, source.length)
      return
    case 'whole':
      for (const path of source.paths[p] ?? [])
        yield [[path, source.as === 'text' ? readText(source.files, path) : readBytes(source.files, path)]]
      return
    case 'objects':
      for (const path of source.paths[p] ?? []) yield* readObjects(source.files, path)
  }
}

async function* placedLater<T>(pieces: AsyncIterable<T>, site: Place): AsyncGenerator<T, void> {
  try {
    yield* pieces
  } catch (error) {
    throw placedError(error, site)
  }
}

const CHUNK = 8192

/** Slice `p` of a range of numbers, the slices being as even as can be: the first number of slice i is item i·n/slices. */
function* rangeOf(range: Extract<PartitionSource, { type: 'range' }>, p: number): Generator<number[], void> {
  const count = Math.max(0, Math.ceil((range.end - range.start) / range.step))
  const last = Math.floor(((p + 1) * count) / range.slices)
  for (let i = Math.floor((p * count) / range.slices); i < last; i += CHUNK) {
    const chunk = new Array<number>(Math.min(CHUNK, last - i))
    for (let j = 0; j < chunk.length; j++) chunk[j] = range.start + (i + j) * range.step
    yield chunk
  }
}
