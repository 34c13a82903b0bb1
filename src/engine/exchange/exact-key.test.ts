import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exactText, isExact } from './exact-key.ts'

/** All different, though some of them are equal as keys. */
const KEYS: readonly unknown[] = [
  -0,
  [0],
  [-0],
  ['0'],
  [],
  [[]],
  [null],
  [undefined],
  [Number.NaN],
  [1n],
  [1],
  [true],
  ['a', 'b'],
  ['ab', ''],
  ['a,b'],
  ['s1:a'],
  [['a'], 'b'],
  [['a', 'b']],
  {},
  { a: 1 },
  { a: -0 },
  { a: undefined },
  { a: 1, b: 2 },
  { b: 2, a: 1 },
  { a: { b: 2 } },
  JSON.parse('{"__proto__": 1}'),
]

test('keys that are not exactly equal have different texts, and equal ones the same', () => {
  const texts = KEYS.map((key) => exactText(key))
  assert.ok(texts.every((text) => text !== undefined))
  assert.equal(new Set(texts).size, KEYS.length)
  assert.deepEqual(
    KEYS.map((key) => exactText(structuredClone(key))),
    texts,
  )
})

test('what a text cannot tell has none', () => {
  const deep = JSON.parse('['.repeat(20) + ']'.repeat(20))
  // biome-ignore lint/suspicious/noSparseArray: a hole is not undefined
  const holes = [, 1]
  const holeAndMore = Object.assign(new Array(2), { 1: 1, extra: 1 })
  class Point {}
  const none = [
    new Date(1),
    new Uint8Array(1),
    new Map(),
    deep,
    holes,
    holeAndMore,
    Object.assign([1], { extra: 1 }),
    new Point(),
  ]
  for (const key of [...none, Symbol('s'), () => 1]) {
    assert.equal(exactText(key), undefined)
    assert.equal(exactText([key]), undefined)
    assert.equal(exactText({ key }), undefined)
  }
})

test('a Map finds primitives exactly, but for −0', () => {
  for (const key of ['', 'a', 0, 1.5, Number.NaN, 1n, true, null, undefined]) assert.ok(isExact(key), String(key))
  for (const key of [-0, [], {}, new Date(), () => 1, Symbol('s')]) assert.ok(!isExact(key), String(key))
})
