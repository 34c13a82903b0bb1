import { isAscii, isUtf8 } from 'node:buffer'
import { ABSENT, type Column, type Dictionary, FALSE, NULL, NUMBER, OTHER, TEXT, TRUE } from './columns.ts'
import { InputPieces } from './input-pieces.ts'
import type { TextBlock } from './text-block.ts'
import { instanceOf } from './wasm-words.ts'
import { LONGEST_WORD, MOST_WORDS } from './word-table.ts'

/** What columns.as exports: places are addresses in its memory. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  begin(seed: number): number
  input(): number
  inputBytes(): number
  mostRows(): number
  names(): number
  lengths(): number
  numeric(): number
  placesAt(): number
  starts(): number
  stops(): number
  doubts(): number
  kinds(): number
  idsAt(): number
  numbers(): number
  scratch(): number
  ends(): number
  bytes(): number
  sizeOf(): number
  rowsOf(): number
  isFull(): number
  setFields(fields: number, places: number): void
  internScratch(length: number): number
  json(from: number, length: number): number
  csv(from: number, length: number, separator: number): number
  forget(): void
}

/** How the texts of a field are wanted: by their ids, as numbers if they are decimal, or read as numbers of their own. */
export type Use = 'text' | 'decimal' | 'number'

/** How lines become rows. */
export type RowFormat =
  | { readonly kind: 'json'; readonly fields: readonly { readonly name: string; readonly use: Use }[] }
  | {
      readonly kind: 'csv'
      readonly separator: number
      /** Use of the value at each place of a line; undefined for a value that nobody wants. */
      readonly places: readonly (Use | undefined)[]
    }

export const [MOST_FIELDS, MOST_PLACES, LONGEST_NAME] = [16, 256, 256]
const USES = { text: 0, decimal: 1, number: 2 } as const

/**
 * Rows of lines as columns, by columns.as: a few thousand at a time. What it leaves in doubt is put in by `set`.
 *
 * Texts are in a dictionary that lasts; when it is full, reading stops and `clear` has to be called.
 */
export class WasmColumns implements Dictionary {
  readonly columns: readonly Column[]
  /** 1 for each row that has to be read by other means. */
  readonly doubts: Uint8Array
  readonly #code: Exports
  readonly #pieces: InputPieces
  readonly #bytes: Buffer
  readonly #scratch: Buffer
  readonly #ends: Int32Array
  readonly #starts: Int32Array
  readonly #stops: Int32Array
  generation = 0
  /** True when reading stopped because the dictionary has no room. */
  isFull = false
  #separator = -1
  #fields = 0
  #at = 0
  #texts: (string | undefined)[] = []
  #checked = 0
  #ascii = true
  /** Ids of bytes that are no text: another id may become the same text. */
  readonly #broken = new Set<number>()
  readonly #others = new Map<number, unknown>()
  /** A line that is longer than the input. */
  #long: Buffer | undefined

  /** `code` is what columns.as was compiled to. Throws when there is not enough memory. */
  constructor(code: object, seed: number) {
    const exports = instanceOf(code) as Exports
    if (exports.begin(seed) === 0) throw new RangeError('no memory for columns')
    const memory = exports.memory.buffer
    const rows = exports.mostRows()
    this.#code = exports
    this.#pieces = new InputPieces(Buffer.from(memory, exports.input(), exports.inputBytes()))
    this.#bytes = Buffer.from(memory, exports.bytes())
    this.#scratch = Buffer.from(memory, exports.scratch(), LONGEST_WORD)
    this.#ends = new Int32Array(memory, exports.ends(), MOST_WORDS)
    this.#starts = new Int32Array(memory, exports.starts(), rows)
    this.#stops = new Int32Array(memory, exports.stops(), rows)
    this.doubts = new Uint8Array(memory, exports.doubts(), rows)
    this.columns = Array.from({ length: MOST_FIELDS }, (_, field) => ({
      kinds: new Uint8Array(memory, exports.kinds() + field * rows, rows),
      ids: new Int32Array(memory, exports.idsAt() + field * rows * 4, rows),
      numbers: new Float64Array(memory, exports.numbers() + field * rows * 8, rows),
      dictionary: this,
      other: (row) => this.#others.get(row * MOST_FIELDS + field),
    }))
  }

  /** Lines are read like this from now on. */
  setFormat(format: RowFormat): void {
    if (format.kind === 'json') this.#setJson(format.fields)
    else this.#setCsv(format)
  }

  /** The lines of `block` come next. They are used up by `read`. */
  feed(block: TextBlock): void {
    this.#pieces.feed(block)
    this.#at = 0
    this.#long = undefined
  }

