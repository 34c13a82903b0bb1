import { declared, meaningOf } from './meaning.ts'
import type { Parse } from './row.ts'

/** As `parse`, in a list, which is empty for a line that is not what it should be. */
export function skipping(parse: Parse): (line: string) => unknown[] {
  const skips = (line: string): unknown[] => {
    try {
      return [parse(line)]
    } catch {
      return []
    }
  }
  const meaning = meaningOf(parse)
  return meaning?.kind === 'json' || meaning?.kind === 'csv' ? declared(skips, { ...meaning, skips: true }) : skips
}
