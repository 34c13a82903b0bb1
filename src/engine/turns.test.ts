import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import { Turns } from './turns.ts'

test('a turn is due when the work since the last one took long', async () => {
  const clock = new ManualClock()
  const waiting: (() => void)[] = []
  const turns = new Turns(clock, () => new Promise((resolve) => waiting.push(resolve)))
  turns.begin()
  assert.equal(turns.due, false)
  clock.advance(11)
  assert.equal(turns.due, true)
  turns.begin()
  assert.equal(turns.due, true, 'more work in the same turn of the loop does not start the measure again')
  const taken = turns.take()
  for (const resolve of waiting.splice(0)) resolve()
  await taken
  assert.equal(turns.due, false)
  clock.advance(1000)
  turns.begin()
  assert.equal(turns.due, false, 'the loop has turned by itself since')
})
