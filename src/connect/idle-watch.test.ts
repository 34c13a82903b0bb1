import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import { IdleWatch } from './idle-watch.ts'

test('silence is counted from the last touch, with one alarm', () => {
  const clock = new ManualClock()
  let idle = 0
  const watch = new IdleWatch(clock, 100, () => idle++)
  watch.touch()
  clock.advance(60)
  watch.touch()
  assert.equal(clock.pending, 1)
  clock.advance(99)
  assert.equal(idle, 0)
  clock.advance(1)
  assert.equal(idle, 1)
})

test('a stopped watch is quiet until it is touched again', () => {
  const clock = new ManualClock()
  let idle = 0
  const watch = new IdleWatch(clock, 100, () => idle++)
  watch.touch()
  watch.stop()
  clock.advance(1000)
  assert.equal(idle, 0)
  watch.touch()
  clock.advance(100)
  assert.equal(idle, 1)
})
