import assert from 'node:assert/strict'
import { test } from 'node:test'
import { over, short, table } from './table.ts'

test('three digits and a unit', () => {
  assert.deepEqual([0, 0.01234, 7, 1234.5, 45_678, 3_456_789, Number.NaN, Number.POSITIVE_INFINITY].map(short), [
    '0',
    '0.0123',
    '7',
    '1230',
    '45.7 k',
    '3.46 M',
    '–',
    '–',
  ])
})

test('median with the least and the most, or one figure', () => {
  assert.equal(over([20_000, 10_000, 40_000]), '20 k (10 k … 40 k)')
  assert.equal(over([5]), '5')
  assert.equal(over([]), '–')
})

test('a table of Markdown', () => {
  assert.equal(table(['a', 'b'], [['x', '1']]), '| a | b |\n| --- | ---: |\n| x | 1 |')
})
