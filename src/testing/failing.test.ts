import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failing } from './failing.ts'

test('it throws as often as it was told, then works', () => {
  const double = failing(2, (x: number) => x * 2)
  assert.throws(() => double(1), { message: 'failed on purpose' })
  assert.throws(() => double(1), { message: 'failed on purpose' })
  assert.equal(double(3), 6)
})

test('it throws what it was told', () => {
  assert.throws(
    failing(
      1,
      () => 0,
      () => new TypeError('disk full'),
    ),
    new TypeError('disk full'),
  )
})
