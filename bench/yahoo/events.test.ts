import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Schedule } from '../generator/schedule.ts'
import { advertisements, CAMPAIGNS, campaignOf, closing, eventsOf, setTimes } from './events.ts'
import { YahooProgress } from './progress.ts'
import { yahooTruthOf } from './truth.ts'

interface Event {
  readonly ad_id: string
  readonly event_type: string
  readonly event_time: string
}

const parse = (bytes: Uint8Array): Event[] =>
  Buffer.from(bytes)
    .toString('latin1')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('events have the fields and about the length of the benchmark, and are the same each time', () => {
  const events = eventsOf(1000)
  assert.deepEqual(eventsOf(1000).bytes, events.bytes)
  assert.notDeepEqual(eventsOf(1000, 6).bytes, events.bytes)
  const [first] = parse(events.bytes)
  assert.deepEqual(Object.keys(first ?? {}), [
    'user_id',
    'page_id',
    'ad_id',
    'ad_type',
    'event_type',
    'event_time',
    'ip_address',
  ])
  const average = events.bytes.length / events.count
  assert.ok(average > 248 && average < 260, `${average} bytes`)
})

test('what is known of events is what stands in their lines', () => {
  const events = eventsOf(500)
  const table = advertisements()
  parse(events.bytes).forEach((event, i) => {
    assert.equal(event.ad_id, table[events.ads[i] as number]?.ad)
    assert.equal(event.event_type === 'view', events.isView[i] === 1)
  })
  const campaigns = [...new Set(table.map(({ campaign }) => campaign))]
  assert.equal(campaigns.length, CAMPAIGNS)
  assert.ok(table.every(({ campaign }, ad) => campaigns[campaignOf(ad)] === campaign))
})

test('times are written into some lines and leave the others as they were', () => {
  const events = eventsOf(10)
  setTimes(events, 3, 5, (i) => 1_700_000_000_000.75 + i)
  assert.deepEqual(
    parse(events.bytes).map(({ event_time }) => event_time),
    Array.from({ length: 10 }, (_, i) => (i === 3 || i === 4 ? `${1_700_000_000_000 + i}` : '0000000000000')),
  )
})

test('a closing event is no view, and has its time', () => {
  const [event] = parse(closing(1_700_000_000_000.5))
  assert.equal(event?.event_type, 'click')
  assert.equal(event?.event_time, '1700000000000')
})

const EVENTS = eventsOf(300)
const truth = yahooTruthOf(EVENTS)

/** Two phases, the first ended in the midst of a window. */
function schedule(): Schedule {
  const made = new Schedule()
  made.begin(0, 1_700_000_008_000.25, 100).end = 450
  made.begin(450, 1_700_000_031_000.5, 37)
  return made
}

/** Views by window and campaign of the first `until` events, one event after another. */
function counted(until: number, from = 0): Map<number, number[]> {
  const [times, windows] = [schedule(), new Map<number, number[]>()]
  for (let i = from; i < until; i++) {
    if (EVENTS.isView[i % EVENTS.count] !== 1) continue
    const window = Math.floor(Math.floor(times.due(i)) / 10_000)
    const counts = windows.get(window) ?? new Array<number>(CAMPAIGNS).fill(0)
    const campaign = campaignOf(EVENTS.ads[i % EVENTS.count] as number)
    counts[campaign] = (counts[campaign] as number) + 1
    windows.set(window, counts)
  }
  return windows
}

test('counts by window are those of one event after another, over phases and repetitions', () => {
  for (const until of [0, 1, 199, 200, 301, 449, 450, 451, 700, 1000, 1500])
    for (let window = 170_000_000; window < 170_000_006; window++)
      assert.deepEqual(
        truth.countsIn(window, until, schedule()),
        counted(until).get(window) ?? new Array(CAMPAIGNS).fill(0),
        `window ${window} after ${until} events`,
      )
})

test('progress: running counts tell the event, and are right', () => {
  const progress = new YahooProgress(truth, schedule())
  for (const until of [150, 260, 450]) {
    const changed = counted(until, until - 150)
    const all = counted(until)
    progress.take(
      1_700_000_013_000,
      [...changed.keys()].flatMap((window) => [window, ...(all.get(window) as number[])]),
    )
  }
  assert.equal(progress.wrong, undefined)
  assert.equal(progress.isThrough(450), true)
  assert.equal(progress.isThrough(460), false)
  const reached = progress.samples.map(({ lines }) => lines)
  assert.ok(
    reached.every((lines, i) => lines <= ([150, 260, 450][i] as number)),
    `${reached}`,
  )
})

test('progress: a view that went to another campaign is told', () => {
  const progress = new YahooProgress(truth, schedule())
  const [[window, counts] = [0, []]] = counted(150)
  const from = counts.findIndex((n) => n > 0)
  const to = counts.findIndex((_, campaign) => campaign !== from)
  const moved = counts.with(from, (counts[from] as number) - 1).with(to, (counts[to] as number) + 1)
  progress.take(1_700_000_010_000, [window, ...moved])
  assert.match(progress.wrong ?? '', /^after \d+ events campaign \d+ has \d+ views in window 170000000 and not \d+$/)
})
