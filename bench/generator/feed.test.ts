import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVENTS } from '../yahoo/events.ts'
import { feedOf } from './feed.ts'
import { LINE_BYTES, TEXT_LINES } from './text.ts'

test('text: a slice over the end of the block goes on at its beginning', () => {
  const feed = feedOf('text')
  const at = (index: number, count: number): string => feed.slice(index, count, () => 0).bytes.toString('latin1')
  assert.equal(at(TEXT_LINES - 1, 2), at(TEXT_LINES - 1, 1) + at(0, 1))
  assert.equal(at(5, 3).length, 3 * LINE_BYTES)
  assert.equal(feed.closing(0), undefined)
})

test('events: each line has the time at which it is due, and a slice ends with the block', () => {
  const feed = feedOf('events')
  const due = (index: number): number => 1_700_000_000_000 + index / 2
  const { bytes, count } = feed.slice(3 * EVENTS - 4, 10, due)
  assert.equal(count, 4)
  const times = bytes
    .toString('latin1')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).event_time)
  assert.deepEqual(
    times,
    [4, 3, 2, 1].map((left) => `${Math.floor(due(3 * EVENTS - left))}`),
  )
  assert.equal(JSON.parse(feed.closing(5000)?.toString('latin1') ?? '').event_time, '6000')
})
