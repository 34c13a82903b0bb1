import { type TestContext, test } from 'node:test'
import { Random } from '../../src/kernel/random.ts'
import { type Killing, kill } from './killing.ts'
import { fileSource, sendingSource } from './source.ts'

/** Of each kind; MILLSTREAM_KILLS for more or fewer. */
const KILLS = Number(process.env.MILLSTREAM_KILLS ?? 60)
const SEED = Number(process.env.MILLSTREAM_SEED ?? Date.now() % 2 ** 31)

const LOGGED = ['spark.streaming.receiver.writeAheadLog.enable=true']

async function killed(t: TestContext, killing: Omit<Killing, 'random'>): Promise<void> {
  t.diagnostic(`replay: MILLSTREAM_SEED=${SEED} npm test -- test/recovery/kill.test.ts`)
  const { records, recoveries } = await kill({ ...killing, random: new Random(SEED) })
  const sorted = recoveries.toSorted((a, b) => a - b)
  const at = (q: number): string => (sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN).toFixed(0)
  t.diagnostic(
    `${killing.kills} kills, ${records} records, each once and in order; ` +
      `from a start to its first output ${at(0.5)} ms, at most ${at(1)}`,
  )
}

test('what kill -9 leaves is gone on from: nothing is lost, nothing comes twice', { concurrency: 2 }, async (t) => {
  await Promise.all([
    t.test('files, one thread', (t) =>
      killed(t, { job: './kill-job.ts', master: 'local', source: fileSource, kills: KILLS }),
    ),
    t.test('a source that waits for acknowledgements, and a log', (t) =>
      killed(t, {
        job: './kill-received-job.ts',
        master: 'local',
        source: sendingSource,
        conf: LOGGED,
        kills: KILLS,
      }),
    ),
    t.test('files, worker threads', (t) =>
      killed(t, { job: './kill-job.ts', master: 'local[2]', source: fileSource, kills: Math.ceil(KILLS / 6) }),
    ),
  ])
})
