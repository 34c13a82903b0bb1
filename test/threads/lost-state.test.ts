import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isStreamError, run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'

test('state that went with its worker stops the program, which else would go on with wrong numbers', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'millstream-state-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const clock = new ManualClock(0)
  const printed: string[] = []
  const environment = { clock, logger: new LineLogger(() => {}), print: (text: string) => printed.push(text) }
  const options = { bundle: false, master: 'local[2]', args: { mark: join(folder, 'mark') }, environment }
  const job = (await run(new URL('./lost-state.ts', import.meta.url), options)) as StreamingRun
  const failure = job.done.then(
    () => undefined,
    (error: unknown) => error,
  )
  for (let i = 0; i < 4; i++) {
    clock.advance(1000)
    await job.context.idle()
  }
  await job.stop()
  const error = await failure
  assert.ok(isStreamError(error, 'E_WORKER_LOST'), String(error))
  assert.equal((error.cause as Error).message, 'a thread ended with code 3')
  assert.match(
    error.message,
    /the state of 'updateStateByKey-0' in partition \d went with worker \d\. Start the program again; with a checkpoint the state would be there\.$/,
  )
  assert.deepEqual(
    printed.map((block) => block.split('\n').filter((line) => line.startsWith('('))),
    [['(a,1)'], ['(a,2)']],
  )
})
