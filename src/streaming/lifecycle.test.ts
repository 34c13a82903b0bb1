import assert from 'node:assert/strict'
import { test } from 'node:test'
import { milliseconds, seconds } from '../kernel/duration.ts'
import { SparkConf } from '../rdd/conf.ts'
import { StreamingContext } from './context.ts'
import { DStream } from './dstream.ts'
import { output, rddOf, recorder, rig, timesInput } from './rig.test.ts'

const code = (expected: string) => (error: any) => error.code === expected

test('the three ways to make a context', () => {
  const { sc } = rig()
  assert.equal(new StreamingContext(sc, seconds(2)).sparkContext, sc)
  const conf = new SparkConf().setAppName('by conf').set('spark.streaming.checkpoint.directory', '/tmp/points')
  const byConf = new StreamingContext(conf, '250ms')
  assert.equal(byConf.sparkContext.appName, 'by conf')
  assert.equal(byConf.sparkContext.getCheckpointDir(), '/tmp/points')
  assert.deepEqual(byConf.batchDuration, milliseconds(250))
  byConf.checkpoint(null)
  assert.equal(byConf.sparkContext.getCheckpointDir(), undefined)
  const named = new StreamingContext('local', 'by name', 1)
  assert.equal(named.sparkContext.appName, 'by name')
  assert.throws(() => new StreamingContext(sc, 0), {
    message:
      /^E_DURATION at StreamingContext \(lifecycle\.test\.ts:\d+\): batch interval is 0\. Use a whole number of milliseconds above 0, seconds\(10\), or text such as '10s'\.$/,
  })
})

test('a context goes from INITIALIZED by ACTIVE to STOPPED', async () => {
  const { ssc, stops } = rig()
  output(timesInput(ssc), () => {})
  assert.equal(ssc.getState(), 'INITIALIZED')
  assert.equal(StreamingContext.getActive(), undefined)
  await ssc.start()
  assert.equal(ssc.getState(), 'ACTIVE')
  assert.equal(StreamingContext.getActive(), ssc)
  const end = ssc.awaitTermination()
  await ssc.stop()
  await end
  assert.equal(ssc.getState(), 'STOPPED')
  assert.equal(StreamingContext.getActive(), undefined)
  assert.equal(stops.spark, 1)
})

test('a time-out of awaitTermination is on the clock of the context', async () => {
  const { clock, ssc } = rig()
  output(timesInput(ssc), () => {})
  await ssc.start()
  const late = ssc.awaitTerminationOrTimeout('1s')
  const early = ssc.awaitTermination(500)
  clock.advance(1000)
  assert.equal(await late, false)
  await early
  const stopped = ssc.awaitTerminationOrTimeout('1s')
  await ssc.stop()
  assert.equal(await stopped, true)
  assert.equal(clock.pending, 0)
})

test('start is refused a second time, and after stop', async () => {
  const { ssc } = rig()
  output(timesInput(ssc), () => {})
  const first = ssc.start()
  const line =
    /^E_STARTED at start \(lifecycle\.test\.ts:\d+\): this streaming context was started before\. Call start once\.$/
  await assert.rejects(ssc.start(), { message: line })
  await first
  await assert.rejects(ssc.start(), { message: line })
  await ssc.stop()
  await assert.rejects(ssc.start(), {
    message:
      /^E_STOPPED at start \(lifecycle\.test\.ts:\d+\): this streaming context was stopped\. Make a new StreamingContext\.$/,
  })
})

test('a graph is closed by start and by stop', async () => {
  const { ssc } = rig()
  const stream = timesInput(ssc)
  output(stream, () => {})
  await ssc.start()
  assert.throws(() => timesInput(ssc), {
    message:
      /^E_GRAPH_CLOSED at inputStream \(rig\.test\.ts:\d+\): inputStream was called after the streaming context was started\. Define all streams and output operations before start\.$/,
  })
  assert.throws(() => ssc.remember('1s'), code('E_GRAPH_CLOSED'))
  await ssc.stop()
  assert.throws(() => output(stream, () => {}), {
    message:
      /^E_GRAPH_CLOSED at foreachRDD \(rig\.test\.ts:\d+\): foreachRDD was called after the streaming context was stopped\./,
  })
})

