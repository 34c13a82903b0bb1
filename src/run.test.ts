import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from './kernel/clock/manual.ts'
import { LineLogger } from './kernel/log.ts'
import { SparkConf } from './rdd/conf.ts'
import type { Environment } from './rdd/environment.ts'
import { setStandardEnvironment } from './rdd/environment.ts'
import { batchJob } from './rdd/job.ts'
import { requireJob, run } from './run.ts'
import type { StreamingContext } from './streaming/context.ts'
import { streamingJob } from './streaming/job.ts'

/** Counts what is opened and stopped; runs nothing. */
function environment(): { environment: Environment; log: string[] } {
  const log: string[] = []
  const backend = ({ master }: { master: string }): any => {
    log.push(`open ${master}`)
    return { parallelism: 1, stop: async () => void log.push('stop') }
  }
  const clock = new ManualClock(10_300)
  const logger = new LineLogger(() => {})
  const parts = { clock, logger, backend, print: () => {} } as unknown as Environment
  setStandardEnvironment(parts)
  return { environment: parts, log }
}

/** An input that is empty for ever, and an output operation that does nothing. */
function build(ssc: StreamingContext): void {
  const stream = ssc.inputStream({ compute: () => undefined })
  ssc.graph.register({ operator: ssc.graph.define('print'), stream, job: async () => undefined })
}

test('a batch job gets what prepare answers, runs, and its context is stopped', async () => {
  const { environment: parts, log } = environment()
  const seen: unknown[] = []
  const job = batchJob('totals', { prepare: async (given: number) => given + 1, conf: { 'a.b': 1 } }, (sc, args) => {
    seen.push(sc.appName, sc.conf.get('a.b'), args, log.join())
    return args * 10
  })
  const { done, context } = await run(job, { args: 41, master: 'local[3]', environment: parts })
  assert.equal(await done, 420)
  assert.deepEqual(seen, ['totals', '1', 42, 'open local[3]'])
  assert.deepEqual(log, ['open local[3]', 'stop'])
  assert.equal(context.isStopped, true)
})

test('what run is given wins over the job', async () => {
  const { environment: parts } = environment()
  const job = batchJob(
    'totals',
    { conf: { x: 'job', y: 'job', 'spark.app.name': 'job', 'spark.master': 'local[9]' } },
    (sc) => ['x', 'y', 'spark.app.name', 'spark.master'].map((key) => sc.conf.get(key)),
  )
  const conf = new SparkConf().set('x', 'run').set('spark.master', 'local[2]')
  assert.deepEqual(await (await run(job, { environment: parts, conf })).done, ['run', 'job', 'job', 'local[2]'])
  const { done } = await run(job, { environment: parts, conf, master: 'local', name: 'given' })
  assert.deepEqual(await done, ['run', 'job', 'given', 'local'])
})

test('a job that is given no arguments gets none, as an object whose fields can be asked for', async () => {
  const { environment: parts } = environment()
  const job = batchJob('totals', (_sc, { port = 9999 }) => port)
  assert.equal(await (await run(job, { environment: parts })).done, 9999)
  assert.equal(await (await run(job, { environment: parts, args: { port: 1 } })).done, 1)
})

test('a job that fails rejects and leaves no context', async () => {
  const { environment: parts, log } = environment()
  const job = batchJob('totals', async () => {
    throw new Error('boom')
  })
  await assert.rejects(run(job, { environment: parts }), /^Error: boom$/)
  assert.deepEqual(log, ['open local', 'stop'])
})

test('a streaming job is built with its batch and arguments, started, and stopped', async () => {
  const { environment: parts, log } = environment()
  const seen: unknown[] = []
  const job = streamingJob('clicks', { batch: '2s' }, (ssc, args: string) => {
    seen.push(ssc.batchDuration.milliseconds, args, ssc.getState(), ssc.sparkContext.appName)
    build(ssc)
  })
  const running = await run(job, { args: 'x', environment: parts })
  assert.deepEqual(seen, [2000, 'x', 'INITIALIZED', 'clicks'])
  assert.equal(running.context.getState(), 'ACTIVE')
  const { done } = running
  await running.stop()
  await done
  assert.equal(running.context.getState(), 'STOPPED')
  assert.deepEqual(log, ['open local', 'stop'])
  const faster = await run(job, { batch: 500, environment: parts })
  assert.equal(faster.context.batchDuration.milliseconds, 500)
  await faster.stop()
})

test('a build that asks for the time is refused and leaves no context', async () => {
  const { environment: parts, log } = environment()
  const job = streamingJob('clicks', { batch: 1000 }, () => void Date.now())
  await assert.rejects(run(job, { environment: parts }), { code: 'E_NOT_DETERMINISTIC' })
  assert.deepEqual(log, ['open local', 'stop'])
})

test('a streaming job without an output is refused and leaves no context', async () => {
  const { environment: parts, log } = environment()
  const job = streamingJob('clicks', { batch: 1000 }, (ssc) => void ssc.inputStream({ compute: () => undefined }))
  await assert.rejects(run(job, { environment: parts }), { code: 'E_NO_OUTPUT' })
  assert.deepEqual(log, ['open local', 'stop'])
})

test('what is no job is said to be none', () => {
  assert.throws(() => requireJob({ a: 1 }, '/x/job.ts'), {
    message:
      'E_NOT_A_JOB at /x/job.ts: its default export is { a: 1 }. Export a job: export default streamingJob(name, { batch }, (ssc) => …), or batchJob(name, async (sc) => …).',
  })
})
