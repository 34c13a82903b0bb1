import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Duration, formatMillis, milliseconds, minutes, seconds, toMillis, toPositiveMillis } from './duration.ts'
import { Time } from './time.ts'

test('durations are read from numbers, text and Durations', () => {
  assert.equal(toMillis(250), 250)
  assert.equal(toMillis('250ms'), 250)
  assert.equal(toMillis(' 1.5 s '), 1500)
  assert.equal(toMillis('2m'), 120_000)
  assert.equal(toMillis('2min'), 120_000)
  assert.equal(toMillis('1h'), 3_600_000)
  assert.equal(toMillis('1d'), 86_400_000)
  assert.equal(toMillis(seconds(0.25)), 250)
  assert.equal(minutes(0.5).milliseconds, 30_000)
})

test('what is no length of time is refused with its value', () => {
  assert.throws(() => toMillis('soon', 'batch interval'), {
    message:
      "E_DURATION: batch interval is 'soon'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  })
  for (const bad of [1.5, Number.NaN, Number.POSITIVE_INFINITY, '', '1', '-1s', '0.1ms', {} as unknown as string])
    assert.throws(() => toMillis(bad), { code: 'E_DURATION' })
  for (const bad of [0, -1, '0s']) assert.throws(() => toPositiveMillis(bad), { code: 'E_DURATION' })
})

test('Duration calculates and compares', () => {
  const ten = seconds(10)
  assert.equal(ten.plus('5s').milliseconds, 15_000)
  assert.equal(ten.minus(4000).milliseconds, 6000)
  assert.equal(ten.times(3).milliseconds, 30_000)
  assert.equal(ten.div('4s'), 2.5)
  assert.equal(ten.isMultipleOf(seconds(5)), true)
  assert.equal(ten.isMultipleOf(seconds(3)), false)
  assert.equal(ten.min('1s').milliseconds, 1000)
  assert.equal(ten.max('1s').milliseconds, 10_000)
  assert.equal(milliseconds(0).isZero, true)
  assert.ok(ten > seconds(9))
  assert.ok(ten.equals('10s'))
  assert.equal(String(ten), '10000 ms')
  assert.throws(() => new Duration(0.5), { code: 'E_DURATION' })
})

test('lengths of time are printed in a fitting unit', () => {
  assert.deepEqual([90, 1500, 120_000, 10_800_000].map(formatMillis), ['90 ms', '1.5 s', '2.0 min', '3.00 h'])
})

test('Time calculates, floors and counts in steps', () => {
  const t = new Time(12_345)
  assert.equal(t.plus('1s').milliseconds, 13_345)
  assert.equal((t.minus(new Time(345)) as Duration).milliseconds, 12_000)
  assert.equal((t.minus('1s') as unknown as Time).milliseconds, 11_345)
  assert.equal(t.floor('1s').milliseconds, 12_000)
  assert.equal(t.floor('1s', new Time(500)).milliseconds, 11_500)
  assert.equal(new Time(3000).isMultipleOf('1s'), true)
  assert.deepEqual(new Time(0).until(new Time(3), 1).map(Number), [0, 1, 2])
  assert.deepEqual(new Time(0).to(new Time(3), 1).map(Number), [0, 1, 2, 3])
  assert.equal(t.max(new Time(1)), t)
  assert.equal(t.min(new Time(1)).milliseconds, 1)
})
