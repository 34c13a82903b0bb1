import { types } from 'node:util'
import { printable, show } from '../../kernel/show.ts'

const LINE = '-'.repeat(43)
/** Longest text of a value that is neither a string nor a pair. */
const LONGEST = 400
/** Arrays nested deeper than this are shown shortly, so that one which holds itself ends. */
const DEEPEST = 16

/** The block that print and pprint write for a batch: at most `num` records of those given, and `...` if there are more. */
export const blockOf = (time: string, records: readonly unknown[], num: number, text: (record: unknown) => string) =>
  [LINE, `Time: ${time}`, LINE, ...records.slice(0, num).map(text), ...(records.length > num ? ['...'] : []), ''].join(
    '\n',
  )

/** A record as Scala prints it: strings as they are, arrays as tuples `(a,b)`. */
export function scalaText(record: unknown, depth = 0): string {
  if (typeof record === 'string') return printable(record)
  if (isTuple(record) && depth < DEEPEST) return `(${record.map((item) => scalaText(item, depth + 1)).join(',')})`
  return plainText(record)
}

/** A record as Python prints it: strings as they are, but quoted inside of arrays, which are tuples `('a', 1)`. */
export const pythonText = (record: unknown): string =>
  typeof record === 'string' ? printable(record) : pythonValue(record, 0)

function pythonValue(value: unknown, depth: number): string {
  if (typeof value === 'string') return pythonQuote(value)
  if (isTuple(value) && depth < DEEPEST) {
    const items = value.map((item) => pythonValue(item, depth + 1))
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
  }
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return plainText(value)
}

function pythonQuote(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = printable(text.replaceAll('\\', '\\\\')).replaceAll(quote, `\\${quote}`)
  return `${quote}${escaped}${quote}`
}

/** A proxy may be an array and yet not be read as one. */
const isTuple = (value: unknown): value is unknown[] => !types.isProxy(value) && Array.isArray(value)

/** Numbers, dates and objects. */
function plainText(value: unknown): string {
  if (types.isDate(value) && !Number.isNaN(value.getTime())) return value.toISOString()
  return typeof value === 'object' || typeof value === 'function' ? show(value, LONGEST) : String(value)
}

/** `2026-03-01 12:00:00`, with microseconds when there are any, in the time zone of this process. */
export function localTime(millis: number): string {
  const date = new Date(millis)
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const rest = date.getMilliseconds()
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(3, '0')}000`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${fraction}`
}

/** Where the files of a batch go: `prefix-ms.suffix`, without what was not given. */
export function batchPath(prefix: string | null | undefined, suffix: string | null | undefined, time: number): string {
  const named = prefix === undefined || prefix === null || prefix === '' ? `${time}` : `${prefix}-${time}`
  return suffix === undefined || suffix === null || suffix === '' ? named : `${named}.${suffix}`
}
