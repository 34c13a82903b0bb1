import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Schedule } from './schedule.ts'

test('lines are due by the rate of their phase, and none between phases', () => {
  const schedule = new Schedule()
  assert.equal(schedule.dueUntil(5), 0)
  const first = schedule.begin(0, 1000, 100)
  assert.equal(schedule.due(0), 1000)
  assert.equal(schedule.due(50), 1500)
  assert.equal(schedule.dueUntil(1500), 50)
  first.end = 70
  assert.equal(schedule.dueUntil(9000), 70)
  schedule.begin(70, 10_000, 1000)
  assert.equal(schedule.due(69), 1690)
  assert.equal(schedule.due(80), 10_010)
  assert.equal(schedule.dueUntil(10_010), 80)
})
