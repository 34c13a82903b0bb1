import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run as runJob } from '../../src/index.ts'
import { ManualClock } from '../../src/testing/index.ts'
import { BY_HAND } from './by-hand.ts'
import { type FeedOptions, secondsOf } from './feed.ts'
import { type QueryName, WINDOWED } from './rows.ts'
import { type Engine, NexmarkRun } from './run.ts'

const JOB = fileURLToPath(new URL('job.ts', import.meta.url))
/** Four windows of 10 s; people who come and people who do not. */
const FEED: FeedOptions = { seed: 11, rate: 250, seconds: 40 }

const QUERIES = Object.keys(BY_HAND) as QueryName[]
const ENGINE: Engine = { run: runJob, ManualClock }

type Row = readonly [second: number, row: string]

/** Rows as text, those of windows with the second at which the window ends. */
const inOrder = (rows: readonly Row[]): string[] => rows.map(([second, row]) => `${second} ${row}`).sort()

function byHand(query: QueryName): Row[] {
  const rows: Row[] = []
  BY_HAND[query](secondsOf(FEED), (row: unknown, second: number) => rows.push([second, JSON.stringify(row)]))
  return rows
}

/** All queries at once. */
async function byMillstream(master: string): Promise<ReadonlyMap<QueryName, Row[]>> {
  const found = new Map(QUERIES.map((query): [QueryName, Row[]] => [query, []]))
  const args = { queries: QUERIES, feed: FEED, answers: 'rows' } as const
  const run = await NexmarkRun.start(ENGINE, { path: JOB, master }, args, ({ query, second, rows = [] }) => {
    for (const row of rows) found.get(query)?.push([WINDOWED.has(query) ? second : 0, JSON.stringify(row)])
  })
  await run.seconds(FEED.seconds)
  await run.stop()
  return found
}

for (const master of ['local', 'local[2]'])
  describe(`Nexmark on ${master} answers what plain loops answer`, () => {
    let found: ReadonlyMap<QueryName, Row[]> = new Map()
    before(async () => {
      found = await byMillstream(master)
    })

    for (const query of QUERIES)
      test(query, () => {
        const expected = byHand(query)
        assert.ok(expected.length > 3, `${expected.length} rows are no test`)
        assert.deepEqual(inOrder(found.get(query) ?? []), inOrder(expected))
      })
  })
