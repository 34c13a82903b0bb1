import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchJob, run } from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'

test('a job that is given as an object is said to run on one thread, once', async () => {
  const logged: string[] = []
  const logger = new LineLogger((line) => logged.push(line))
  const job = batchJob('counting', (sc) => sc.range(4).count())
  for (const master of ['local', 'local[2]', 'local[2]'])
    assert.equal(await (await run(job, { master, environment: { logger } })).done, 4)
  assert.deepEqual(
    logged.map((line) => line.replace(/\.ts:\d+/, '.ts:N')),
    [
      'WARN batchJob (object-job.test.ts:N): its functions run on this thread alone, although the master is local[2]. ' +
        'For worker threads export the job from a module of its own and give run the path: ' +
        "run(new URL('./job.ts', import.meta.url), { master }).",
    ],
  )
})
