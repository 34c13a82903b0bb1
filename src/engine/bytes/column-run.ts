import { type Column, valueAt } from '../../kernel/bytes/columns.ts'
import type { RowMeaning } from '../../rdd/declared/meaning.ts'
import { put } from '../../rdd/declared/row.ts'
import { settled } from '../../rdd/faults.ts'
import type { Gathered } from '../compile/op.ts'
import type { Line, Sink } from '../inputs/line.ts'
import { madeOf } from './part-ids.ts'
import { type RowFilter, rowFilter } from './row-filter.ts'
import { RowKeys } from './row-keys.ts'
import type { RowPlan } from './row-plan.ts'
import { placesOf, RowSums } from './row-sums.ts'
import type { Rest } from './run-block.ts'

/** After so many rows it is looked at what they have in common. */
const MANY = 4096

export type ColumnOf = (name: string) => Column

/** Runs rows that are there as columns through a line, as far as a plan knows what the steps do. */
export class ColumnRun {
  readonly plan: RowPlan
  readonly #line: Line
  readonly #sink: Sink
  readonly #names: readonly string[]
  readonly #filters: readonly RowFilter[]
  #sums: RowSums | undefined
  #added = 0

  /** Rows have fields of `names`. */
  constructor(plan: RowPlan, line: Line, sink: Sink, names: readonly string[]) {
    this.plan = plan
    this.#line = line
    this.#sink = sink
    this.#names = names
    this.#filters = plan.filters.map(rowFilter)
  }

  /**
   * Run the first `n` of `rows`, which are used up. Answers what is left to be done, undefined for nothing, or false when
   * nothing was done because something is not as columns need it, or was thrown: then it is for the functions.
   */
  run(columnOf: ColumnOf, rows: Int32Array, n: number, gathered: Gathered): Rest | undefined | false {
    const { goal } = this.plan
    try {
      const kept = this.#filtered(columnOf, rows, n)
      if (goal.kind === 'sums') return this.#add(columnOf, rows, kept, gathered)
      if (goal.kind === 'records') return this.#rest(columnOf, rows, kept, goal.made, goal.next)
      gathered.count += kept
      return undefined
    } catch {
      return false
    }
  }

  /** False when most keys are new: then each of them is made for one row, and functions do that with less ado. */
  get pays(): boolean {
    return this.#added < MANY || (this.#sums?.size ?? 0) * 2 < this.#added
  }

  #filtered(columnOf: ColumnOf, rows: Int32Array, n: number): number {
    let kept = n
    for (let i = 0; i < this.#filters.length && kept > 0; i++) {
      const { name } = this.plan.filters[i] as { name: string }
      kept = (this.#filters[i] as RowFilter)(columnOf(name), rows, kept)
    }
    return kept
  }

  #add(columnOf: ColumnOf, rows: Int32Array, n: number, gathered: Gathered): undefined | false {
    if (n === 0) return undefined
    const { goal } = this.plan
    const field = goal.kind === 'sums' ? goal.field : undefined
    const value = field === undefined ? undefined : columnOf(field)
    const sums = this.#sumsIn(gathered)
    this.#added += n
    return sums.add(columnOf, rows, n, value) ? undefined : false
  }

  #sumsIn(gathered: Gathered): RowSums {
    const known = this.#sums
    if (known !== undefined && gathered.pending === known) return known
    gathered.settle()
    const { goal } = this.plan
    const keys = new RowKeys((goal as { key: RowMeaning }).key)
    this.#added = 0
    const sums = new RowSums(keys, placesOf(gathered, this.#sink.ops[0] === 'fold'))
    this.#sums = sums
    gathered.pending = sums
    return sums
  }

  #rest(columnOf: ColumnOf, rows: Int32Array, n: number, made: RowMeaning | undefined, next: number): Rest {
    const make = made === undefined ? this.#objects(columnOf) : makerOf(made, columnOf)
    const records = new Array<unknown>(n)
    for (let i = 0; i < n; i++) records[i] = make(rows[i] as number)
    // As in a loop of functions, where the first answer is looked at: a table may hold promises.
    if (n > 0) settled(records[0])
    return { line: this.#line.from(next), records }
  }

  #objects(columnOf: ColumnOf): (row: number) => unknown {
    const names = this.#names
    const columns = names.map(columnOf)
    return (row) => {
      const object: Record<string, unknown> = {}
      for (let i = 0; i < names.length; i++) put(object, names[i] as string, valueAt(columns[i] as Column, row))
      return object
    }
  }
}

function makerOf(made: RowMeaning, columnOf: ColumnOf): (row: number) => unknown {
  if (made.kind === 'tuple') {
    const parts = made.parts.map((part) => makerOf(part, columnOf))
    return (row) => parts.map((part) => part(row))
  }
  const column = columnOf(made.name)
  const make = madeOf(made)
  return (row) => make(valueAt(column, row))
}
