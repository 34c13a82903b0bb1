import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { nodeFiles } from '../../src/storage/node-files.ts'
import { lettersOf } from '../../src/streaming/letters/letter-folders.ts'
import { recordOf } from '../../src/streaming/letters/letter-record.ts'

test('records are left out on the workers, also where something was kept of them', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'millstream-letters-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const clock = new ManualClock(0)
  const printed: string[] = []
  const logged: string[] = []
  const environment = {
    clock,
    logger: new LineLogger((line) => logged.push(line)),
    print: (text: string) => printed.push(text),
  }
  const conf = { 'millstream.deadLetters.directory': folder }
  const options = { bundle: false, master: 'local[2]', environment, conf }
  const job = (await run(new URL('./dead-letters.ts', import.meta.url), options)) as StreamingRun
  let failure: unknown
  job.done.catch((error) => {
    failure = error
  })
  for (const _ of [1, 2]) {
    clock.advance(1000)
    await job.context.idle()
  }
  assert.equal(failure, undefined, logged.join('\n'))
  await job.stop()
  const blocks = printed.map((text) =>
    text
      .split('\n')
      .filter((line) => line !== '' && !/^-|^Time/.test(line))
      .sort()
      .join(' '),
  )
  assert.deepEqual(blocks.slice(0, 6), ['1 3 3 x', '(1,1) (3,6)', '1 3 3', '13 4 y', '(4,4)', '4'])
  assert.deepEqual(
    lettersOf(nodeFiles, folder).map(({ batchTime, record }) => [batchTime, recordOf(record, '')]),
    [
      [1000, 'x'],
      [2000, 'y'],
      [2000, '13'],
    ],
  )
})
