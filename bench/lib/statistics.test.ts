import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quantile, spread } from './statistics.ts'

test('quantiles of what is given in any order', () => {
  assert.deepEqual(
    [0, 0.5, 0.9, 0.99, 1].map((q) => quantile([5, 1, 4, 2, 3], q)),
    [1, 3, 5, 5, 5],
  )
  assert.equal(quantile([], 0.5), Number.NaN)
})

test('median, least and most', () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, least: 1, most: 3 })
})
