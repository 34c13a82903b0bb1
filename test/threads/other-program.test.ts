import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isStreamError, run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'

test('a worker that built another program is refused, with both graphs', async () => {
  const clock = new ManualClock(0)
  const environment = { clock, logger: new LineLogger(() => {}), print: () => {} }
  const options = { bundle: false, master: 'local[2]', environment }
  const job = (await run(new URL('./other-program.ts', import.meta.url), options)) as StreamingRun
  clock.advance(1000)
  await assert.rejects(job.done, (error) => {
    assert.ok(isStreamError(error, 'E_PROGRAM_MISMATCH'), String(error))
    assert.match(error.message, /the driver built [0-9a-f]{12} and worker \d built [0-9a-f]{12}\. Make build depend/)
    assert.match(error.message, /map.*filter/s)
    return true
  })
  await job.stop()
})