test('a second context of the process is refused, naming the line that started the first', async () => {
  const one = rig({ 'spark.driver.allowMultipleContexts': false })
  output(timesInput(one.ssc), () => {})
  await one.ssc.start()
  const two = rig({ 'spark.driver.allowMultipleContexts': false })
  output(timesInput(two.ssc), () => {})
  await assert.rejects(two.ssc.start(), {
    message:
      /^E_CONTEXT_ACTIVE at start \(lifecycle\.test\.ts:\d+\): another streaming context of this process is active: start \(lifecycle\.test\.ts:\d+\)\. Stop it first, or set spark\.driver\.allowMultipleContexts to true\.$/,
  })
  assert.equal(two.ssc.getState(), 'INITIALIZED')
  assert.equal(StreamingContext.getActive(), one.ssc)
  await one.ssc.stop()
  await two.ssc.start()
  await two.ssc.stop()
})

test('a program without output is refused, and may be mended', async () => {
  const { ssc } = rig()
  const stream = timesInput(ssc)
  await assert.rejects(ssc.start(), {
    message:
      /^E_NO_OUTPUT at start \(lifecycle\.test\.ts:\d+\): no output operation is defined, so there is nothing to do\. Call print, foreachRDD or another output operation on a stream before start\.$/,
  })
  output(stream, () => {})
  await ssc.start()
  await ssc.stop()
})

test('all that is wrong is said at once', async () => {
  const { ssc } = rig()
  const one = timesInput(ssc).checkpoint('5s')
  timesInput(ssc).checkpoint('2s')
  await assert.rejects(ssc.start(), {
    message: new RegExp(
      [
        '^E_NO_OUTPUT at start \\(lifecycle\\.test\\.ts:\\d+\\): 3 things must be mended before the start',
        '  1\\. E_NO_OUTPUT at start .*: no output operation is defined, .*',
        '  2\\. E_CHECKPOINT_DIR at inputStream \\(rig\\.test\\.ts:\\d+\\): the stream is to be checkpointed each 5000 ms\\. Set a directory with checkpoint\\(directory\\) of the streaming context\\.',
        '  3\\. E_CHECKPOINT_DIR at .*: the stream is to be checkpointed each 2000 ms\\. Set a directory with checkpoint\\(directory\\) of the streaming context\\.$',
      ].join('\n'),
    ),
  })
  output(one, () => {})
  ssc.checkpoint('/tmp/points')
  await ssc.start()
  assert.equal(one.rememberDuration, 10_000)
  await ssc.stop()
})

test('two operators of one name are found at the start, when the second got it by default', async () => {
  const { ssc } = rig()
  output(timesInput(ssc).named('inputStream-1'), () => {})
  output(timesInput(ssc), () => {})
  await assert.rejects(ssc.start(), {
    message:
      /^E_NAME_TAKEN at inputStream \(rig\.test\.ts:\d+\): 'inputStream-1' is the name of inputStream \(rig\.test\.ts:\d+\)\. Give each operator a name of its own\.$/,
  })
})

test('state without a checkpoint directory is allowed, with a notice', async () => {
  const { sc, ssc, log } = rig({ 'spark.log.level': 'info' })
  const stream = timesInput(ssc)
  const making = { slide: 1000, parents: [stream], stateful: true, compute: () => rddOf(sc, 'r') }
  output(new DStream<any>(ssc, ssc.graph.define('updateStateByKey'), making), () => {})
  await ssc.start()
  await ssc.stop()
  assert.equal(log.length, 1)
  assert.match(
    log[0] ?? '',
    /^INFO no checkpoint directory is set: the state of updateStateByKey \(lifecycle\.test\.ts:\d+\) lives in memory and ends with this process$/,
  )
})

test('an input that cannot start makes start reject, and leaves nothing behind', async () => {
  const { clock, ssc, stops } = rig()
  const stopped: string[] = []
  output(ssc.inputStream({ compute: () => undefined, stop: () => void stopped.push('good') }), () => {})
  const bad = ssc.inputStream({
    start: () => Promise.reject(new Error('no such directory')),
    stop: () => void stopped.push('bad'),
    compute: () => undefined,
  })
  const message = `E_USER_FUNCTION at ${bad.operator.site}: no such directory (while it was started).`
  await assert.rejects(ssc.start(), { message })
  assert.equal(ssc.getState(), 'STOPPED')
  assert.equal(StreamingContext.getActive(), undefined)
  assert.deepEqual(stopped, ['good', 'bad'])
  await assert.rejects(ssc.awaitTermination(), { message })
  await assert.rejects(ssc.start(), code('E_STOPPED'))
  await ssc.stop()
  assert.equal(stops.spark, 1)
  assert.equal(clock.pending, 0)
})

