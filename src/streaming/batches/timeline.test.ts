import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missedAt, Timeline } from './timeline.ts'

test('batches follow one another, but for gaps', () => {
  const timeline = new Timeline(1000, [{ after: 3000, before: 7000 }])
  assert.deepEqual(
    [2000, 3000, 7000].map((time) => timeline.next(time)),
    [3000, 7000, 8000],
  )
  assert.deepEqual(
    [3000, 4000, 6000, 7000].map((time) => timeline.isGap(time)),
    [false, true, true, false],
  )
  assert.deepEqual([timeline.count(1000, 8000), timeline.count(3000, 7000), timeline.count(7000, 9000)], [4, 1, 2])
  timeline.leaveOut({ after: 9000, before: 11_000 })
  assert.equal(timeline.count(1000, 12_000), 7)
  timeline.forget(7000)
  assert.deepEqual(timeline.gaps, [{ after: 9000, before: 11_000 }])
})

test('missed is what is due behind what is known', () => {
  const at = { zero: 500, batch: 1000, last: 2500 }
  assert.deepEqual(missedAt(3499, { ...at, decided: 2500 }), { decided: 2500, newest: undefined })
  assert.deepEqual(missedAt(3500, { ...at, decided: 2500 }), { decided: 2500, newest: 3500 })
  assert.deepEqual(missedAt(9000, { ...at, decided: 4500 }), { decided: 4500, newest: 8500 })
  assert.deepEqual(missedAt(9000, { ...at, decided: Number.NEGATIVE_INFINITY }), { decided: 2500, newest: 8500 })
})
