import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { RateLimit } from './rate-limit.ts'

test('without a rate nothing waits', () => {
  for (const rate of [undefined, 0]) {
    const limit = new RateLimit(new ManualClock(), () => rate)
    assert.equal(limit.take(1_000_000), true)
    assert.equal(limit.wait(), 0)
  }
})

test('many records at once are waited for as long as they take', () => {
  const clock = new ManualClock()
  const limit = new RateLimit(clock, () => 100)
  assert.equal(limit.take(50), false)
  assert.equal(limit.wait(), 500)
  clock.advance(500)
  assert.equal(limit.wait(), 0)
})

test('silence saves up next to nothing', () => {
  const clock = new ManualClock()
  const limit = new RateLimit(clock, () => 1000)
  clock.advance(60_000)
  let taken = 1
  while (limit.take(1)) taken++
  assert.ok(taken <= 31, String(taken))
})