test('stop may be called before start and again, and stop(true) after stop(false) stops the SparkContext', async () => {
  const { sc, ssc, stops } = rig()
  output(timesInput(ssc), () => {})
  assert.deepEqual(await ssc.stop(false), { batchesCompleted: 0, batchesLeft: 0, recordsLeft: 0 })
  assert.equal(ssc.getState(), 'STOPPED')
  await ssc.awaitTermination()
  await assert.rejects(ssc.start(), code('E_STOPPED'))
  assert.equal(sc.isStopped, false)
  await ssc.stop(true)
  await ssc.stop(true)
  assert.equal(sc.isStopped, true)
  assert.equal(stops.spark, 1)
})

test('the SparkContext is kept when the settings say so, and stopped at the end of the block otherwise', async () => {
  const kept = rig({ 'spark.streaming.stopSparkContextByDefault': false })
  await kept.ssc.stop()
  assert.equal(kept.sc.isStopped, false)
  await kept.ssc.stop({ stopSparkContext: true })
  assert.equal(kept.sc.isStopped, true)
  const { sc, ssc } = rig()
  {
    await using context = ssc
    assert.equal(context.getState(), 'INITIALIZED')
  }
  assert.equal(sc.isStopped, true)
})

test('a listener may not stop the context', async () => {
  const { clock, ssc } = rig()
  let refused: Promise<unknown> | undefined
  ssc.addStreamingListener({
    onBatchCompleted() {
      refused = ssc.stop()
      refused.catch(() => {})
    },
  })
  output(timesInput(ssc), () => {})
  await ssc.start()
  clock.advance(700)
  await ssc.idle()
  await assert.rejects(refused as Promise<unknown>, {
    message:
      'E_STOP_IN_LISTENER: a streaming listener called stop of its streaming context. Note in the listener that it is time, and call stop from the program.',
  })
  assert.equal(ssc.getState(), 'ACTIVE')
  await ssc.stop()
})

test('a stop that is not graceful aborts what runs and drops what waits', async () => {
  const { clock, sc, ssc, log } = rig()
  const listener = recorder()
  ssc.addStreamingListener(listener)
  const stream = ssc.inputStream({
    compute(_, report) {
      report({ numRecords: 4 })
      return rddOf(sc, 'r')
    },
  })
  output(stream, (_, rdd) => sc.run(rdd, { kind: 'count' }))
  await ssc.start()
  clock.advance(2700)
  await new Promise(setImmediate)
  const report = await ssc.stop()
  assert.deepEqual(report, {
    ...{ batchesCompleted: 0, batchesLeft: 3, recordsLeft: 12 },
    left: {
      batches: [11_000, 12_000, 13_000].map((time) => ({
        ...{ time, outputs: ['foreachRDD-0'], records: { 'inputStream-0': 4 } },
      })),
      received: {},
    },
  })
  await ssc.awaitTermination()
  assert.deepEqual(log, [])
  assert.equal(clock.pending, 0)
  assert.deepEqual(listener.seen.slice(-1), ['BatchSubmitted 13000'])
})

test('a batch that is being made when the context is stopped is left', async () => {
  const { clock, ssc } = rig()
  const stream = timesInput(ssc)
  const compute = () => new Promise<undefined>(() => {})
  output(new DStream<any>(ssc, ssc.graph.define('transform'), { slide: 1000, parents: [stream], compute }), () => {})
  await ssc.start()
  clock.advance(1700)
  await new Promise(setImmediate)
  const stop = ssc.stop()
  await new Promise(setImmediate)
  clock.advance(2000)
  assert.deepEqual(await stop, {
    ...{ batchesCompleted: 0, batchesLeft: 2, recordsLeft: 0 },
    left: { batches: [], due: { first: 11_000, last: 12_000 }, received: {} },
  })
})

