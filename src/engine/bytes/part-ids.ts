import { type Column, DECIMAL, NUMBER, TEXT, valueAt } from '../../kernel/bytes/columns.ts'
import type { RowMeaning } from '../../rdd/declared/meaning.ts'
import { IdMemo } from './id-memo.ts'

export type PartMeaning = Exclude<RowMeaning, { kind: 'tuple' }>

/** What is made of the value of a field. */
export function madeOf(part: PartMeaning): (value: any) => unknown {
  switch (part.kind) {
    case 'field':
      return (value) => value
    case 'lookup':
      return part.find
    case 'windowStart':
      return (value) => Math.floor(Number(value) / part.length) * part.length
  }
}

/** The values of one part of a key as small integers: equal numbers and texts have the same one. */
export class PartIds {
  readonly values: unknown[] = []
  readonly #byValue = new Map<unknown, number>()
  readonly #made: (value: any) => unknown
  /** Windows of this length are found from numbers without a look at a table, as long as the window is the same. */
  readonly #window: number
  readonly #memo: IdMemo
  #last = Number.NaN
  #lastId = 0

  constructor(part: PartMeaning) {
    this.#made = madeOf(part)
    this.#window = part.kind === 'windowStart' ? part.length : 0
    this.#memo = new IdMemo((text) => this.#idOf(this.#made(text)))
  }

  /** Put the ids of the first `n` of `rows` into `out`. */
  fill(column: Column, rows: Int32Array, n: number, out: Int32Array): void {
    if (this.#window > 0) this.#fillWindows(column, rows, n, out)
    else this.#fillTexts(column, rows, n, out)
  }

  #fillTexts(column: Column, rows: Int32Array, n: number, out: Int32Array): void {
    const { kinds, ids, dictionary } = column
    const known = this.#memo.of(dictionary)
    for (let i = 0; i < n; i++) {
      const row = rows[i] as number
      if (kinds[row] === TEXT) {
        const id = (known[ids[row] as number] as number) - 1
        out[i] = id >= 0 ? id : this.#memo.at(known, dictionary, ids[row] as number)
      } else out[i] = this.#idOf(this.#made(valueAt(column, row)))
    }
  }

  #fillWindows(column: Column, rows: Int32Array, n: number, out: Int32Array): void {
    const { kinds, numbers } = column
    const length = this.#window
    for (let i = 0; i < n; i++) {
      const row = rows[i] as number
      const kind = kinds[row]
      if (kind === NUMBER || kind === DECIMAL) {
        const start = Math.floor((numbers[row] as number) / length) * length
        if (start !== this.#last || start === 0) {
          this.#last = start
          this.#lastId = this.#idOf(start)
        }
        out[i] = this.#lastId
      } else out[i] = this.#idOf(this.#made(valueAt(column, row)))
    }
  }

  #idOf(value: unknown): number {
    // As keys 0 and −0 are equal, but a key is what it was where it first came.
    const key = Object.is(value, -0) ? BELOW_ZERO : value
    const known = this.#byValue.get(key)
    if (known !== undefined) return known
    const id = this.values.length
    this.values.push(value)
    this.#byValue.set(key, id)
    return id
  }
}

const BELOW_ZERO = Symbol('-0')
