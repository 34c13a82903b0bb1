import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StorageLevel } from '../rdd/storage-level.ts'
import { DStream } from './dstream.ts'
import { output, rddOf, recorder, rig, timesInput } from './rig.test.ts'

const gate = () => Promise.withResolvers<void>()

test('events come in the documented order with the documented contents', async () => {
  const { clock, sc, ssc } = rig()
  const listener = recorder()
  ssc.addStreamingListener(listener)
  const stream = ssc.inputStream({
    compute(_, report) {
      report({ numRecords: 7, metadata: ['a.txt'], description: 'a.txt' })
      return rddOf(sc, 'r')
    },
  })
  output(stream, () => clock.advance(30))
  output(stream, () => clock.advance(5))
  await ssc.start()
  clock.advance(700)
  await ssc.idle()
  assert.deepEqual(listener.seen, [
    'StreamingStarted',
    'BatchSubmitted 11000',
    'BatchStarted 11000',
    'OutputOperationStarted 11000 0',
    'OutputOperationCompleted 11000 0',
    'OutputOperationStarted 11000 1',
    'OutputOperationCompleted 11000 1',
    'BatchCompleted 11000',
  ])
  const [started, submitted, begun, , , , second, completed] = listener.events
  assert.equal(started.time, 10_300)
  assert.equal(submitted.batchInfo.processingStartTime, undefined)
  assert.equal(submitted.batchInfo.schedulingDelay, undefined)
  assert.equal(begun.batchInfo.processingStartTime, 11_000)
  assert.equal(begun.batchInfo.processingDelay, undefined)
  assert.match(second.outputOperationInfo.description, /^foreachRDD \(rig\.test\.ts:\d+\)$/)
  const { batchTime, streamIdToInputInfo, outputOperationInfos, ...times } = completed.batchInfo
  assert.equal(batchTime.milliseconds, 11_000)
  assert.deepEqual(times, {
    submissionTime: 11_000,
    processingStartTime: 11_000,
    processingEndTime: 11_035,
    schedulingDelay: 0,
    processingDelay: 35,
    totalDelay: 35,
    numRecords: 7,
  })
  assert.deepEqual(
    [...streamIdToInputInfo],
    [[0, { inputStreamId: 0, numRecords: 7, metadata: ['a.txt'], metadataDescription: 'a.txt' }]],
  )
  const { description: _, batchTime: __, ...op } = outputOperationInfos.get(1)
  assert.deepEqual(op, {
    id: 1,
    name: 'foreachRDD-1',
    startTime: 11_030,
    endTime: 11_035,
    duration: 5,
    failureReason: undefined,
  })
  await ssc.stop()
  await ssc.idle()
  assert.equal(listener.seen.length, 8)
})

test('a batch in which no output has a job is not submitted', async () => {
  const { clock, sc, ssc } = rig()
  const listener = recorder()
  ssc.addStreamingListener(listener)
  output(ssc.inputStream({ compute: (time) => (time.milliseconds === 12_000 ? rddOf(sc, 'r') : undefined) }), () => {})
  await ssc.start()
  clock.advance(2700)
  await ssc.idle()
  assert.deepEqual(new Set(listener.seen.slice(1).map((line) => line.split(' ')[1])), new Set(['12000']))
  await ssc.stop()
})

test('the failure of one output stops no other one and no later batch; awaitTermination rejects with the first', async () => {
  const { clock, ssc, log } = rig()
  const listener = recorder()
  ssc.addStreamingListener(listener)
  const stream = timesInput(ssc)
  const got: string[] = []
  output(stream, (time) => {
    throw new Error(`bad ${time}`)
  })
  output(stream, (time) => got.push(`ok ${time}`))
  await ssc.start()
  clock.advance(1700)
  await ssc.idle()
  assert.deepEqual(got, ['ok 11000', 'ok 12000'])
  await assert.rejects(ssc.awaitTermination(), { message: 'bad 11000' })
  await assert.rejects(ssc.awaitTerminationOrTimeout(5), { message: 'bad 11000' })
  assert.equal(log.length, 2)
  assert.match(log[0] ?? '', /^ERROR foreachRDD \(rig\.test\.ts:\d+\) of batch 11000 ms failed: bad 11000$/)
  const completed = listener.events.filter((event) => event.batchInfo?.processingEndTime !== undefined)
  assert.deepEqual(
    completed.map(({ batchInfo }) => [...batchInfo.outputOperationInfos.values()].map((op: any) => op.failureReason)),
    [
      ['bad 11000', undefined],
      ['bad 12000', undefined],
    ],
  )
  await ssc.stop()
})

