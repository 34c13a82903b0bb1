import { type Column, type Dictionary, NUMBER, TEXT, valueAt } from '../../kernel/bytes/columns.ts'
import { badArgument, type Caller } from '../arguments.ts'
import { put } from './row.ts'

type Numbers = readonly number[] | Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array
type Ids = Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array

/** One field of many records: numbers, texts, or texts as their places in a list of all that occur. */
export type ColumnData = Numbers | readonly string[] | { readonly texts: readonly string[]; readonly ids: Ids }

/** The record that stands in one row of columns. */
export type ColumnRow<C> = { -readonly [K in keyof C]: C[K] extends Numbers ? number : string }

/** Records as columns: what takes records takes it for these, and makes them one by one. */
export class ColumnBlock implements Iterable<unknown> {
  readonly length: number
  readonly #columns: ReadonlyMap<string, Column>

  constructor(columns: ReadonlyMap<string, Column>, length: number) {
    this.#columns = columns
    this.length = length
  }

  get names(): readonly string[] {
    return [...this.#columns.keys()]
  }

  column(name: string): Column {
    return this.#columns.get(name) as Column
  }

  /** The rows from `begin` to `end` as a block of their own. */
  part(begin: number, end: number): ColumnBlock {
    const cut = ({ kinds, ids, numbers, dictionary, other }: Column): Column => ({
      kinds: kinds.subarray(begin, end),
      ids: ids.subarray(begin, end),
      numbers: numbers.subarray(begin, end),
      dictionary,
      other,
    })
    return new ColumnBlock(new Map([...this.#columns].map(([name, column]) => [name, cut(column)])), end - begin)
  }

  /** The records from `begin` to `end`. */
  records(begin: number, end: number): unknown[] {
    const columns = [...this.#columns]
    const records = new Array<unknown>(end - begin)
    for (let row = begin; row < end; row++) {
      const record: Record<string, unknown> = {}
      for (const [name, column] of columns) put(record, name, valueAt(column, row))
      records[row - begin] = record
    }
    return records
  }

  *[Symbol.iterator](): Generator<unknown, void> {
    for (let begin = 0; begin < this.length; begin += PIECE)
      yield* this.records(begin, Math.min(this.length, begin + PIECE))
  }
}

const PIECE = 1024

/** Columns as the user gives them. They are copied. */
export function columnBlock(given: Readonly<Record<string, ColumnData>>, caller?: Caller): ColumnBlock {
  const refuse = (what: string, value: unknown, needed: string): Error =>
    badArgument('columns', what, value, needed, caller)
  if (typeof given !== 'object' || given === null) throw refuse('the columns are', given, 'an object of columns')
  const entries = Object.entries(given)
  const [first] = entries
  if (first === undefined) throw refuse('the columns are', given, 'at least one column')
  const length = lengthOf(first[1])
  const columns = new Map<string, Column>()
  for (const [name, data] of entries) {
    // An object puts such names first, wherever they were written.
    if (/^\d+$/.test(name)) throw refuse('a column is called', name, 'a name that is no number')
    const column = columnOf(data)
    if (column === undefined) throw refuse(`column ${name} is`, data, 'numbers, texts, or { texts, ids }')
    if (lengthOf(data) !== length)
      throw refuse(`column ${name} has the length`, lengthOf(data), `${length}, as the first has`)
    columns.set(name, column)
  }
  return new ColumnBlock(columns, length as number)
}

function lengthOf(data: ColumnData | undefined): number | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  return 'ids' in data ? data.ids?.length : (data as { length?: number }).length
}

function columnOf(data: ColumnData): Column | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  if ('ids' in data)
    return areTexts(data.texts) && ArrayBuffer.isView(data.ids) ? withIds(data.texts, data.ids) : undefined
  if (ArrayBuffer.isView(data)) return isOfNumbers(data) ? ofNumbers(data) : undefined
  if (!Array.isArray(data)) return undefined
  if (data.every((value) => typeof value === 'number')) return ofNumbers(data as readonly number[])
  return areTexts(data) ? ofTexts(data) : undefined
}

const areTexts = (data: unknown): data is readonly string[] =>
  Array.isArray(data) && data.every((value) => typeof value === 'string')

const isOfNumbers = (data: ArrayBufferView): data is Float64Array =>
  'length' in data && !(data instanceof BigInt64Array || data instanceof BigUint64Array)

const NO_IDS = new Int32Array(0)
const NO_NUMBERS = new Float64Array(0)

function ofNumbers(data: readonly number[] | Float64Array): Column {
  const numbers = new Float64Array(data)
  return { kinds: kindsOf(numbers.length, NUMBER), ids: NO_IDS, numbers, dictionary: new Texts(), other: nothing }
}

function ofTexts(data: readonly string[]): Column {
  const dictionary = new Texts()
  const ids = Int32Array.from(data, (text) => dictionary.add(text))
  return { kinds: kindsOf(ids.length, TEXT), ids, numbers: NO_NUMBERS, dictionary, other: nothing }
}

/** Undefined when an id is the place of no text. */
function withIds(texts: readonly string[], given: Ids): Column | undefined {
  const dictionary = new Texts()
  // A text may stand in the list twice, and has one id.
  const own = Int32Array.from(texts, (text) => dictionary.add(text))
  const ids = new Int32Array(given.length)
  for (let row = 0; row < given.length; row++) {
    const id = own[given[row] as number]
    if (id === undefined) return undefined
    ids[row] = id
  }
  return { kinds: kindsOf(ids.length, TEXT), ids, numbers: NO_NUMBERS, dictionary, other: nothing }
}

const kindsOf = (length: number, kind: number): Uint8Array => new Uint8Array(length).fill(kind)
const nothing = (): undefined => undefined

class Texts implements Dictionary {
  readonly generation = 0
  readonly #texts: string[] = []
  readonly #ids = new Map<string, number>()

  get size(): number {
    return this.#texts.length
  }

  text(id: number): string {
    return this.#texts[id] as string
  }

  idOf(text: string): number {
    return this.#ids.get(text) ?? -1
  }

  add(text: string): number {
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const id = this.#texts.push(text) - 1
    this.#ids.set(text, id)
    return id
  }
}
