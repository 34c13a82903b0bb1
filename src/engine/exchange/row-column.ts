/**
 * Rows of one shape, each of their fields as a column of its own: tuples of equal length, or plain objects with the same
 * names in the same order, that hold nothing but primitives.
 *
 *     tuples  := width zero column*               width u32
 *     objects := width zero names column*         names is a column of strings
 *
 * Rows that hold objects go through the general codec, which keeps what they share and where they are cyclic.
 */
import type { Column, ColumnReader } from './column.ts'
import type { FrameWriter } from './frame-writer.ts'

/** Fields of rows, one list each; without names they are tuples. */
export interface Rows {
  readonly names: readonly string[] | undefined
  readonly fields: readonly (readonly unknown[])[]
}

/** More fields than this are no row but a list. */
const WIDEST = 32

/** `list` as rows, if it can be taken apart and put together again without a trace. */
export function rowsOf(list: readonly unknown[]): Rows | undefined {
  const [first] = list
  if (typeof first !== 'object' || first === null) return undefined
  const names = Object.keys(first)
  if (names.length === 0 || names.length > WIDEST) return undefined
  const fields = names.map(() => new Array<unknown>(list.length))
  const taken = Array.isArray(first) ? takeTuples(list, names.length, fields) : takeObjects(list, names, fields)
  return taken ? { names: Array.isArray(first) ? undefined : names, fields } : undefined
}

function takeTuples(list: readonly unknown[], width: number, fields: readonly unknown[][]): boolean {
  for (let i = 0; i < list.length; i++) {
    const row = list[i]
    if (!Array.isArray(row) || row.length !== width || !hasItemsAlone(row)) return false
    for (let k = 0; k < width; k++) {
      const value: unknown = row[k]
      if (!isPlain(value)) return false
      ;(fields[k] as unknown[])[i] = value
    }
  }
  return true
}

/**
 * True for an array without holes and without properties that are no items, as the answer of a regular expression has.
 * Names of items come first and in order, so there are neither when the last of as many names as items is the last item's.
 */
export function hasItemsAlone(array: readonly unknown[]): boolean {
  const names = Object.keys(array)
  return names.length === array.length && (names.length === 0 || names[names.length - 1] === String(array.length - 1))
}

function takeObjects(list: readonly unknown[], names: readonly string[], fields: readonly unknown[][]): boolean {
  for (let i = 0; i < list.length; i++) {
    const row = list[i] as Record<string, unknown>
    if (!isPlainObject(row)) return false
    let k = 0
    for (const name in row) {
      if (name !== names[k]) return false
      const value = row[name]
      if (!isPlain(value)) return false
      ;(fields[k++] as unknown[])[i] = value
    }
    if (k !== names.length) return false
  }
  return true
}

const isPlain = (value: unknown): boolean =>
  typeof value === 'object' ? value === null : typeof value !== 'function' && typeof value !== 'symbol'

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.getPrototypeOf(value) === Object.prototype
}

export function writeRows(
  writer: FrameWriter,
  { names, fields }: Rows,
  write: (writer: FrameWriter, values: readonly unknown[], count: number) => void,
): void {
  writer.u32(fields.length)
  writer.u32(0)
  if (names !== undefined) write(writer, names, names.length)
  for (const field of fields) write(writer, field, field.length)
}

export function readRows(reader: ColumnReader, count: number, named: boolean): unknown[] {
  const width = reader.bytes.readUInt32LE(reader.at)
  reader.at += 8
  const names = named ? (reader.read(width) as string[]) : undefined
  const fields: Column[] = []
  for (let k = 0; k < width; k++) fields.push(reader.read(count))
  return names === undefined ? tuplesOf(fields, count) : objectsOf(names, fields, count)
}

function tuplesOf(fields: readonly Column[], count: number): unknown[][] {
  const [first = [], second = []] = fields
  const rows = new Array<unknown[]>(count)
  if (fields.length === 2) for (let i = 0; i < count; i++) rows[i] = [first[i], second[i]]
  else for (let i = 0; i < count; i++) rows[i] = fields.map((field) => field[i])
  return rows
}

/**
 * The first row is made name by name; the others are copies of it, which V8 makes at once, with their own values. A property
 * called `__proto__` is one of the row's own then, and stays one.
 */
function objectsOf(names: readonly string[], fields: readonly Column[], count: number): object[] {
  const rows = new Array<Record<string, unknown>>(count)
  const model = Object.fromEntries(names.map((name, k) => [name, fields[k]?.[0]]))
  for (let i = 0; i < count; i++) rows[i] = { ...model }
  for (const [k, name] of names.entries()) fill(rows, name, fields[k] as Column)
  return rows
}

function fill(rows: readonly Record<string, unknown>[], name: string, field: Column): void {
  for (let i = 0; i < rows.length; i++) (rows[i] as Record<string, unknown>)[name] = field[i]
}