test('a stream that cannot make its RDD fails the outputs that need it, and no other one', async () => {
  const { clock, ssc, log } = rig()
  const listener = recorder()
  ssc.addStreamingListener(listener)
  const stream = timesInput(ssc)
  const broken = new DStream<any>(ssc, ssc.graph.define('transform'), {
    slide: 1000,
    parents: [stream],
    compute: async (time) => {
      if (time === 11_000) throw new Error('no RDD')
      return stream.getOrCompute(time)
    },
  })
  const got: string[] = []
  output(broken, (time) => got.push(`broken ${time}`))
  output(stream, (time) => got.push(`ok ${time}`))
  output(broken, (time) => got.push(`broken again ${time}`))
  await ssc.start()
  clock.advance(1700)
  await ssc.idle()
  assert.deepEqual(got, ['ok 11000', 'broken 12000', 'ok 12000', 'broken again 12000'])
  await assert.rejects(ssc.awaitTermination(), { message: 'no RDD' })
  assert.equal(log.length, 2)
  for (const line of log)
    assert.match(line, /^ERROR foreachRDD \(rig\.test\.ts:\d+\) of batch 11000 ms failed: no RDD$/)
  const [first] = listener.events.filter((event) => event.batchInfo?.processingEndTime !== undefined)
  assert.deepEqual(
    [...first.batchInfo.outputOperationInfos.values()].map((op: any) => op.failureReason),
    ['no RDD', undefined, 'no RDD'],
  )
  await ssc.stop()
})

test('an error of an input that no output asked for at that time is told once', async () => {
  const { clock, ssc, log } = rig()
  const stream = ssc.inputStream<number>({
    compute(time) {
      throw new Error(`no files at ${time.milliseconds}`)
    },
  })
  const rare = new DStream<any>(ssc, ssc.graph.define('window'), {
    slide: 60_000,
    parents: [stream],
    compute: (time) => stream.getOrCompute(time),
  })
  output(rare, () => {})
  await ssc.start()
  clock.advance(700)
  await ssc.idle()
  const told = `E_USER_FUNCTION at ${stream.operator.site}: no files at 11000 (batch of 11000 ms).`
  assert.deepEqual(log, [`ERROR batch 11000 ms could not be made: ${told}`])
  await assert.rejects(ssc.awaitTermination(), { message: told })
  await ssc.stop()
})

test('a transform that waits delays the ticks after it and loses none', async () => {
  const { clock, ssc } = rig()
  const held = gate()
  const stream = timesInput(ssc)
  const slow = new DStream<any>(ssc, ssc.graph.define('transform'), {
    slide: 1000,
    parents: [stream],
    compute: async (time) => {
      if (time === 11_000) await held.promise
      return stream.getOrCompute(time)
    },
  })
  const got: number[] = []
  output(slow, (time) => got.push(time))
  await ssc.start()
  clock.advance(2700)
  await new Promise(setImmediate)
  assert.deepEqual(got, [])
  held.resolve()
  await ssc.idle()
  assert.deepEqual(got, [11_000, 12_000, 13_000])
  await ssc.stop()
})

test('jobs run one at a time in order, or as many at once as concurrentJobs says', async () => {
  for (const [concurrency, expected] of [
    [1, 1],
    [3, 3],
  ]) {
    const { clock, ssc } = rig({ 'spark.streaming.concurrentJobs': concurrency as number })
    const stream = timesInput(ssc)
    const held = gate()
    let most = 0
    let running = 0
    const begun: string[] = []
    for (const name of ['a', 'b'])
      output(stream, async (time) => {
        begun.push(`${time}${name}`)
        most = Math.max(most, ++running)
        await held.promise
        running--
      })
    await ssc.start()
    clock.advance(2700)
    await new Promise(setImmediate)
    assert.deepEqual(begun, ['11000a', '11000b', '12000a', '12000b', '13000a', '13000b'].slice(0, expected))
    held.resolve()
    await ssc.idle()
    assert.equal(most, expected)
    assert.deepEqual(begun, ['11000a', '11000b', '12000a', '12000b', '13000a', '13000b'])
    await ssc.stop()
  }
})