test('a job that will not end holds a stop up for 2 s of the clock', async () => {
  const { clock, ssc } = rig()
  output(timesInput(ssc), () => new Promise(() => {}))
  await ssc.start()
  clock.advance(700)
  await new Promise(setImmediate)
  const stop = ssc.stop()
  await new Promise(setImmediate)
  clock.advance(1999)
  await new Promise(setImmediate)
  assert.equal(ssc.getState(), 'ACTIVE')
  clock.advance(1)
  assert.deepEqual(await stop, { batchesCompleted: 0, batchesLeft: 1, recordsLeft: 0, left: leftAt(11_000) })
})

test('a graceful stop does what is due, under a clock that stands still', async () => {
  const { clock, ssc } = rig()
  const got: number[] = []
  output(timesInput(ssc), async (time) => {
    await new Promise(setImmediate)
    got.push(time)
  })
  await ssc.start()
  clock.advance(3700)
  assert.deepEqual(await ssc.stop(true, true), { batchesCompleted: 4, batchesLeft: 0, recordsLeft: 0 })
  assert.deepEqual(got, [11_000, 12_000, 13_000, 14_000])
  assert.equal(clock.pending, 0)
})

test('a graceful stop has an end: its time-out, or a stop in a hurry', async () => {
  for (const hurry of [false, true]) {
    const { clock, ssc } = rig()
    let ended = 0
    output(timesInput(ssc), () => new Promise<void>(() => ended++))
    await ssc.start()
    clock.advance(1700)
    await new Promise(setImmediate)
    const stop = ssc.stop({ graceful: true, timeout: '5s' })
    await new Promise(setImmediate)
    if (hurry) void ssc.stop()
    else clock.advance(5000)
    for (let n = 0; n < 3; n++) await new Promise(setImmediate)
    clock.advance(2000)
    const left = leftAt(11_000, 12_000)
    assert.deepEqual(await stop, { batchesCompleted: 0, batchesLeft: 2, recordsLeft: 0, left })
    assert.equal(ended, 1)
    assert.equal(clock.pending, 0)
  }
})

test('an output operation may stop the context and wait for the answer', async () => {
  for (const graceful of [false, true]) {
    const { clock, sc, ssc } = rig()
    const reports: unknown[] = []
    output(timesInput(ssc), async () => {
      reports.push(await ssc.stop({ graceful }))
    })
    await ssc.start()
    clock.advance(700)
    await ssc.awaitTermination()
    assert.deepEqual(reports, [{ batchesCompleted: 0, batchesLeft: 1, recordsLeft: 0, left: leftAt(11_000) }])
    assert.deepEqual(await ssc.stop(), { batchesCompleted: 1, batchesLeft: 0, recordsLeft: 0 })
    assert.equal(sc.isStopped, true)
    assert.equal(clock.pending, 0)
  }
})

/** Batches of one output without records, at these times. */
const leftAt = (...times: number[]) => ({
  batches: times.map((time) => ({ time, outputs: ['foreachRDD-0'], records: {} })),
  received: {},
})

test('stop takes a mode, which may not be contradicted', async () => {
  const { clock, ssc } = rig()
  const got: number[] = []
  output(timesInput(ssc), (time) => got.push(time))
  await ssc.start()
  clock.advance(1700)
  await assert.rejects(ssc.stop({ mode: 'later' as 'now' }), code('E_ARGUMENT'))
  await assert.rejects(ssc.stop({ mode: 'now', graceful: true }), {
    message: /^E_ARGUMENT.*: graceful is true and the mode is 'now'\. /,
  })
  assert.equal(ssc.getState(), 'ACTIVE')
  assert.equal((await ssc.stop({ mode: 'graceful', timeout: '5s' })).batchesCompleted, 2)
  assert.deepEqual(got, [11_000, 12_000])
})

test('millstream.stop.timeout is the end of a graceful stop that is not told another', async () => {
  const { clock, ssc } = rig({ 'millstream.stop.timeout': '4s' })
  output(timesInput(ssc), () => new Promise(() => {}))
  await ssc.start()
  clock.advance(700)
  await new Promise(setImmediate)
  const stop = ssc.stop({ mode: 'graceful' })
  await new Promise(setImmediate)
  clock.advance(4000)
  for (let n = 0; n < 3; n++) await new Promise(setImmediate)
  clock.advance(2000)
  assert.deepEqual((await stop).left, leftAt(11_000))
})
