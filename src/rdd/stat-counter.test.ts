import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { StatCounter } from './stat-counter.ts'

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))

test('the statistics of nothing', () => {
  const none = new StatCounter()
  assert.deepEqual([none.count, none.mean, none.sum, none.min, none.max], [0, 0, 0, Infinity, -Infinity])
  assert.ok([none.variance, none.sampleVariance, none.stdev, none.sampleStdev].every(Number.isNaN))
})

test('the statistics of one number', () => {
  const one = new StatCounter([4])
  assert.deepEqual([one.count, one.mean, one.popVariance, one.popStdev, one.min, one.max], [1, 4, 0, 0, 4, 4])
  assert.ok(Number.isNaN(one.sampleVariance))
})

test('any split of the numbers into counters gives the same', () => {
  const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(numbers, fc.nat(60), (xs, cut) => {
      const whole = new StatCounter(xs)
      const merged = new StatCounter(xs.slice(0, cut)).merge(new StatCounter(xs.slice(cut)))
      const mean = xs.reduce((a, b) => a + b, 0) / xs.length
      const variance = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / xs.length
      assert.deepEqual([merged.count, merged.min, merged.max], [xs.length, Math.min(...xs), Math.max(...xs)])
      assert.ok(near(whole.mean, mean) && near(merged.mean, mean), `mean ${merged.mean} is not ${mean}`)
      const scale = Math.max(1, variance)
      assert.ok(Math.abs(whole.variance - variance) / scale < 1e-6)
      assert.ok(Math.abs(merged.variance - variance) / scale < 1e-6)
    }),
  )
})

test('numbers that are close together and far from zero keep their variance', () => {
  const { popVariance } = new StatCounter([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
  assert.equal(popVariance, 22.5)
})

test('a counter can take in itself, and a copy is another one', () => {
  const counter = new StatCounter([1, 3])
  const copy = counter.copy()
  counter.merge(counter)
  assert.deepEqual([counter.count, counter.mean, counter.variance], [4, 2, 1])
  assert.equal(copy.count, 2)
})

test('as text', () => {
  assert.equal(String(new StatCounter([1, 3])), '(count: 2, mean: 2, stdev: 1, max: 3, min: 1)')
})
