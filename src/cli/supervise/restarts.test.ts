import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshSeed, Random } from '../../kernel/random.ts'
import { type Crash, Restarts, RULES } from './restarts.ts'

const crash = (at: number, more: Partial<Crash> = {}): Crash => ({
  end: 'SIGKILL',
  at,
  ran: 1000,
  batch: undefined,
  ...more,
})

const restarts = (rules: Partial<typeof RULES> = {}) => {
  const seed = freshSeed()
  return { seed, restarts: new Restarts({ ...RULES, ...rules }, new Random(seed)) }
}

test('waits double up to the longest, and each is from the upper half of its span', () => {
  const spans = [200, 400, 800, 1600, 3200, 3200, 3200]
  for (let run = 0; run < 50; run++) {
    const { seed, restarts: some } = restarts({ limit: 100, longest: 3200 })
    spans.forEach((span, i) => {
      const verdict = some.after(crash(i))
      assert.ok('delay' in verdict)
      assert.ok(verdict.delay >= span / 2 && verdict.delay <= span, `seed ${seed}: wait ${i} is ${verdict.delay} ms`)
      assert.equal(verdict.number, i + 1)
    })
  }
})

test('after a long run the waits begin anew', () => {
  const { restarts: some, seed } = restarts({ limit: 100 })
  for (let i = 0; i < 6; i++) some.after(crash(i))
  const verdict = some.after(crash(100_000, { ran: 60_000 }))
  assert.ok('delay' in verdict && verdict.delay <= 200, `seed ${seed}: ${JSON.stringify(verdict)}`)
})

test('more crashes than are allowed in the window are a loop; old ones do not count', () => {
  const { restarts: some } = restarts({ limit: 2, window: 1000 })
  assert.equal('delay' in some.after(crash(0)), true)
  assert.equal('delay' in some.after(crash(600)), true)
  // The first is out of the window.
  assert.equal('delay' in some.after(crash(1000)), true)
  assert.deepEqual(some.after(crash(1500)), { loop: 'often', crashes: [crash(600), crash(1000), crash(1500)] })
})

test('with no restart allowed the first crash is the last', () => {
  assert.deepEqual(restarts({ limit: 0 }).restarts.after(crash(5)), { loop: 'often', crashes: [crash(5)] })
})

test('three equal crashes in a row in the same batch are a loop', () => {
  const { restarts: some } = restarts({ limit: 100 })
  const at = (n: number, more: Partial<Crash> = {}) => crash(n, { batch: 7000, ...more })
  const goesOn = (next: Crash) => assert.ok('delay' in some.after(next))
  goesOn(at(1))
  goesOn(at(2))
  goesOn(at(3, { end: 'SIGABRT' }))
  goesOn(at(4))
  goesOn(at(5, { batch: 8000 }))
  goesOn(at(6))
  goesOn(at(7))
  assert.deepEqual(some.after(at(8)), { loop: 'same batch', crashes: [at(6), at(7), at(8)] })
  const { restarts: others } = restarts({ limit: 100 })
  for (let i = 0; i < 5; i++)
    assert.ok('delay' in others.after(crash(i)), 'crashes before any batch have none in common')
})
