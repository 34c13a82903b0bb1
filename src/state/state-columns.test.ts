import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { type Column, columnsIn, statesOf } from './state-columns.ts'

const back = (states: readonly unknown[]): readonly unknown[] => {
  const columns = columnsIn(states)
  assert.ok(columns, 'they are one kind')
  return statesOf(deserialize(serialize(columns)) as Column)
}

test('plain objects with the same names come back as they were, values that are no objects among them', () => {
  const states = [
    { value: 1, time: 2, text: 'a' },
    { value: undefined, time: -0, text: '' },
    { value: null, time: Number.NaN, text: 7n },
  ]
  assert.deepEqual(back(states), states)
  assert.deepEqual(Object.keys(back(states)[1] as object), ['value', 'time', 'text'])
})

test('one property may be of such objects again', () => {
  const states = [
    { value: { n: 1, last: { at: 5 } }, time: 1 },
    { value: { n: 2, last: { at: 6 } }, time: 2 },
  ]
  assert.deepEqual(back(states), states)
})

test('whatever else there is stays as it is', () => {
  const [shared, cycle] = [{ x: 1 }, { self: {} }]
  cycle.self = cycle
  const other = Object.create({ inherited: 1 })
  for (const states of [
    [],
    [1, 2],
    [{}, {}],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: 1 }, null],
    [{ a: 1 }, [1]],
    [{ a: [1] }],
    [{ a: new Map() }],
    [{ a: null }, { a: new Date(0) }],
    [{ a: shared, b: shared }],
    [{ a: { x: 1 } }, { a: null }],
    [cycle],
    [other],
    [Object.assign(Object.create(null), { a: 1 })],
    [JSON.parse('{"__proto__": 1}')],
  ])
    assert.equal(columnsIn(states), undefined)
})

test('any states are what they were', () => {
  const value = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
  )
  const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 })
  const flat = names.chain((all) =>
    fc
      .array(fc.tuple(...all.map(() => value)), { minLength: 1, maxLength: 9 })
      .map((rows) => rows.map((row) => Object.fromEntries(all.map((name, i) => [name, row[i]])))),
  )
  fc.assert(
    fc.property(flat, (states) => {
      const columns = columnsIn(states)
      const kept = deserialize(serialize(columns ?? states)) as Column
      assert.deepEqual(statesOf(kept), states)
    }),
  )
})

test('columns that would change what states inherit from are refused', () => {
  assert.throws(() => statesOf({ names: ['__proto__'], columns: [[{ evil: true }]] }), /a property __proto__/)
})
