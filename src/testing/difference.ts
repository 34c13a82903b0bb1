import { encodeKey, sameKey } from '../kernel/key.ts'
import { show } from '../kernel/show.ts'
import type { Batch } from './memory-stream.ts'
import { same, sameList } from './same.ts'

/** How batches are compared. */
export interface CompareOptions {
  /** `any`, the default: the order of records inside a batch does not matter. */
  readonly order?: 'any' | 'exact'
  /** By how much numbers may differ, absolute or in proportion, whichever is more. Default 0. */
  readonly tolerance?: number
}

/** More lines than these, and more batches, are only counted. */
const MOST_LINES = 10
const MOST_BATCHES = 5

/** In which way batches are not the expected ones, for people; undefined when they are. `times` names the batches. */
export function difference(
  actual: readonly Batch<unknown>[],
  expected: readonly Batch<unknown>[],
  times: readonly number[],
  options: CompareOptions = {},
): string | undefined {
  const blocks: string[] = []
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    const lines = batchDifference(actual[i], expected[i], options)
    if (lines.length === 0) continue
    const time = times[i] === undefined ? '' : ` (${times[i]} ms)`
    const shown = atMost(MOST_LINES, lines, 'further differences:')
    blocks.push([`  batch ${i + 1}${time}`, ...shown.map((line) => `    ${line}`)].join('\n'))
  }
  if (blocks.length === 0) return undefined
  return [
    'the batches are not the expected ones',
    ...atMost(MOST_BATCHES, blocks, '  further batches that differ:'),
  ].join('\n')
}

/** The first `most` of `lines`, and how many more there are. */
const atMost = (most: number, lines: readonly string[], more: string): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most), `${more} ${lines.length - most}`]

function batchDifference(
  actual: Batch<unknown> | undefined,
  expected: Batch<unknown> | undefined,
  options: CompareOptions,
): string[] {
  if (actual === undefined) return [`expected ${describe(expected)}, and no batch came`]
  if (expected === undefined) return [`expected no more batches, and there came ${describe(actual)}`]
  if (actual === null || expected === null)
    return actual === expected ? [] : [`expected ${describe(expected)}, and there came ${describe(actual)}`]
  return recordDifference(actual, expected, options)
}

function describe(batch: Batch<unknown> | undefined): string {
  if (batch === null || batch === undefined) return 'no RDD'
  return batch.length === 0 ? 'an empty RDD' : show(batch)
}

function recordDifference(
  actual: readonly unknown[],
  expected: readonly unknown[],
  { order = 'any', tolerance = 0 }: CompareOptions,
): string[] {
  if (sameList(actual, expected, tolerance)) return []
  const { missing, extra } = unmatched(actual, expected, tolerance)
  if (missing.length > 0 || extra.length > 0) return byKey(missing, extra)
  return order === 'any' ? [] : [`expected the order ${show(expected)}`, `     but it was    ${show(actual)}`]
}

/** Pair off equal records; what is left on both sides. */
function unmatched(actual: readonly unknown[], expected: readonly unknown[], tolerance: number) {
  const { left, rest } = cancelEqual(actual, expected)
  const extra: unknown[] = []
  for (const record of left) {
    const at = rest.findIndex((other) => same(record, other, tolerance))
    if (at < 0) extra.push(record)
    else rest.splice(at, 1)
  }
  return { missing: rest, extra }
}

/** The quick part of it: records that have a code are looked up by it, so that large batches are not compared all with all. */
function cancelEqual(actual: readonly unknown[], expected: readonly unknown[]) {
  const wanted = new Map<string, unknown[]>()
  const rest: unknown[] = []
  for (const record of expected) {
    const code = codeOf(record)
    if (code === undefined) rest.push(record)
    else wanted.set(code, [...(wanted.get(code) ?? []), record])
  }
  const left = actual.filter((record) => {
    const equal = wanted.get(codeOf(record) ?? '') ?? []
    const isWanted = equal.length > 0
    equal.pop()
    return !isWanted
  })
  return { left, rest: [...rest, ...[...wanted.values()].flat()] }
}

function codeOf(record: unknown): string | undefined {
  try {
    return encodeKey(record)
  } catch {
    return undefined
  }
}

/** Pairs of one key that are on both sides are shown together. */
function byKey(missing: unknown[], extra: unknown[]): string[] {
  const changed: string[] = []
  const left = missing.filter((record) => {
    const at = isPair(record) ? extra.findIndex((other) => isPair(other) && equalKey(other[0], record[0])) : -1
    if (at < 0 || !isPair(record)) return true
    const [other] = extra.splice(at, 1) as [readonly [unknown, unknown]]
    changed.push(`${show(record[0])}: expected ${show(record[1])}, got ${show(other[1])}`)
    return false
  })
  return [
    ...changed,
    ...left.map((record) => `missing: ${show(record)}`),
    ...extra.map((record) => `not expected: ${show(record)}`),
  ]
}

const isPair = (record: unknown): record is readonly [unknown, unknown] => Array.isArray(record) && record.length === 2

function equalKey(a: unknown, b: unknown): boolean {
  try {
    return sameKey(a, b)
  } catch {
    return same(a, b)
  }
}
