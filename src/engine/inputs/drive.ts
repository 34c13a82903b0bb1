import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { ColumnBlock } from '../../rdd/declared/column-block.ts'
import { runBlock } from '../bytes/run-block.ts'
import { runColumns } from '../bytes/run-columns.ts'
import type { Gathered } from '../compile/op.ts'
import type { Feed, Line, Sink } from './line.ts'

/** Run one iterable of records of a feed into a sink. Answers true when no more are wanted. */
export function runInto(
  feed: Feed,
  records: Iterable<any>,
  sink: Sink,
  gathered: Gathered,
  generated: boolean,
): boolean {
  const rests =
    records instanceof TextBlock
      ? runBlock(records, feed.line, sink, gathered)
      : records instanceof ColumnBlock
        ? runColumns(records, feed.line, sink, gathered)
        : undefined
  if (rests === undefined) return runRecords(feed.line, records, sink, gathered, generated)
  feed.line.trace(sink).beat()
  for (const rest of rests) if (runRecords(rest.line, rest.records, sink, gathered, generated)) return true
  return false
}

function runRecords(line: Line, records: Iterable<any>, sink: Sink, gathered: Gathered, generated: boolean): boolean {
  if (gathered.pending?.holdsSums === true) gathered.settle()
  if (line.steps.length === 0 && Array.isArray(records) && shortcut(records, sink, gathered)) return false
  const chain = line.ending(sink)
  const trace = line.trace(sink)
  let start = 0
  if (!line.checked && Array.isArray(records) && line.steps.length + sink.functions.length > 0) {
    line.checked = true
    trace.beat()
    const end = headOf(records, sink)
    for (let full = false; start < end && !full; start++) {
      full = gathered.full
      if (chain.closures(records, start, gathered, trace, start + 1)) return true
    }
  }
  return chain.run(records, start, gathered, trace, generated)
}

/**
 * How many records at most are run one by one before the loop: the first, with a look at what the functions answer; for a
 * reduce as many as it takes to have a sum of two, so that the loop knows what kind of sum it is.
 */
const headOf = (records: readonly any[], sink: Sink): number =>
  Math.min(records.length, sink.ops[0] === 'reduce' ? 64 : 1)

/** What needs no loop. */
function shortcut(records: readonly any[], sink: Sink, gathered: Gathered): boolean {
  if (sink.ops[0] === 'count') gathered.count += records.length
  else if (sink.ops[0] === 'collect' && gathered.out.length === 0) gathered.out = records.slice()
  else return false
  return true
}
