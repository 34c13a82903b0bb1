import type { Column } from '../../kernel/bytes/columns.ts'
import type { TextBlock } from '../../kernel/bytes/text-block.ts'
import type { RowFormat, WasmColumns } from '../../kernel/bytes/wasm-columns.ts'
import { type LineMeaning, meaningOf } from '../../rdd/declared/meaning.ts'
import type { Gathered } from '../compile/op.ts'
import type { Line, Sink } from '../inputs/line.ts'
import { type ColumnOf, ColumnRun } from './column-run.ts'
import { giveColumnsBack, takeColumns } from './column-tables.ts'
import { formatOf, namesOf, rowPlan } from './row-plan.ts'
import type { Rest } from './run-block.ts'

/** What is known of a line, once for all of its blocks. */
const runs = new WeakMap<Line, { readonly sink: Sink; readonly first: number; readonly run: LineRun | undefined }>()

/**
 * What runs blocks of lines whose step number `first` reads each line as a row; undefined when none does, or bytes cannot
 * say what it makes.
 */
export function lineRun(line: Line, first: number, sink: Sink): LineRun | undefined {
  const known = runs.get(line)
  if (known?.sink === sink && known.first === first) return known.run
  const run = newRun(line, first, sink)
  runs.set(line, { sink, first, run })
  return run
}

function newRun(line: Line, first: number, sink: Sink): LineRun | undefined {
  const step = line.steps[first]
  const meaning = step === undefined ? undefined : meaningOf(step.f.call)
  if (meaning?.kind !== 'json' && meaning?.kind !== 'csv') return undefined
  if (step?.kind !== (meaning.skips ? 'flatMap' : 'map')) return undefined
  const names = namesOf(meaning)
  const plan = rowPlan(line.steps, first + 1, sink, names)
  const read = plan && formatOf(meaning, plan.uses)
  if (plan === undefined || read === undefined) return undefined
  return new LineRun(line, first, meaning, read.format, read.names, new ColumnRun(plan, line, sink, names))
}

/** Reads lines as rows in columns, and runs these. */
export class LineRun {
  readonly #line: Line
  readonly #first: number
  readonly #meaning: LineMeaning
  readonly #format: RowFormat
  readonly #names: readonly string[]
  readonly #run: ColumnRun
  #rows = new Int32Array(0)
  /** How many lines were read, and how many of them were left in doubt. */
  #lines = 0
  #doubts = 0

  constructor(
    line: Line,
    first: number,
    meaning: LineMeaning,
    format: RowFormat,
    names: readonly string[],
    run: ColumnRun,
  ) {
    this.#line = line
    this.#first = first
    this.#meaning = meaning
    this.#format = format
    this.#names = names
    this.#run = run
  }

  /**
   * Run a block; what it gives is left to be done. Undefined when there is nothing here that can read it, and when too much
   * of what came before was in doubt, or each line had a key of its own, so that functions are as good.
   */
  blocks(block: TextBlock, gathered: Gathered): Iterable<Rest> | undefined {
    if ((this.#lines > MANY && this.#doubts * 3 > this.#lines) || !this.#run.pays) return undefined
    const reader = takeColumns()
    return reader && this.#read(reader, block, gathered)
  }

  *#read(reader: WasmColumns, block: TextBlock, gathered: Gathered): Generator<Rest, void> {
    reader.setFormat(this.#format)
    reader.feed(block)
    if (this.#rows.length === 0) this.#rows = new Int32Array(reader.doubts.length)
    const columnOf = this.#columnsOf(reader)
    try {
      for (;;) {
        const n = reader.read()
        if (n > 0) yield* this.#readRows(reader, columnOf, n, gathered)
        else if (reader.isFull) reader.clear()
        else return
      }
    } finally {
      giveColumnsBack(reader)
    }
  }

  #columnsOf({ columns }: WasmColumns): ColumnOf {
    const byName = new Map(this.#names.map((name, field) => [name, columns[field] as Column]))
    return (name) => byName.get(name) as Column
  }

  *#readRows(reader: WasmColumns, columnOf: ColumnOf, n: number, gathered: Gathered): Generator<Rest, void> {
    let begin = 0
    this.#lines += n
    for (let row = 0; row < n; row++) {
      if (reader.doubts[row] === 0) continue
      this.#doubts++
      if (this.#decide(reader, row)) continue
      yield* this.#runRows(reader, columnOf, begin, row, gathered)
      // Its function says what is wrong with it, where the program wrote it.
      yield { line: this.#line, records: [reader.line(row)] }
      begin = row + 1
    }
    yield* this.#runRows(reader, columnOf, begin, n, gathered)
  }

  /** Put in a row what the function makes of its line. False when it makes an error of it. */
  #decide(reader: WasmColumns, row: number): boolean {
    try {
      const made = this.#meaning.parse(reader.line(row)) as Record<string, unknown>
      this.#names.forEach((name, field) => void reader.set(field, row, made[name]))
      return true
    } catch {
      reader.doubts[row] = DROPPED
      return this.#meaning.skips
    }
  }

  *#runRows(
    reader: WasmColumns,
    columnOf: ColumnOf,
    begin: number,
    end: number,
    gathered: Gathered,
  ): Generator<Rest, void> {
    const rows = this.#rows
    let n = 0
    for (let row = begin; row < end; row++) if (reader.doubts[row] !== DROPPED) rows[n++] = row
    const rest = this.#run.run(columnOf, rows, n, gathered)
    if (rest === false) yield this.#byFunctions(reader, begin, end)
    else if (rest !== undefined) yield rest
  }

  #byFunctions(reader: WasmColumns, begin: number, end: number): Rest {
    const records: unknown[] = []
    for (let row = begin; row < end; row++)
      if (reader.doubts[row] !== DROPPED) records.push(this.#meaning.parse(reader.line(row)))
    return { line: this.#line.from(this.#first + 1), records }
  }
}

/** After so many lines it is looked at what they were like. */
const MANY = 4096

/** Among the doubts: a line that is left out, or is an error. */
const DROPPED = 2
