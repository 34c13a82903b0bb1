import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Sample, slope, verdict } from './verdict.ts'

const RULES = { rate: 1000, interval: 1000, from: 0, until: 30_000 }

/** Thirty results, a second apart. */
const results = (backlog: (i: number) => number, latency: (i: number) => number): Sample[] =>
  Array.from({ length: 30 }, (_, i) => ({
    time: i * 1000 + 500,
    lines: i * 1000,
    backlog: backlog(i),
    latency: latency(i),
  }))

test('steady backlog and latency: kept, with the median latency', () => {
  assert.deepEqual(
    verdict(
      results(
        () => 500,
        (i) => 300 + (i % 3),
      ),
      RULES,
    ),
    { kept: true, why: 'median latency 301 ms' },
  )
})

test('a backlog that grows by more than a batch after the first third: not kept', () => {
  assert.deepEqual(
    verdict(
      results(
        (i) => i * 100,
        () => 300,
      ),
      RULES,
    ),
    { kept: false, why: 'backlog grew from 1000 to 2900 lines' },
  )
})

test('a latency that climbs: not kept, by how much a ms and in all', () => {
  assert.deepEqual(
    verdict(
      results(
        () => 500,
        (i) => 100 + i * 20,
      ),
      RULES,
    ),
    { kept: false, why: 'latency grew by 0.020 ms a ms, 600 ms in all' },
  )
})

test('a climb within a quarter of an interval is jitter', () => {
  assert.equal(
    verdict(
      results(
        () => 500,
        (i) => 100 + i * 8,
      ),
      RULES,
    ).kept,
    true,
  )
})

test('a latency of more than two intervals: not kept', () => {
  assert.deepEqual(
    verdict(
      results(
        () => 500,
        () => 2100,
      ),
      RULES,
    ),
    { kept: false, why: 'median latency 2100 ms' },
  )
})

test('results that stay away: not kept', () => {
  const early = results(
    () => 500,
    () => 300,
  ).slice(0, 20)
  assert.deepEqual(verdict(early, RULES), { kept: false, why: 'no result for the last 10500 ms' })
  assert.deepEqual(verdict(early.slice(0, 2), RULES), { kept: false, why: 'only 2 results' })
})

test('slope of the line of least squares', () => {
  assert.equal(
    slope([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
    2,
  )
  assert.equal(slope([[1, 1]]), 0)
})
