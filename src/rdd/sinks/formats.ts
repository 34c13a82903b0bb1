import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { textOf } from '../text.ts'

/** How records become lines of a file. */
export interface Format {
  /** What each file begins with. */
  readonly head: string
  /** A record, with the end of its line. */
  line(record: unknown): string
}

/** As saveAsTextFile writes. */
export const textFormat: Format = { head: '', line: (record) => `${textOf(record)}\n` }

/** One JSON text a line; what has none, such as undefined, is null as in an array. */
export const jsonlFormat: Format = { head: '', line: (record) => `${JSON.stringify(record) ?? 'null'}\n` }

/**
 * Comma-separated values. The fields are those of an array, or of an object by `columns`; any other record is one field. A
 * field that is missing, undefined or null is empty, and an empty text is `""`.
 *
 * Source    RFC 4180, with LF for CRLF; the empty text as in Spark's CSV writer
 */
export const csvFormat = (columns: readonly string[] | undefined, header: boolean): Format => ({
  head: header ? csvLine(columns ?? []) : '',
  line: (record) => csvLine(fieldsOf(record, columns)),
})

const csvLine = (fields: readonly unknown[]): string => `${fields.map(csvField).join(',')}\n`

function csvField(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : textOf(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function fieldsOf(record: unknown, columns: readonly string[] | undefined): readonly unknown[] {
  if (typeof record !== 'object' || record === null || record instanceof Date) return [record]
  if (!Array.isArray(record)) {
    if (columns === undefined) throw refused(record, 'is an object', 'Name its columns: { columns: [...] }.')
    return columns.map((name) => (Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined))
  }
  if (columns === undefined || record.length === columns.length) return record
  const hint = `Write records of ${columns.length} fields: ${columns.join(', ')}.`
  throw refused(record, `has ${record.length} fields where there are ${columns.length} columns`, hint)
}

const refused = (record: unknown, why: string, hint: string): StreamError =>
  new StreamError('E_ARGUMENT', `the record ${show(record, 60)} of a CSV file ${why}`, { hint })
