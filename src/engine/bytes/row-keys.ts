import type { Column } from '../../kernel/bytes/columns.ts'
import type { RowMeaning } from '../../rdd/declared/meaning.ts'
import { PairIds } from './pair-ids.ts'
import { PartIds, type PartMeaning } from './part-ids.ts'

/** The keys of rows as small integers. Equal keys have few of them, mostly one. */
export class RowKeys {
  readonly #names: readonly string[]
  readonly #parts: readonly PartIds[]
  readonly #pairs: readonly PairIds[]
  readonly #isList: boolean
  #seconds = new Int32Array(0)

  /** A key is one part, or a list of parts. */
  constructor(key: RowMeaning) {
    const parts = (key.kind === 'tuple' ? key.parts : [key]) as readonly PartMeaning[]
    this.#isList = key.kind === 'tuple'
    this.#names = parts.map(({ name }) => name)
    this.#parts = parts.map((part) => new PartIds(part))
    this.#pairs = parts.slice(1).map(() => new PairIds())
  }

  /** Put the ids of the keys of the first `n` of `rows` into `out`. */
  fill(columnOf: (name: string) => Column, rows: Int32Array, n: number, out: Int32Array): void {
    if (this.#seconds.length < n) this.#seconds = new Int32Array(out.length)
    this.#parts.forEach((part, i) => {
      const ids = i === 0 ? out : this.#seconds
      part.fill(columnOf(this.#names[i] as string), rows, n, ids)
      if (i > 0) this.#pairs[i - 1]?.replace(out, ids, n)
    })
  }

  key(id: number): unknown {
    const values: unknown[] = []
    let rest = id
    for (let i = this.#pairs.length; i > 0; i--) {
      const pairs = this.#pairs[i - 1] as PairIds
      values.unshift(this.#parts[i]?.values[pairs.seconds[rest] as number])
      rest = pairs.firsts[rest] as number
    }
    values.unshift(this.#parts[0]?.values[rest])
    return this.#isList ? values : values[0]
  }
}