  /** Read rows; 0 at the end of the lines, or when the dictionary is full. */
  read(): number {
    this.#others.clear()
    this.#long = undefined
    this.isFull = false
    if (this.#at >= this.#pieces.length) {
      this.#at = 0
      const came = this.#pieces.next()
      if (came === undefined) return 0
      if (came !== true) return this.#readLong(came)
    }
    const { length } = this.#pieces
    this.#at =
      this.#separator < 0 ? this.#code.json(this.#at, length) : this.#code.csv(this.#at, length, this.#separator)
    this.isFull = this.#code.isFull() !== 0
    const rows = this.#code.rowsOf()
    this.#check(rows)
    return rows
  }

  /** The line of a row. */
  line(row: number): string {
    if (this.#long !== undefined) return this.#long.toString('utf8')
    return this.#pieces.input.toString('utf8', this.#starts[row], this.#stops[row])
  }

  /** Put a value into a row. */
  set(field: number, row: number, value: unknown): void {
    const { kinds, ids, numbers } = this.columns[field] as Column
    if (typeof value === 'number') {
      kinds[row] = NUMBER
      numbers[row] = value
      return
    }
    const id = typeof value === 'string' ? this.idOf(value) : -1
    const kind = id >= 0 ? TEXT : (CONSTANTS.get(value) ?? OTHER)
    kinds[row] = kind
    if (kind === TEXT) ids[row] = id
    else if (kind === OTHER) this.#others.set(row * MOST_FIELDS + field, value)
  }

  get size(): number {
    return this.#code.sizeOf()
  }

  text(id: number): string {
    const known = this.#texts[id]
    if (known !== undefined) return known
    while (this.#texts.length <= id) this.#texts.push(undefined)
    const from = id === 0 ? 0 : this.#ends[id - 1]
    const text = this.#bytes.toString(this.#ascii ? 'latin1' : 'utf8', from, this.#ends[id])
    this.#texts[id] = text
    return text
  }

  idOf(text: string): number {
    // A text of so many code units may be longer in bytes, but never shorter.
    if (text.length > LONGEST_WORD || !text.isWellFormed()) return -1
    const bytes = Buffer.from(text)
    if (bytes.length > LONGEST_WORD) return -1
    this.#ascii &&= bytes.length === text.length
    bytes.copy(this.#scratch)
    return this.#code.internScratch(bytes.length)
  }

  /** Forget all texts. */
  clear(): void {
    this.#code.forget()
    this.generation++
    this.#texts = []
    this.#checked = 0
    this.#ascii = true
    this.#broken.clear()
  }

  #readLong(line: Buffer): number {
    this.#long = line
    this.doubts[0] = 1
    for (const { kinds } of this.columns) kinds[0] = ABSENT
    return 1
  }

  /** Look at the new texts: rows with one that is not UTF-8 are in doubt, because its text may have another id. */
  #check(rows: number): void {
    const { size } = this
    const from = this.#checked === 0 ? 0 : (this.#ends[this.#checked - 1] as number)
    if (size > this.#checked && !isAscii(this.#bytes.subarray(from, this.#ends[size - 1]))) {
      this.#ascii = false
      for (let id = this.#checked; id < size; id++)
        if (!isUtf8(this.#bytes.subarray(id === 0 ? 0 : this.#ends[id - 1], this.#ends[id]))) this.#broken.add(id)
    }
    this.#checked = size
    if (this.#broken.size === 0) return
    for (const { kinds, ids } of this.columns.slice(0, this.#fields))
      for (let row = 0; row < rows; row++)
        if (kinds[row] === TEXT && this.#broken.has(ids[row] as number)) this.doubts[row] = 1
  }

  #setJson(fields: readonly { readonly name: string; readonly use: Use }[]): void {
    const memory = this.#code.memory.buffer
    const names = Buffer.from(memory, this.#code.names(), MOST_FIELDS * LONGEST_NAME).fill(0)
    const lengths = new Int32Array(memory, this.#code.lengths(), MOST_FIELDS)
    const uses = new Int32Array(memory, this.#code.numeric(), MOST_FIELDS)
    fields.forEach(({ name, use }, field) => {
      lengths[field] = names.write(name, field * LONGEST_NAME)
      uses[field] = USES[use]
    })
    this.#begin(-1, fields.length, 0)
  }

  #setCsv({ separator, places }: Extract<RowFormat, { kind: 'csv' }>): void {
    const memory = this.#code.memory.buffer
    const uses = new Int32Array(memory, this.#code.numeric(), MOST_FIELDS)
    const fieldsAt = new Int32Array(memory, this.#code.placesAt(), MOST_PLACES)
    let fields = 0
    places.forEach((use, place) => {
      fieldsAt[place] = use === undefined ? -1 : fields
      if (use !== undefined) uses[fields++] = USES[use]
    })
    this.#begin(separator, fields, places.length)
  }

  #begin(separator: number, fields: number, places: number): void {
    this.#separator = separator
    this.#fields = fields
    this.#code.setFields(fields, places)
  }
}

const CONSTANTS: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [true, TRUE],
  [false, FALSE],
  [null, NULL],
  [undefined, ABSENT],
])
