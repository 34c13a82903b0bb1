import type { Gathered } from '../compile/op.ts'
import type { Feed, Sink } from './line.ts'

/** Run one iterable of records of a feed into a sink. Answers true when no more are wanted. */
export function runInto(
  feed: Feed,
  records: Iterable<any>,
  sink: Sink,
  gathered: Gathered,
  generated: boolean,
): boolean {
  const { line } = feed
  if (line.steps.length === 0 && Array.isArray(records) && shortcut(records, sink, gathered)) return false
  const chain = line.ending(sink)
  const trace = line.trace(sink)
  let start = 0
  if (!line.checked && Array.isArray(records) && records.length > 0) {
    line.checked = true
    if (chain.closures(records, 0, gathered, trace, 1)) return true
    start = 1
  }
  if (Array.isArray(records) && start >= records.length) return false
  return chain.run(records, start, gathered, trace, generated)
}

/** What needs no loop. */
function shortcut(records: readonly any[], sink: Sink, gathered: Gathered): boolean {
  if (sink.ops[0] === 'count') gathered.count += records.length
  else if (sink.ops[0] === 'collect' && gathered.out.length === 0) gathered.out = records.slice()
  else return false
  return true
}
