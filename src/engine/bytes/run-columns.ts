import type { ColumnBlock } from '../../rdd/declared/column-block.ts'
import type { Gathered } from '../compile/op.ts'
import type { Line, Sink } from '../inputs/line.ts'
import { ColumnRun } from './column-run.ts'
import { rowPlan } from './row-plan.ts'
import type { Rest } from './run-block.ts'

/** So many rows are done at once: what is found of them stays near the processor. */
const ROWS = 4096

const runs = new WeakMap<Line, { readonly sink: Sink; readonly names: readonly string[]; readonly run: ColumnRun }>()

/** Run columns into a sink as far as it is known what the steps do; what is left is to be done in its order. */
export function* runColumns(block: ColumnBlock, line: Line, sink: Sink, gathered: Gathered): Generator<Rest, void> {
  const run = columnRun(block, line, sink)
  const columnOf = (name: string) => block.column(name)
  const rows = new Int32Array(Math.min(ROWS, block.length))
  for (let begin = 0; begin < block.length; begin += ROWS) {
    const n = Math.min(ROWS, block.length - begin)
    for (let i = 0; i < n; i++) rows[i] = begin + i
    const rest = run?.pays !== true ? false : run.run(columnOf, rows, n, gathered)
    if (rest === false) yield { line, records: block.records(begin, begin + n) }
    else if (rest !== undefined) yield rest
  }
}

function columnRun(block: ColumnBlock, line: Line, sink: Sink): ColumnRun | undefined {
  const { names } = block
  const known = runs.get(line)
  if (known?.sink === sink && known.names.join() === names.join()) return known.run
  const plan = rowPlan(line.steps, 0, sink, names)
  if (plan === undefined) return undefined
  const run = new ColumnRun(plan, line, sink, names)
  runs.set(line, { sink, names, run })
  return run
}
