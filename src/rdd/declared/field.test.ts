import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparkContext } from '../../index.ts'
import { field } from './field.ts'
import { meaningOf } from './meaning.ts'
import { tuple } from './tuple.ts'

test('functions of a field do what they say', () => {
  const x = field('x')
  assert.equal(x({ x: 5 }), 5)
  assert.deepEqual(
    [5, '5', undefined].map((value) => x.equals(5)({ x: value })),
    [true, false, false],
  )
  assert.deepEqual(
    [4, 5, '6', undefined].map((value) => [x.atLeast(5)({ x: value }), x.below(5)({ x: value })]),
    [
      [false, true],
      [true, false],
      [true, false],
      [false, false],
    ],
  )
  assert.deepEqual(
    [new Set(['a']), new Map([['a', 1]])].map((members) => x.isIn(members)({ x: 'a' })),
    [true, true],
  )
  assert.deepEqual(
    [x.lookup(new Map([['a', 1]]))({ x: 'b' }), x.lookup(new Map(), 'no')({ x: 'b' })],
    [undefined, 'no'],
  )
  assert.deepEqual(
    [19_999, '20000', -1, ''].map((at) => x.windowStart('10s')({ x: at })),
    [10_000, 20_000, -10_000, 0],
  )
  assert.ok(Number.isNaN(x.windowStart('10s')({ x: undefined })))
})

test('a broadcast is read where the function runs', async () => {
  await using sc = new SparkContext('local', 'field')
  const table = sc.broadcast(new Map([['a', 1]]))
  const rows = sc.parallelize([{ x: 'a' }, { x: 'b' }])
  assert.deepEqual(await rows.filter(field('x').isIn(table)).map(field('x').lookup(table)).collect(), [1])
})

test('a tuple means something when all of its parts do', () => {
  const parts = [field('a'), field('b').windowStart(10)] as const
  assert.deepEqual(meaningOf(tuple(...parts))?.kind, 'tuple')
  assert.equal(meaningOf(tuple<any, unknown, unknown>(parts[0], (row) => row.b)), undefined)
  assert.equal(meaningOf(tuple<any, unknown, unknown>(parts[0], field('b').equals(1))), undefined)
  assert.deepEqual(
    tuple<any, unknown, unknown, unknown>(parts[0], parts[1], ({ c }) => c)({ a: 1, b: 25, c: 3 }),
    [1, 20, 3],
  )
})

test('what is wrong is told with the line', () => {
  const x = field('x') as any
  const rows: readonly (readonly [() => unknown, string])[] = [
    [() => field(5 as any), 'E_ARGUMENT at field: the name is 5. Use a string.'],
    [() => x.equals([]), 'E_ARGUMENT at equals: the value is []. Use a text, a number, true, false or null.'],
    [() => x.atLeast('5'), "E_ARGUMENT at atLeast: the bound is '5'. Use a number."],
    [() => x.below(), 'E_ARGUMENT at below: the bound is undefined. Use a number.'],
    [() => x.isIn(['a']), "E_ARGUMENT at isIn: the values are [ 'a' ]. Use a Set or a Map."],
    [() => x.lookup({}), 'E_ARGUMENT at lookup: the table is {}. Use a Map.'],
    [
      () => x.windowStart(0),
      "E_DURATION at windowStart: the length is 0. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
    ],
    [
      () => tuple(x, 5 as any),
      "E_NOT_A_FUNCTION at tuple: tuple was given 5 where it needs a function. Give it functions of a record, such as field('id').",
    ],
  ]
  for (const [f, said] of rows)
    assert.throws(f, (error: Error) => {
      assert.equal(error.message.replace(/ \([^()]*:\d+\)/, ''), said)
      return true
    })
})
