import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sleep } from './clock.ts'
import { ManualClock } from './manual.ts'
import { systemClock } from './system.ts'

test('a manual clock runs due alarms by time and then by order of setting', () => {
  const clock = new ManualClock(100)
  const log: string[] = []
  const note = (name: string) => (): void => {
    log.push(`${name}@${clock.now()}`)
  }
  clock.after(20, note('b'))
  clock.after(10, note('a'))
  clock.after(20, note('c'))
  const cancel = clock.after(15, note('never'))
  cancel()
  cancel()
  clock.after(5, () => clock.after(3, note('nested')))
  clock.advance(19)
  assert.deepEqual(log, ['nested@108', 'a@110'])
  clock.advance(1)
  assert.deepEqual(log.slice(2), ['b@120', 'c@120'])
  assert.equal(clock.pending, 0)
  assert.equal(clock.now(), 120)
})

test('an alarm that advances the clock spends time, which never goes back', () => {
  const clock = new ManualClock(100)
  const seen: number[] = []
  clock.after(10, () => clock.advance(50))
  clock.after(20, () => seen.push(clock.now()))
  clock.advance(30)
  assert.deepEqual(seen, [120])
  assert.equal(clock.now(), 160)
})

test('sleep ends with the alarm or with the signal', async () => {
  const clock = new ManualClock()
  const abort = new AbortController()
  let ended = 0
  const first = sleep(clock, 10).then(() => ended++)
  const second = sleep(clock, 1_000_000, abort.signal).then(() => ended++)
  clock.advance(10)
  await first
  abort.abort()
  await second
  assert.equal(ended, 2)
  assert.equal(clock.pending, 0)
})

test('the system clock runs an alarm, not before its time, and cancels', async () => {
  const start = systemClock.ticks()
  let wrong = false
  systemClock.after(1, () => {
    wrong = true
  })()
  await new Promise<void>((resolve) => systemClock.after(5, resolve))
  assert.ok(systemClock.ticks() - start >= 5)
  assert.equal(wrong, false)
})
