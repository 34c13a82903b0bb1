import type { TextBlock } from '../../kernel/bytes/text-block.ts'
import { type Meaning, meaningOf } from '../../rdd/declared/meaning.ts'
import type { Step } from '../../rdd/node.ts'
import type { Gathered } from '../compile/op.ts'
import type { Line, Sink } from '../inputs/line.ts'
import { needleOf, separatorByte } from './needle.ts'
import { PendingWords, type WordSteps } from './pending-words.ts'
import { lineRun } from './run-lines.ts'

/** What is left to be done: records, and the line that they are to go through. */
export interface Rest {
  readonly line: Line
  readonly records: readonly unknown[]
}

/**
 * Run a block of text into a sink as far as bytes will do. The first steps of a line may be filters that say what they
 * look for; what comes then may be counting lines, reading them as rows, or counting words. Everything else is done on strings, of those lines
 * that are left: that is the rest, which is to be done in its order.
 */
export function runBlock(block: TextBlock, line: Line, sink: Sink, gathered: Gathered): Iterable<Rest> {
  const { steps } = line
  const { some, n } = filtered(block, steps)
  if (n === steps.length && sink.ops[0] === 'count') {
    gathered.count += some.count
    return NOTHING
  }
  const rows = lineRun(line, n, sink)?.blocks(some, gathered)
  if (rows !== undefined) return rows
  const put = putterOf(steps, sink, gathered)
  const words = put && wordSteps(steps, n, sink)
  if (put === undefined || words === undefined) return [{ line: line.from(n), records: some.lines() }]
  pendingOf(gathered, words, put).add(some)
  return NOTHING
}

const NOTHING: readonly Rest[] = []

/** What is left of a block to be done on strings, when nothing is known of where the records go. */
export function restOf(block: TextBlock, line: Line): Rest {
  const { some, n } = filtered(block, line.steps)
  return { line: line.from(n), records: some.lines() }
}

/** The lines that the filters at the front leave, and how many filters these are. */
function filtered(block: TextBlock, steps: readonly Step[]): { readonly some: TextBlock; readonly n: number } {
  let [some, n] = [block, 0]
  for (let needle = needleAt(steps, 0); needle !== undefined; needle = needleAt(steps, ++n)) some = some.having(needle)
  return { some, n }
}

/**
 * Where words are counted until the sink is read. What comes as strings meanwhile goes to the sink itself: counts add up
 * in any order, only which word came first may then be forgotten.
 */
function pendingOf(gathered: Gathered, words: WordSteps, put: Put): PendingWords {
  const { pending } = gathered
  if (pending instanceof PendingWords && pending.isFor(words)) return pending
  gathered.settle()
  const fresh = new PendingWords(words, put)
  gathered.pending = fresh
  return fresh
}

const meaningAt = (steps: readonly Step[], n: number, kind: Step['kind']): Meaning | undefined => {
  const step = steps[n]
  return step?.kind === kind ? meaningOf(step.f.call) : undefined
}

function needleAt(steps: readonly Step[], n: number): Buffer | undefined {
  const meaning = meaningAt(steps, n, 'filter')
  return meaning?.kind === 'contains' ? needleOf(meaning.text) : undefined
}

type Put = (word: string, count: number) => void

/** Where counts of words go, when the sink counts what comes. */
function putterOf(steps: readonly Step[], sink: Sink, gathered: Gathered): Put | undefined {
  const [first, second] = sink.functions.map((f) => meaningOf(f.call)?.kind)
  if (sink.ops[0] === 'fold' && first === 'countValue') {
    const counts = gathered.value as Map<string, number>
    return (word, count) => counts.set(word, (counts.get(word) ?? 0) + count)
  }
  const { sums } = gathered
  const isPaired = meaningAt(steps, steps.length - 1, 'map')?.kind === 'pairWithOne'
  if (sink.ops[0] !== 'create' || first !== 'itself' || second !== 'sum' || !isPaired) return undefined
  return (word, count) => {
    const found = sums?.get(word)
    if (found === undefined) sums?.set(word, [word, count])
    else found[1] += count
  }
}

/** What the steps from number `n` on do with words, when that is all that they do before the sink counts. */
function wordSteps(steps: readonly Step[], n: number, sink: Sink): WordSteps | undefined {
  const meaning = meaningAt(steps, n, 'flatMap')
  const separator = meaning?.kind === 'words' ? separatorByte(meaning.separator) : undefined
  if (separator === undefined) return undefined
  const end = sink.ops[0] === 'fold' ? steps.length : steps.length - 1
  const filters = steps.slice(n + 1, end)
  // Only such filters as always say the same of a word may be asked once for all of its kind.
  const areKnown = filters.every((_, i) => meaningAt(filters, i, 'filter')?.kind === 'contains')
  return areKnown ? { separator, wanted: filters.map(({ f }) => f.call) } : undefined
}
