import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '../../kernel/clock/clock.ts'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { Ticker } from './ticker.ts'
import { Timeline } from './timeline.ts'

const labels = (ticker: Ticker): number[] => {
  const got: number[] = []
  ticker.start((label) => got.push(label))
  return got
}

test('labels are whole multiples of the interval since the epoch', () => {
  const clock = new ManualClock(1234)
  const ticker = new Ticker(clock, 100)
  assert.equal(ticker.zero, 1200)
  const got = labels(ticker)
  clock.advance(350)
  assert.deepEqual(got, [1300, 1400, 1500])
  assert.equal(ticker.now(), 1584)
})
test('an interval of 1 ms loses no tick, however late the alarm comes', () => {
  const clock = new ManualClock(5)
  const got = labels(new Ticker(clock, 1))
  for (let n = 0; n < 100; n++) clock.advance(1 + (n % 7))
  assert.deepEqual(
    got,
    Array.from({ length: clock.now() - 5 }, (_, n) => 6 + n),
  )
})
test('a wall clock that is set forward or back changes neither the pace nor the labels', () => {
  const manual = new ManualClock(0)
  let skew = 10_000
  const clock: Clock = {
    now: () => manual.now() + skew,
    ticks: () => manual.ticks() + 0.25,
    after: (delay, fn) => manual.after(Math.ceil(delay), fn),
  }
  const ticker = new Ticker(clock, 1000)
  const got = labels(ticker)
  manual.advance(1000)
  skew = 3_600_000
  manual.advance(1000)
  skew = -5000
  manual.advance(1000)
  assert.deepEqual(got, [11_000, 12_000, 13_000])
  assert.equal(ticker.now(), 13_000)
})
test('ticks that are due when it is started come at once', () => {
  const clock = new ManualClock(0)
  const ticker = new Ticker(clock, 10)
  clock.advance(35)
  assert.deepEqual(labels(ticker), [10, 20, 30])
})
test('a forced tick takes the next label and does not come again', () => {
  const clock = new ManualClock(0)
  const ticker = new Ticker(clock, 10)
  const got = labels(ticker)
  ticker.force()
  clock.advance(20)
  assert.deepEqual(got, [10, 20])
})
test('nothing stays set after stop', () => {
  const clock = new ManualClock(0)
  const ticker = new Ticker(clock, 10)
  const got = labels(ticker)
  clock.advance(10)
  ticker.stop()
  ticker.fire()
  assert.equal(clock.pending, 0)
  clock.advance(50)
  assert.deepEqual(got, [10])
})
test('a clock that was set back before a gap does not wait for its end again', () => {
  const clock = new ManualClock(5000)
  const timeline = new Timeline(1000, [{ after: 2000, before: 90_000 }])
  const got = labels(new Ticker(clock, 1000, { zero: 0, last: 1000 }, timeline))
  clock.advance(1000)
  assert.deepEqual(got, [2000, 90_000])
})
