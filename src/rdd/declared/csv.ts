import { badArgument, type Caller, requireText } from '../arguments.ts'
import { declared } from './meaning.ts'
import { type Invalid, notOne, type Parse, put, requireInvalid, requireNames } from './row.ts'

/** What a column holds. A number is read as JavaScript's Number reads it, and is NaN for a text that is none, or is empty. */
export type ColumnType = 'text' | 'number'

/** The columns of a line in their order: names alone for texts, or names with what they hold. */
export type Columns = readonly string[] | Readonly<Record<string, ColumnType>>

/** How lines of values with separators are read. */
export interface CsvOptions<C extends Columns = Columns> {
  readonly columns: C
  /** What stands between two values. Default: a comma. */
  readonly separator?: string
  /** What becomes of a line with more or fewer values than columns, or with a wrong quote. Default: 'fail'. */
  readonly invalid?: Invalid
}

/** The object that a line becomes. */
export type CsvRow<C extends Columns> = C extends readonly (infer N extends string)[]
  ? { [K in N]: string }
  : { -readonly [K in keyof C]: C[K] extends 'number' ? number : string }

/** What reads a line as `options` say. */
export function csvParser(options: CsvOptions, caller?: Caller): Parse {
  const separator = options?.separator ?? ','
  requireText('csv', 'the separator', separator, 'a text with at least one character', caller)
  if (separator.includes('"')) throw badArgument('csv', 'the separator is', separator, 'one without quotes', caller)
  requireInvalid('csv', options?.invalid, caller)
  const columns = columnsOf(options?.columns, caller)
  const parse: Parse = (line) => {
    const values = line.includes('"') ? quotedValues(line, separator) : line.split(separator)
    if (values.length !== columns.length)
      throw notOne(`a line of ${values.length} values, and there are ${columns.length} columns`, line)
    const row: Record<string, unknown> = {}
    for (const [i, { name, isNumber }] of columns.entries()) {
      const value = values[i] as string
      put(row, name, isNumber ? numberOf(value) : value)
    }
    return row
  }
  return declared(parse, { kind: 'csv', columns, separator, parse, skips: false })
}

function columnsOf(columns: Columns, caller?: Caller): { readonly name: string; readonly isNumber: boolean }[] {
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) {
    requireNames('csv', 'the columns', columns as readonly string[], caller)
    return (columns as readonly string[]).map((name) => ({ name, isNumber: false }))
  }
  const entries = Object.entries(columns as Record<string, ColumnType>)
  requireNames('csv', 'the columns', Object.keys(columns), caller)
  for (const [name, type] of entries) {
    if (type !== 'text' && type !== 'number')
      throw badArgument('csv', `column ${name} holds`, type, "'text' or 'number'", caller)
    // An object puts such names first, wherever they were written.
    if (/^\d+$/.test(name)) throw badArgument('csv', 'a column is called', name, 'a name that is no number', caller)
  }
  return entries.map(([name, type]) => ({ name, isNumber: type === 'number' }))
}

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

/** The values of a line in which some are quoted: `"` around a value, `""` for one inside. */
function quotedValues(line: string, separator: string): string[] {
  const values: string[] = []
  for (let at = 0; ; ) {
    let end: number
    if (line[at] === '"') {
      const { value, next } = quoted(line, at)
      values.push(value)
      end = next
      if (end < line.length && !line.startsWith(separator, end)) throw notOne('a line with a text behind a quote', line)
    } else {
      const found = line.indexOf(separator, at)
      end = found < 0 ? line.length : found
      values.push(line.slice(at, end))
    }
    if (end >= line.length) return values
    at = end + separator.length
  }
}

function quoted(line: string, start: number): { readonly value: string; readonly next: number } {
  let value = ''
  for (let at = start + 1; ; ) {
    const quote = line.indexOf('"', at)
    if (quote < 0) throw notOne('a line with a quote that is not closed', line)
    value += line.slice(at, quote)
    if (line[quote + 1] !== '"') return { value, next: quote + 1 }
    value += '"'
    at = quote + 2
  }
}
