import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Counts, count } from './by-hand.ts'
import { advertisements, eventsOf, setTimes } from './events.ts'
import { Expert } from './expert.ts'
import { Store } from './store.ts'

const table = advertisements()
const campaigns = new Map(table.map(({ ad, campaign }) => [ad, campaign]))
const names = [...new Set(campaigns.values())]

test('counted on bytes as with JSON.parse', () => {
  const events = eventsOf(5000)
  setTimes(events, 0, 5000, (i) => 1_700_000_000_000 + i * 7)
  const [expert, windows] = [new Expert(table), new Map() as Counts]
  expert.count(events.bytes, 0, events.bytes.length)
  count(events.bytes.toString('latin1').trimEnd().split('\n'), campaigns, windows)
  assert.deepEqual(
    [...expert.windows].map(([window, views]) => [window, [...views]]),
    [...windows].map(([window, views]) => [window, names.map((name) => views.get(name) ?? 0)]),
  )
})

test('fields may come in any order; lines of another form are refused', () => {
  const ad = table[999]?.ad
  const counted = (line: string): Expert => {
    const expert = new Expert(table)
    expert.count(Buffer.from(`${line}\n`, 'latin1'), 0, line.length + 1)
    return expert
  }
  const line = `{"event_time": "1700000000000", "ad_type": "view", "event_type": "view", "ad_id": "${ad}"}`
  assert.equal(counted(line).windows.get(170_000_000)?.[99], 1)
  assert.throws(() => counted(line.replace('"ad_type"', '"ad\\"type"')), { message: 'a text with escapes' })
  assert.throws(() => counted(line.replace('"1700000000000"', '1700000000000')), { message: 'a value that is no text' })
  assert.throws(() => counted(line.replace('ad_id', 'advertisement')), { message: 'a line of another form' })
  assert.throws(() => counted(line.replace(ad ?? '', 'x'.repeat(36))), { message: 'no such advertisement' })
})

test('the store prints windows that changed, once', (t) => {
  const log = t.mock.method(console, 'log', () => {})
  const store = new Store([
    { ad: 'a', campaign: 'spring' },
    { ad: 'b', campaign: 'autumn' },
  ])
  store.print()
  store.add('autumn', 7, 2)
  store.add('autumn', 7, 1)
  store.add('spring', 8, 1)
  store.print()
  store.add('spring', 7, 5)
  store.print()
  assert.deepEqual(
    log.mock.calls.map(({ arguments: [line] }) => String(line).replace(/^OUT [\d.]+ /, '')),
    ['7 0 3 8 1 0', '7 5 3'],
  )
  assert.throws(() => store.add('winter', 7, 1), { message: 'no campaign winter' })
})
