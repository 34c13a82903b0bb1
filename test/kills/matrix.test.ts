import { type TestContext, test } from 'node:test'
import { Random } from '../../src/kernel/random.ts'
import { type Killing, kill } from './killing.ts'
import { cells } from './matrix.ts'

/** Of all kinds together; MILLSTREAM_KILLS for more or fewer. */
const KILLS = Number(process.env.MILLSTREAM_KILLS ?? 420)
const SEED = Number(process.env.MILLSTREAM_SEED ?? Date.now() % 2 ** 31)

const totals = { kills: 0, early: 0, records: 0, recoveries: [] as number[] }

async function killed(t: TestContext, killing: Omit<Killing, 'random'>, seed: number): Promise<void> {
  const { records, made, early, recoveries } = await kill({ ...killing, random: new Random(seed) })
  totals.kills += killing.kills
  totals.early += early
  totals.records += records
  totals.recoveries.push(...recoveries)
  t.diagnostic(`${killing.kills} kills, ${early} of them early: ${records} of ${made} records, each once and in order`)
}

test('what kill -9 leaves is gone on from: nothing is lost, nothing comes twice', { concurrency: 2 }, async (t) => {
  t.diagnostic(`replay: MILLSTREAM_SEED=${SEED} npm test -- test/kills/matrix.test.ts`)
  await Promise.all(
    cells(KILLS).map((cell, i) =>
      t.test(`${cell.source} to ${cell.sink} on ${cell.master}`, (t) => killed(t, cell, SEED + i)),
    ),
  )
  const sorted = totals.recoveries.sort((a, b) => a - b)
  const at = (q: number): string => (sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN).toFixed(0)
  t.diagnostic(
    `${totals.kills} kills (${totals.early} early), ${totals.records} records; from a start to its first output ` +
      `${at(0.5)} ms, ${at(0.99)} at p99, at most ${at(1)}`,
  )
})
