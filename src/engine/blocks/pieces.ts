import { TextBlock } from '../../kernel/bytes/text-block.ts'

const hasBlocks = (records: readonly unknown[]): boolean => records.some((record) => record instanceof TextBlock)

/** Records among which there may be blocks of lines, as lists of records and blocks. */
export function* piecesOf(records: readonly unknown[]): Generator<readonly unknown[] | TextBlock, void> {
  if (!hasBlocks(records)) return yield records
  let plain: unknown[] = []
  for (const record of records) {
    if (!(record instanceof TextBlock)) {
      plain.push(record)
      continue
    }
    if (plain.length > 0) yield plain
    plain = []
    yield record
  }
  if (plain.length > 0) yield plain
}

/** The records, with the lines of blocks of lines as text. */
export function unpacked(records: readonly unknown[]): readonly unknown[] {
  if (!hasBlocks(records)) return records
  const all: unknown[] = []
  for (const piece of piecesOf(records)) for (const record of piece) all.push(record)
  return all
}
