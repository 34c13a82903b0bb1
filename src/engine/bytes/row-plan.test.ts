import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Site } from '../../kernel/site.ts'
import { pairWithOne, sum } from '../../rdd/declared/counting.ts'
import { csvParser } from '../../rdd/declared/csv.ts'
import { field } from '../../rdd/declared/field.ts'
import { jsonParser } from '../../rdd/declared/json.ts'
import { declared, type LineMeaning, meaningOf } from '../../rdd/declared/meaning.ts'
import { tuple } from '../../rdd/declared/tuple.ts'
import type { Step } from '../../rdd/node.ts'
import type { SinkOp } from '../compile/op.ts'
import { formatOf, rowPlan } from './row-plan.ts'

const site = Site.here('test')
const placed = <F>(call: F) => ({ call, address: { scope: 'test', index: 0 }, site })
const filter = (f: (row: any) => unknown): Step => ({ kind: 'filter', f: placed(f) })
const map = (f: (row: any) => unknown): Step => ({ kind: 'map', f: placed(f) })

const itself = declared((value: unknown) => value, { kind: 'itself' })
const SUMS = [
  ['create', 'merge'],
  [itself, sum],
] as const
const COUNTS = [['fold'], [declared(() => undefined, { kind: 'countValue' })]] as const
const KEYS = [['fold'], [declared(() => undefined, { kind: 'countKey' })]] as const
const COLLECT = [['collect'], []] as const
const COUNT = [['count'], []] as const

type End = readonly [readonly SinkOp[], readonly ((...values: any[]) => unknown)[]]

const plan = (steps: readonly Step[], [ops, functions]: End) =>
  rowPlan(steps, 0, { ops, functions: functions.map(placed), site }, ['a', 'b', 'c'])

/** What is to be done, in short: the kind, and for sums the key and the field, for records where they go on. */
function goal(steps: readonly Step[], end: End): unknown {
  const found = plan(steps, end)?.goal
  if (found?.kind === 'sums') return ['sums', found.key.kind, found.field]
  return found?.kind === 'records' ? ['records', found.made?.kind, found.next] : found?.kind
}

const [a, b] = [field('a'), field('b')]
const pair = tuple<any, unknown, unknown>(a, b)
const nested = tuple<any, unknown, unknown>(pair, b)
const deep = tuple<any, unknown, unknown>(nested, b)
const opaque = (row: any): unknown => row.a

test('what is done with rows is read from the steps and the sink', () => {
  const isOne = filter(a.equals(1))
  assert.equal(goal([], COUNT), 'count')
  assert.equal(goal([isOne], COUNT), 'count')
  assert.deepEqual(goal([isOne, filter(opaque)], COUNT), ['records', undefined, 1])
  assert.deepEqual(goal([map(opaque), isOne], COLLECT), ['records', undefined, 0])
  assert.deepEqual(goal([map(a)], COUNT), ['records', 'field', 1])
  assert.deepEqual(goal([map(pair), map(opaque)], COUNTS), ['records', 'tuple', 1])
  assert.deepEqual(goal([map(a)], COUNTS), ['sums', 'field', undefined])
  assert.deepEqual(goal([map(pair)], COUNTS), ['sums', 'tuple', undefined])
  assert.deepEqual(goal([], COUNTS), ['records', undefined, 0])
  assert.deepEqual(goal([map(nested)], COUNTS), ['records', 'tuple', 1])
  assert.deepEqual(goal([map(nested)], KEYS), ['sums', 'tuple', undefined])
  assert.deepEqual(goal([map(a)], KEYS), ['records', 'field', 1])
  assert.deepEqual(goal([map(pair), map(pairWithOne)], SUMS), ['sums', 'tuple', undefined])
  assert.deepEqual(goal([map(pair)], SUMS), ['sums', 'field', 'b'])
  assert.deepEqual(goal([map(nested)], SUMS), ['sums', 'tuple', 'b'])
  assert.deepEqual(goal([map(deep)], SUMS), ['records', 'tuple', 1])
  assert.deepEqual(goal([map(tuple<any, unknown, unknown>(a, pair))], SUMS), ['records', 'tuple', 1])
  const [ops] = SUMS
  assert.deepEqual(goal([map(pair)], [ops, [itself, (x: number, y: number) => x - y]]), ['records', 'tuple', 1])
})

test('only fields that are looked at are read, as they are looked at', () => {
  const steps = [filter(a.atLeast(1)), map(tuple<any, unknown, unknown>(b.windowStart(10), field('c')))]
  assert.deepEqual(
    [...(plan(steps, COUNTS)?.uses ?? [])],
    [
      ['a', 'decimal'],
      ['b', 'decimal'],
      ['c', 'text'],
    ],
  )
  assert.deepEqual([...(plan([filter(a.below(1)), map(a)], COUNTS)?.uses ?? [])], [['a', 'text']])
  assert.equal(plan([], COLLECT)?.uses.size, 3)
  // The function reads a field that rows have not from their prototype.
  assert.equal(plan([map(field('constructor'))], COUNTS), undefined)
})

test('lines are read as bytes when bytes can say it', () => {
  const format = (f: (line: string) => unknown, uses: readonly (readonly [string, 'text' | 'decimal'])[]) =>
    formatOf(meaningOf(f) as LineMeaning, new Map(uses))
  const json = (...fields: string[]) => jsonParser({ fields })
  assert.deepEqual(format(json('a', 'b'), [['b', 'decimal']]), {
    format: { kind: 'json', fields: [{ name: 'b', use: 'decimal' }] },
    names: ['b'],
  })
  for (const name of ['\ud83d', '\ufffd', 'x'.repeat(300)])
    assert.equal(format(json(name), [[name, 'text']]), undefined)
  const columns = { a: 'text', b: 'number', c: 'text' } as const
  assert.deepEqual(
    format(csvParser({ columns }), [
      ['c', 'decimal'],
      ['b', 'text'],
    ]),
    {
      format: { kind: 'csv', separator: 44, places: [undefined, 'number', 'decimal'] },
      names: ['b', 'c'],
    },
  )
  assert.equal(format(csvParser({ columns, separator: '::' }), [['a', 'text']]), undefined)
})
