import { LONGEST_NAME, MOST_FIELDS, MOST_PLACES, type RowFormat, type Use } from '../../kernel/bytes/wasm-columns.ts'
import {
  type LineMeaning,
  type Meaning,
  meaningOf,
  type RowMeaning,
  type RowPredicate,
} from '../../rdd/declared/meaning.ts'
import type { Step } from '../../rdd/node.ts'
import type { Sink } from '../inputs/line.ts'
import { separatorByte } from './needle.ts'

/** What is done with rows: filters first, and then this. */
export type Goal =
  | { readonly kind: 'count' }
  /** Sums, or counts where no field is added, by key. */
  | { readonly kind: 'sums'; readonly key: RowMeaning; readonly field: string | undefined }
  /** Records that go on: the rows themselves, or what is made of them, before step number `next`. */
  | { readonly kind: 'records'; readonly made: RowMeaning | undefined; readonly next: number }

/** What the steps of a line do with rows, as far as that is known. */
export interface RowPlan {
  readonly filters: readonly RowPredicate[]
  readonly goal: Goal
  /** The fields that are looked at, and how. */
  readonly uses: ReadonlyMap<string, Use>
}

/** What is done with rows of `names` from step number `first` on. Undefined when it looks at fields that they have not. */
export function rowPlan(
  steps: readonly Step[],
  first: number,
  sink: Sink,
  names: readonly string[],
): RowPlan | undefined {
  const filters: RowPredicate[] = []
  let at = first
  for (let test = predicateAt(steps, at); test !== undefined; test = predicateAt(steps, ++at)) filters.push(test)
  const goal = goalOf(steps, at, sink)
  const uses = usesOf(filters, goal, names)
  if ([...uses.keys()].some((name) => !names.includes(name)) || uses.size > MOST_FIELDS) return undefined
  return { filters, goal, uses }
}

function goalOf(steps: readonly Step[], at: number, sink: Sink): Goal {
  const meaning = meaningAt(steps, at, 'map')
  const made = isRowMeaning(meaning) ? meaning : undefined
  if (made === undefined) {
    const isCounted = at === steps.length && sink.ops[0] === 'count'
    return isCounted ? { kind: 'count' } : { kind: 'records', made: undefined, next: at }
  }
  return sumsOf(made, steps, at + 1, sink) ?? { kind: 'records', made, next: at + 1 }
}

/** What is summed, when the steps from number `at` on and the sink do nothing but that. */
function sumsOf(made: RowMeaning, steps: readonly Step[], at: number, sink: Sink): Goal | undefined {
  const [first, second] = sink.functions.map((f) => meaningOf(f.call)?.kind)
  const isPaired = at === steps.length - 1 && meaningAt(steps, at, 'map')?.kind === 'pairWithOne'
  const isWhole = at === steps.length
  if (sink.ops[0] === 'fold' && isWhole) {
    if (first === 'countValue' && isKey(made)) return { kind: 'sums', key: made, field: undefined }
    const [key] = made.kind === 'tuple' ? made.parts : []
    if (first === 'countKey' && isPair(made) && isKey(key)) return { kind: 'sums', key, field: undefined }
  }
  if (sink.ops[0] !== 'create' || first !== 'itself' || second !== 'sum') return undefined
  if (isPaired && isKey(made)) return { kind: 'sums', key: made, field: undefined }
  if (!isWhole || !isPair(made)) return undefined
  const [key, value] = made.parts
  return isKey(key) && value?.kind === 'field' ? { kind: 'sums', key, field: value.name } : undefined
}

const isPair = (made: RowMeaning): made is Extract<RowMeaning, { kind: 'tuple' }> =>
  made.kind === 'tuple' && made.parts.length === 2

/** A key is one part, or a list of parts that are no lists. */
const isKey = (made: RowMeaning | undefined): made is RowMeaning =>
  made !== undefined && (made.kind !== 'tuple' || made.parts.every(({ kind }) => kind !== 'tuple'))

function meaningAt(steps: readonly Step[], at: number, kind: Step['kind']): Meaning | undefined {
  const step = steps[at]
  return step?.kind === kind ? meaningOf(step.f.call) : undefined
}

function predicateAt(steps: readonly Step[], at: number): RowPredicate | undefined {
  const meaning = meaningAt(steps, at, 'filter')
  return meaning !== undefined && PREDICATES.has(meaning.kind) ? (meaning as RowPredicate) : undefined
}

const PREDICATES: ReadonlySet<string> = new Set(['equals', 'atLeast', 'below', 'isIn'])
const MADE: ReadonlySet<string> = new Set(['field', 'lookup', 'windowStart', 'tuple'])

const isRowMeaning = (meaning: Meaning | undefined): meaning is RowMeaning =>
  meaning !== undefined && MADE.has(meaning.kind)

/** Where only its number counts a decimal text needs no id, of which there would be one for each time. */
function usesOf(filters: readonly RowPredicate[], goal: Goal, names: readonly string[]): Map<string, Use> {
  const uses = new Map<string, Use>()
  const use = (name: string, as: Use): unknown => uses.set(name, uses.get(name) === 'text' ? 'text' : as)
  for (const { kind, name } of filters) use(name, kind === 'atLeast' || kind === 'below' ? 'decimal' : 'text')
  for (const part of partsOf(goal)) use(part.name, part.kind === 'windowStart' ? 'decimal' : 'text')
  if (goal.kind === 'sums' && goal.field !== undefined) use(goal.field, 'text')
  if (goal.kind === 'records' && goal.made === undefined) for (const name of names) use(name, 'text')
  return uses
}

type Part = Exclude<RowMeaning, { kind: 'tuple' }>

function partsOf(goal: Goal): Part[] {
  if (goal.kind === 'count') return []
  const made = goal.kind === 'sums' ? goal.key : goal.made
  return made === undefined ? [] : flat(made)
}

/** The parts of a value of which it is made, those of lists in it among them. */
export const flat = (made: RowMeaning): Part[] => (made.kind === 'tuple' ? made.parts.flatMap(flat) : [made])

/** The names of the fields of rows, in their order. */
export const namesOf = (meaning: LineMeaning): readonly string[] =>
  meaning.kind === 'json' ? meaning.fields : meaning.columns.map(({ name }) => name)

/** How lines are read for these uses, and which field is in which column; undefined when bytes cannot say it. */
export function formatOf(
  meaning: LineMeaning,
  uses: ReadonlyMap<string, Use>,
): { readonly format: RowFormat; readonly names: readonly string[] } | undefined {
  const names = namesOf(meaning).filter((name) => uses.has(name))
  if (meaning.kind === 'json') {
    const fields = names.map((name) => ({ name, use: uses.get(name) as Use }))
    return names.every(isPlain) ? { format: { kind: 'json', fields }, names } : undefined
  }
  const separator = separatorByte(meaning.separator)
  if (separator === undefined || meaning.columns.length > MOST_PLACES) return undefined
  const places = meaning.columns.map(({ name, isNumber }): Use | undefined => {
    const use = uses.get(name)
    return isNumber && use !== undefined ? 'number' : use
  })
  return { format: { kind: 'csv', separator, places }, names }
}

const isPlain = (name: string): boolean =>
  name.isWellFormed() && !name.includes('\ufffd') && Buffer.byteLength(name) <= LONGEST_NAME
