import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COUNT_REST, countRecords } from './counted.ts'

test('records are counted by themselves if they can, else one by one', () => {
  assert.equal(countRecords([1, 2]), 2)
  assert.equal(countRecords(new Set([1, 2, 3])), 3)
  assert.equal(countRecords({ [Symbol.iterator]: () => [1].values(), [COUNT_REST]: () => 7 }), 7)
})
