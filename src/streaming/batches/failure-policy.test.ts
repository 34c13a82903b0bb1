import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparkConf } from '../../rdd/conf.ts'
import { output, recorder, rig, timesInput } from '../rig.test.ts'
import { delayBefore, failurePolicy } from './failure-policy.ts'

const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

test('without a word batches go on, or stop where there are checkpoints', () => {
  assert.equal(failurePolicy(new SparkConf(), false).onFailure, 'go on')
  assert.equal(failurePolicy(new SparkConf(), true).onFailure, 'stop')
  const conf = new SparkConf().set('millstream.batch.onFailure', 'retry')
  assert.deepEqual(failurePolicy(conf, true), { onFailure: 'retry', retries: 3, delay: 1000 })
  assert.throws(() => failurePolicy(new SparkConf().set('millstream.batch.onFailure', 'ignore'), false), {
    message: "CONFIG_SETTING: millstream.batch.onFailure is 'ignore'. Set it to stop or retry or dead-letter.",
  })
})

test('the wait is doubled each time, up to a minute', () => {
  const policy = failurePolicy(new SparkConf().set('millstream.batch.retryDelay', '15s'), false)
  assert.deepEqual(
    [1, 2, 3, 4, 2000].map((again) => delayBefore(policy, again)),
    [15_000, 30_000, 60_000, 60_000, 60_000],
  )
})

test('stop: nothing runs after a batch that failed, and its later outputs do not run', async () => {
  const { clock, ssc } = rig({ 'millstream.batch.onFailure': 'stop' })
  const got: string[] = []
  const stream = timesInput(ssc)
  output(stream, (time) => {
    got.push(`a ${time}`)
    if (time === 12_000) throw new Error('bad')
  })
  output(stream, (time) => got.push(`b ${time}`))
  await ssc.start()
  clock.advance(700)
  await ssc.idle()
  clock.advance(5000)
  await ssc.idle()
  assert.deepEqual(got, ['a 11000', 'b 11000', 'a 12000'])
  await assert.rejects(ssc.awaitTermination(), { message: 'bad' })
  assert.equal((await ssc.stop({ graceful: true })).batchesCompleted, 1)
})

test('retry: the operation that failed runs again after 1, 2 and 4 s; one that is done does not', async () => {
  const { clock, ssc, log } = rig({ 'millstream.batch.onFailure': 'retry' })
  const listener = recorder()
  ssc.addStreamingListener(listener)
  const got: string[] = []
  const stream = timesInput(ssc)
  output(stream, (time) => got.push(`a ${time}`))
  output(stream, (time) => {
    got.push(`b ${time} at ${clock.now()}`)
    if (time === 11_000 && got.length < 5) throw new Error('bad')
  })
  await ssc.start()
  for (let i = 0; i < 80; i++) {
    clock.advance(100)
    await turns()
  }
  await ssc.idle()
  assert.deepEqual(got.slice(0, 6), [
    'a 11000',
    'b 11000 at 11000',
    'b 11000 at 12000',
    'b 11000 at 14000',
    'b 11000 at 18000',
    'a 12000',
  ])
  assert.match(
    log[1] ?? '',
    /^WARN foreachRDD \(rig\.test\.ts:\d+\) of batch 11000 ms failed and is run again in 2\.0 s \(2 of 3\): bad$/,
  )
  const ends = listener.seen.filter((line) => line.startsWith('OutputOperationCompleted 11000'))
  assert.deepEqual(ends, ['OutputOperationCompleted 11000 0', 'OutputOperationCompleted 11000 1'])
  await ssc.stop()
})

test('retry: after the last time nothing goes on', async () => {
  const { clock, ssc } = rig({
    'millstream.batch.onFailure': 'retry',
    'millstream.batch.retries': 2,
    'millstream.batch.retryDelay': '0ms',
  })
  const got: number[] = []
  output(timesInput(ssc), (time) => {
    got.push(time)
    throw new Error('bad')
  })
  await ssc.start()
  for (let i = 0; i < 50; i++) {
    clock.advance(100)
    await turns()
  }
  assert.deepEqual(got, [11_000, 11_000, 11_000])
  await assert.rejects(ssc.awaitTermination(), { message: 'bad' })
  await ssc.stop()
})

test('retry: a stop does not wait for the next time', async () => {
  const { clock, ssc } = rig({ 'millstream.batch.onFailure': 'retry', 'millstream.batch.retryDelay': '1h' })
  let runs = 0
  output(timesInput(ssc), () => {
    runs++
    throw new Error('bad')
  })
  await ssc.start()
  clock.advance(700)
  await turns()
  const report = await ssc.stop()
  assert.equal(runs, 1)
  assert.equal(report.batchesLeft, 1)
})

test('retry: what could not be made is not run again', async () => {
  const { clock, ssc } = rig({ 'millstream.batch.onFailure': 'retry' })
  const { graph } = ssc
  const stream = timesInput(ssc)
  graph.register({ operator: graph.define('foreachRDD'), stream, job: () => Promise.reject(new Error('no job')) })
  await ssc.start()
  clock.advance(700)
  await ssc.idle()
  await assert.rejects(ssc.awaitTermination(), { message: 'no job' })
  await ssc.stop()
})