test('five batches in a row that take too long are said once, with the slowest output', async () => {
  const { clock, ssc, log } = rig()
  const stream = timesInput(ssc)
  let spend = 1200
  output(stream, () => clock.advance(1))
  output(stream, () => clock.advance(spend), 'print')
  await ssc.start()
  clock.advance(700)
  while (clock.now() < 17_000) await new Promise(setImmediate)
  spend = 0
  await ssc.idle()
  assert.equal(log.length, 1)
  assert.match(
    log[0] ?? '',
    /^WARN 5 batches in a row took longer than the interval of 1\.0 s: the last one 1\.2 s, of which print \(rig\.test\.ts:\d+\) took 1\.2 s$/,
  )
  await ssc.stop()
})

test('RDDs are forgotten when nobody can ask for them any more, after 20 000 batches as after ten', async () => {
  const { clock, sc, ssc } = rig({}, 1)
  const rdd = rddOf(sc, 'r')
  const forgotten: number[] = []
  const stream = ssc.inputStream({
    compute: (time) => (time.milliseconds % 2 === 0 ? rdd : undefined),
    forget: (time) => forgotten.push(time.milliseconds),
  })
  const window = new DStream<any>(ssc, ssc.graph.define('window'), {
    slide: 2,
    parents: [stream],
    parentsRemember: 10,
    compute: (time) => stream.getOrCompute(time),
  })
  output(window, () => {})
  await ssc.start()
  for (let n = 0; n < 20; n++) {
    clock.advance(1000)
    await ssc.idle()
  }
  assert.equal(stream.rememberDuration, 12)
  assert.equal(stream.remembered, 12)
  assert.equal(window.rememberDuration, 2)
  assert.equal(window.remembered, 1)
  assert.equal(forgotten.at(-1), 30_300 - 12)
  await ssc.stop()
})

test('remember makes every stream keep its RDDs, and those that it persisted are unpersisted when they are forgotten', async () => {
  const { clock, sc, ssc, unpersisted } = rig()
  const stream = timesInput(ssc).cache()
  const child = new DStream<any>(ssc, ssc.graph.define('map'), {
    slide: 1000,
    parents: [stream],
    compute: (time) => stream.getOrCompute(time),
  })
  output(child, (time, rdd) => time === 12_000 && unpersisted.push(`${rdd.name} is ${rdd.storageLevel.name}`))
  ssc.remember('3s')
  await ssc.start()
  clock.advance(4700)
  await ssc.idle()
  assert.equal(child.remembered, 3)
  assert.equal(stream.rememberDuration, 3000)
  assert.deepEqual(unpersisted, ['12000 is MEMORY_ONLY', '11000', '12000'])
  assert.equal(sc.getPersistentRDDs().size, 3)
  await ssc.stop()
})

test('an input is asked once for each time: not again for a forgotten one, and not before its tick', async () => {
  const { clock, sc, ssc } = rig()
  const asked: number[] = []
  const stream = ssc.inputStream({
    compute(time) {
      asked.push(time.milliseconds)
      return rddOf(sc, 'r')
    },
  })
  output(stream, () => {})
  await ssc.start()
  clock.advance(2700)
  await ssc.idle()
  for (const time of [10_000, 11_000, 12_000, 13_500, 14_000]) assert.equal(await stream.getOrCompute(time), undefined)
  assert.equal((await stream.getOrCompute(13_000))?.name, 'r')
  assert.deepEqual(asked, [11_000, 12_000, 13_000])
  await ssc.stop()
})

test('an RDD that the user persisted is the user’s to unpersist', async () => {
  const { clock, sc, ssc, unpersisted } = rig()
  const cached = ssc.inputStream({ compute: (time) => rddOf(sc, String(time.milliseconds)).persist() })
  output(cached.persist(StorageLevel.MEMORY_AND_DISK), () => {})
  output(timesInput(ssc), (_, rdd) => void rdd.persist())
  await ssc.start()
  clock.advance(5700)
  await ssc.idle()
  assert.deepEqual(unpersisted, [])
  await ssc.stop()
})

test('an RDD that a stream gives out again and again stays persisted as long as one of its times is remembered', async () => {
  const { clock, sc, ssc, unpersisted } = rig()
  const [even, odd, once] = ['even', 'odd', 'once'].map((name) => rddOf(sc, name))
  const stream = ssc.inputStream<any>({
    compute: ({ milliseconds }) => (milliseconds === 11_000 ? once : milliseconds % 2000 === 0 ? even : odd),
  })
  output(stream.cache(), () => {})
  ssc.remember('2s')
  await ssc.start()
  clock.advance(9700)
  await ssc.idle()
  assert.deepEqual(unpersisted, ['once'])
  await ssc.stop()
})
