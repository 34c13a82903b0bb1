import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type CommittedBatch, readManifest, run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { SEEN } from './sinks.ts'

const folder = mkdtempSync(join(tmpdir(), 'millstream-sinks-'))
after(() => rmSync(folder, { recursive: true }))

test('workers write, and the driver commits; tasks know their output wherever they run', async () => {
  const clock = new ManualClock(0)
  const logged: string[] = []
  const environment = { clock, logger: new LineLogger((line) => logged.push(line)), print: () => {} }
  // No stage is too small for the workers.
  const conf = { 'millstream.threads.tiny': 0 }
  const options = { bundle: false, master: 'local[2]', args: { folder }, environment, conf }
  const job = (await run(new URL('./sinks.ts', import.meta.url), options)) as StreamingRun
  for (let i = 0; i < 2; i++) {
    clock.advance(1000)
    await job.context.idle()
  }
  await job.stop()
  assert.deepEqual(logged, [])
  const at = (time: number, partition: number): unknown[] => [
    'sinks',
    'notes',
    time,
    time,
    partition,
    0,
    0,
    true,
    'worker',
  ]
  assert.deepEqual(
    SEEN.map((task) => (task as unknown[]).slice(0, -1)),
    [at(1000, 0), at(1000, 1), at(2000, 0), at(2000, 1)],
  )
  const batches: CommittedBatch[] = []
  for await (const batch of readManifest(`${folder}/words`)) batches.push(batch)
  const words = batches.map(({ batchTime, files }) => [
    batchTime.milliseconds,
    files.flatMap(({ path }) => readFileSync(path, 'utf8').split('\n').slice(0, -1)).sort(),
  ])
  assert.deepEqual(words, [
    [1000, ['a', 'b']],
    [2000, ['c']],
  ])
  const files = readdirSync(`${folder}/words`).sort()
  assert.deepEqual(files.slice(0, 3), ['1000-00000.txt', '1000-00001.txt', '2000-00000.txt'])
})
