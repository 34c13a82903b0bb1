import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type BatchRun, run, type StreamError } from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import type { Args } from './faulty.ts'

const folder = mkdtempSync(join(tmpdir(), 'millstream-threads-'))
after(() => rmSync(folder, { recursive: true }))
let marks = 0

async function outcome(program: string, logged: string[] = [], tiny = 0): Promise<unknown> {
  const args: Args = { program, mark: join(folder, String(marks++)) }
  const logger = new LineLogger((line) => logged.push(line))
  const conf = { 'millstream.threads.tiny': tiny }
  const options = { bundle: false, master: 'local[2]', args, conf, environment: { logger } }
  const job = (await run(new URL('./faulty.ts', import.meta.url), options)) as BatchRun
  return job.done
}

test('functions run on the workers, and not on the main thread', async () => {
  assert.deepEqual(await outcome('where functions run'), { workers: 2, main: false })
})

test('functions on a few records run on one worker', async () => {
  assert.deepEqual(await outcome('where functions run', [], 1000), { workers: 1, main: false })
})

test('a worker that is lost is replaced, and its tasks are run again', async () => {
  assert.deepEqual(await outcome('a thread that ends itself once'), [2, 4, 6, 8])
  assert.deepEqual(await outcome('a thread that ends itself while outputs of map tasks lie there'), [
    [0, [2, 4]],
    [1, [1, 3]],
  ])
})

test('what ran on one worker because it was tiny is run again, too', async () => {
  assert.deepEqual(await outcome('a thread that ends itself once', [], 1000), [2, 4, 6, 8])
  assert.deepEqual(await outcome('a thread that ends itself while outputs of map tasks lie there', [], 1000), [
    [0, [2, 4]],
    [1, [1, 3]],
  ])
})

test('a task whose worker is lost each time fails its job', async () => {
  await assert.rejects(outcome('a thread that ends itself each time'), (error: StreamError) => {
    assert.match(
      error.message,
      /^E_WORKER_LOST at collect \(faulty\.ts:\d+\): worker \d was lost\. Look at what it died of: memory, process\.exit, or a native crash\.$/,
    )
    assert.equal((error.cause as Error).message, 'a thread ended with code 7')
    return true
  })
})

test('a worker that dies before it is ready is not started again and again', async () => {
  const logged: string[] = []
  const options = {
    bundle: false,
    master: 'local[2]',
    environment: { logger: new LineLogger((line) => logged.push(line)) },
  }
  await assert.rejects(run(new URL('./dying.ts', import.meta.url), options), (error: StreamError) => {
    assert.equal(error.code, 'E_WORKER_LOST')
    assert.equal((error.cause as Error).message, 'a thread ended with code 9')
    return true
  })
  assert.deepEqual(logged, [])
})

test('what a function throws is told as it is on one thread', async () => {
  await assert.rejects(outcome('a function that throws'), (error: StreamError) => {
    assert.match(
      error.message,
      /^E_USER_FUNCTION at map \(faulty\.ts:\d+\): RangeError: three \(record 3, partition 1, attempt 4 of 4\)\.$/,
    )
    const { name, message, stack = '' } = error.cause as Error
    assert.deepEqual([name, message], ['RangeError', 'three'])
    assert.match(stack, /faulty\.ts/)
    return true
  })
  await assert.rejects(outcome('a function that throws null'), {
    code: 'E_USER_FUNCTION',
    message: /^E_USER_FUNCTION at map \(faulty\.ts:\d+\): threw null \(record \d, partition \d, attempt 4 of 4\)\.$/,
  })
})

test('accumulators count a task that is tried again once', async () => {
  assert.equal(await outcome('a function that throws once'), 4)
})

test('what cannot be sent to another thread is said to be so', async () => {
  await assert.rejects(outcome('a result that cannot be sent'), {
    message:
      /^E_USER_FUNCTION at map \(faulty\.ts:\d+\): .*could not be cloned.* \(while the result of partition \d was sent to the driver\)\. Let results be plain data\.$/,
  })
  await assert.rejects(outcome('records that cannot be sent'), {
    message:
      /^E_USER_FUNCTION at groupByKey \(faulty\.ts:\d+\): a record cannot go to another thread: .*could not be cloned \(record \[ \d, \[Function \(anonymous\)\] \]\)\. Let records be data: /,
  })
})

test('a program that goes another way on a worker is noticed', async () => {
  await assert.rejects(outcome('another way in each thread'), {
    code: 'E_PROGRAM_MISMATCH',
    message: /: a replica made filter \(faulty\.ts:\d+\) where the driver made map \(faulty\.ts:\d+\)\. Make what/,
  })
})
