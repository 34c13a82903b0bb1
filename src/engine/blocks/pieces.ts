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
