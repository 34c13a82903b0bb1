import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RateSearch } from './search.ts'

/** Search against a system that keeps every rate up to `limit`; answers the rates that were tried and what was found. */
function run(limit: number, start: number, tolerance = 0.05, most = 10_000_000, step?: number) {
  const search = new RateSearch(start, tolerance, most, step)
  const tried: number[] = []
  for (let rate = search.next; rate !== undefined; rate = search.next) {
    tried.push(rate)
    assert.ok(tried.length < 60, `it goes on and on: ${tried.join(' ')}`)
    search.tell(rate, rate <= limit)
  }
  return { tried, best: search.best }
}

test('it doubles until a rate is not kept, then halves the gap', () => {
  const { tried, best } = run(350, 100, 0.1)
  assert.deepEqual(tried, [100, 200, 400, 283, 336, 367])
  assert.equal(best, 336)
})

test('what it finds is kept, and lies within the tolerance of the limit', () => {
  for (const limit of [150, 999, 12_345, 100_000, 3_456_789])
    for (const start of [1000, 50_000]) {
      const { best } = run(limit, start, 0.02)
      assert.ok(best <= limit && best >= limit / 1.021, `${best} of ${limit} from ${start}`)
    }
})

test('it goes down when the first rate is too high', () => {
  assert.deepEqual(run(30_000, 100_000, 0.5).tried, [100_000, 50_000, 25_000, 35_355])
})

test('it tries no rate above the most, and stops when that is kept', () => {
  assert.deepEqual(run(Number.POSITIVE_INFINITY, 100, 0.05, 350), { tried: [100, 200, 350], best: 350 })
})

test('a system that keeps nothing scores 0', () => {
  assert.equal(run(0, 1000).best, 0)
})

test('where the answer is about known, small steps up or down find it', () => {
  assert.deepEqual(run(105, 100, 0.1, 1000, 1.1), { tried: [100, 110], best: 100 })
  assert.deepEqual(run(95, 100, 0.1, 1000, 1.1), { tried: [100, 91], best: 91 })
  assert.deepEqual(run(130, 100, 0.1, 1000, 1.1).tried, [100, 110, 121, 133])
})
