import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CompareOptions, difference } from './difference.ts'
import type { Batch } from './memory-stream.ts'

const shown = (actual: Batch<unknown>[], expected: Batch<unknown>[], options?: CompareOptions): string | undefined =>
  difference(
    actual,
    expected,
    actual.map((_, i) => (i + 1) * 1000),
    options,
  )

const EQUAL: readonly [string, Batch<unknown>[], Batch<unknown>[], CompareOptions?][] = [
  ['no batches', [], []],
  ['records in another order', [[1, 2, 2]], [[2, 1, 2]]],
  ['records of all kinds', [[{ a: [1], b: new Map([[1, 2]]) }, null]], [[null, { b: new Map([[1, 2]]), a: [1] }]]],
  ['undefined among others', [[undefined, 1]], [[1, undefined]]],
  ['null for no RDD', [null, []], [null, []]],
  ['numbers within the tolerance', [[['a', 0.1 + 0.2]]], [[['a', 0.3]]], { tolerance: 1e-9 }],
  ['numbers within the tolerance in another order', [[1, 1e9 + 1]], [[1e9, 1]], { tolerance: 1e-6 }],
  ['NaN and zeros', [[Number.NaN, -0]], [[0, Number.NaN]]],
]

for (const [what, actual, expected, options] of EQUAL)
  test(`batches are the expected ones: ${what}`, () => assert.equal(shown(actual, expected, options), undefined))

test('pairs are shown by key, other records as missing and not expected', () => {
  assert.equal(
    shown([[['a', 2], ['c', 1], 'x']], [[['a', 1], ['b', 1], 'x']]),
    `the batches are not the expected ones
  batch 1 (1000 ms)
    'a': expected 1, got 2
    missing: [ 'b', 1 ]
    not expected: [ 'c', 1 ]`,
  )
})

test('each record counts once', () => {
  assert.match(shown([[1, 1]], [[1]]) ?? '', /not expected: 1$/)
  assert.match(shown([[1]], [[1, 1]]) ?? '', /missing: 1$/)
})

test('the order counts when it is asked for', () => {
  assert.equal(
    shown([[1, 2]], [[2, 1]], { order: 'exact' }),
    `the batches are not the expected ones
  batch 1 (1000 ms)
    expected the order [ 2, 1 ]
         but it was    [ 1, 2 ]`,
  )
})

test('no RDD, an empty one and no batch are told apart', () => {
  assert.equal(
    shown([null, [], [7]], [[], null, [7], [8], null]),
    `the batches are not the expected ones
  batch 1 (1000 ms)
    expected an empty RDD, and there came no RDD
  batch 2 (2000 ms)
    expected no RDD, and there came an empty RDD
  batch 4
    expected [ 8 ], and no batch came
  batch 5
    expected no RDD, and no batch came`,
  )
  assert.match(shown([[1]], []) ?? '', /expected no more batches, and there came \[ 1 \]$/)
})

test('a number beyond the tolerance differs, and so does a number as text', () => {
  assert.match(shown([[1.1]], [[1]], { tolerance: 0.01 }) ?? '', /missing: 1/)
  assert.match(shown([['1']], [[1]]) ?? '', /missing: 1/)
})

test('what differs in many places is cut short', () => {
  const many = Array.from({ length: 7 }, () => Array.from({ length: 12 }, (_, i) => i))
  const lines = (
    shown(
      many,
      many.map(() => []),
    ) ?? ''
  ).split('\n')
  assert.deepEqual(lines.slice(10, 13), ['    not expected: 8', '    not expected: 9', '    further differences: 2'])
  assert.equal(lines.at(-1), '  further batches that differ: 2')
})

test('large batches are compared quickly', () => {
  const records = Array.from({ length: 50_000 }, (_, i) => [`key ${i}`, i])
  assert.equal(shown([records], [records.toReversed()]), undefined)
})
