import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BatchRun, isStreamError, run } from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'

async function outcome(program: string, failures: number): Promise<{ value: unknown; logged: readonly string[] }> {
  const logged: string[] = []
  const logger = new LineLogger((line) => logged.push(line))
  const conf = { 'spark.task.maxFailures': String(failures) }
  const options = { bundle: false, master: 'local[2]', args: { program }, conf, environment: { logger } }
  const result = async (): Promise<unknown> =>
    ((await run(new URL('./full.ts', import.meta.url), options)) as BatchRun).done
  const value = await result().catch((error: unknown) => (isStreamError(error) ? error : Promise.reject(error)))
  return { value, logged }
}

/** Whether the worker ends itself or V8 ends it depends on what came between two looks at its memory. */
const ENDED =
  /^E_WORKER_MEMORY at \w+ \(full\.ts:\d+\): a task needs more memory than worker \d has, and V8 has ended the worker\. Raise /
const FULL =
  /^E_WORKER_MEMORY at (\w+) \(full\.ts:\d+\): a task needs more memory than its worker has: (\d+) MiB of 48 MiB are in use \(partition [01]\)\. Raise millstream\.worker\.memory, or use more partitions so that less lies in each\.$/

for (const [program, operator] of [
  ['sums of too many keys', 'reduceByKey'],
  ['a partition that a function keeps', 'mapPartitions'],
] as const)
  test(`${program}: the worker ends, and the process does not`, async () => {
    const { value, logged } = await outcome(program, 1)
    // The other worker, with the other partition, may have come to its end as well.
    assert.ok(logged.length === 1 || logged.length === 2, logged.join('\n'))
    const { message } = value as Error
    if (ENDED.test(message)) return
    const [, at, used] = FULL.exec(message) ?? assert.fail(message)
    assert.equal(at, operator)
    assert.ok(Number(used) >= 40, used)
    assert.match(String(logged[0]), /^WARN worker \d is gone and is replaced: MemoryShortage: E_WORKER_MEMORY at /)
  })

test('memory that one call takes is a loss of the worker', async () => {
  const { value } = await outcome('one call that takes it all', 1)
  assert.ok(isStreamError(value, 'E_WORKER_MEMORY'), String(value))
  assert.match(value.message, ENDED)
  assert.match(String(value.cause), /memory limit/)
})

test('a task that needs too much is tried again, and then its job fails; others go on', async () => {
  const { value, logged } = await outcome('a job after one that failed', 2)
  assert.deepEqual(value, ['E_WORKER_MEMORY', 499_500])
  assert.equal(logged.length, 2)
})
