import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '../../src/connect/network.ts'
import { type DStream, field, tuple } from '../../src/index.ts'
import { TestRun } from '../../src/testing/index.ts'

const CAMPAIGNS = new Map(Array.from({ length: 40 }, (_, i) => [`ad-${i}`, `campaign-${i % 10}`]))

interface Event {
  readonly ad: string
  readonly type: string
  readonly at: string
}

/** Among the events are some of unknown advertisements, and some that are written with escapes. */
const EVENTS: readonly Event[] = Array.from({ length: 6000 }, (_, i) => ({
  ad: `ad-${(i * 7) % 43}`,
  type: i % 3 === 0 ? 'view' : 'click',
  at: String(1_700_000_000_000 + i * 11),
}))
const TEXT = Buffer.from(
  EVENTS.map((event, i) => {
    const line = JSON.stringify({ id: `é${i}`, ...event, rest: { list: [i, null] } })
    return `${i % 50 === 0 ? line.replace('view', '\\u0076iew') : line}\n`
  }).join(''),
)

function byHand(): [unknown, number][] {
  const counts = new Map<string, number>()
  for (const { ad, type, at } of EVENTS) {
    const campaign = CAMPAIGNS.get(ad)
    if (type !== 'view' || campaign === undefined) continue
    const key = JSON.stringify([campaign, Math.floor(Number(at) / 10_000) * 10_000])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].map(([key, n]): [unknown, number] => [JSON.parse(key), n]).sort(byText)
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

/** What comes of the events when a peer sends them in packets of 16 KiB. */
async function received<T>(build: (lines: DStream<string>) => DStream<T>): Promise<readonly (readonly T[])[]> {
  await using run = new TestRun()
  let peer: Connection | undefined
  await run.network.listen({ host: 'here', port: 1 }, (connection) => {
    peer = connection
    return {}
  })
  const result = run.collect(build(run.ssc.socketTextStream('here', 1)))
  await run.tick(0)
  await run.network.idle()
  for (let at = 0; at < TEXT.length; at += 16_384) peer?.write(TEXT.subarray(at, at + 16_384))
  await run.network.idle()
  await run.tick(2)
  return result.batches as readonly (readonly T[])[]
}

const views = (lines: DStream<string>) =>
  lines
    .json({ fields: ['ad', 'type', 'at'] })
    .filter(field('type').equals('view'))
    .filter(field('ad').isIn(CAMPAIGNS))
    .map(tuple(field('ad').lookup(CAMPAIGNS), field('at').windowStart('10s')))

test('events of a socket are joined and counted as columns, in batches and in windows', async () => {
  const [first, second] = await received((lines) => views(lines).countByValue())
  assert.deepEqual([first?.toSorted(byText), second], [byHand(), []])
  const windows = await received((lines) => views(lines).countByValueAndWindow('2s', '1s'))
  for (const window of windows) assert.deepEqual(window.toSorted(byText), byHand())
})

test('events of a socket are what JSON.parse makes of them, where a function needs them', async () => {
  const [rows] = await received((lines) => lines.json({ fields: ['ad', 'type', 'at'] }).map((event) => event))
  assert.deepEqual(rows, EVENTS)
})

test('a window of columns that a program makes itself', async () => {
  await using run = new TestRun()
  const batch = (types: readonly string[]) => run.sc.columns({ type: types, n: types.map((_, i) => i) }, 2)
  const batches = [batch(['view', 'click', 'view']), batch(['click'])]
  const stream = run.ssc.queueStream(batches)
  const result = run.collect(
    stream.map(tuple(field('type'), field('n'))).reduceByKeyAndWindow((a, b) => a + b, '2s', '1s'),
  )
  await run.tick(2)
  const sorted = (result.batches as readonly (readonly unknown[])[]).map((window) => window.toSorted(byText))
  assert.deepEqual(sorted, [
    [
      ['click', 1],
      ['view', 2],
    ],
    [
      ['click', 1],
      ['view', 2],
    ],
  ])
})
