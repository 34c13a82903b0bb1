import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from './random.ts'

test('one seed gives one row of numbers, another seed another', () => {
  const row = (seed: number): number[] =>
    Array.from(
      { length: 4 },
      (
        (r) => () =>
          r.uint32()
      )(new Random(seed)),
    )
  assert.deepEqual(row(7), row(7))
  assert.notDeepEqual(row(7), row(8))
  assert.notDeepEqual(row(1), row(2 ** 32 + 1))
})

test('numbers are even, and a Poisson draw has its mean', () => {
  const random = new Random(42)
  const n = 20_000
  let sum = 0
  let counts = 0
  for (let i = 0; i < n; i++) {
    const x = random.next()
    assert.ok(x >= 0 && x < 1)
    sum += x
    counts += random.poisson(30)
    assert.ok(random.below(3) < 3)
  }
  assert.ok(Math.abs(sum / n - 0.5) < 0.01, `mean ${sum / n}`)
  assert.ok(Math.abs(counts / n - 30) < 0.3, `poisson mean ${counts / n}`)
})
