import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StorageLevel } from '../rdd/storage-level.ts'
import { DStream } from './dstream.ts'
import { output, rddOf, rig, timesInput } from './rig.test.ts'

test('a storage level may be chosen once, before start', async () => {
  const { ssc } = rig()
  const stream = timesInput(ssc)
  stream.suggestLevel(StorageLevel.MEMORY_ONLY_SER)
  assert.equal(stream.storageLevel, StorageLevel.MEMORY_ONLY_SER)
  assert.equal(stream.persist(StorageLevel.DISK_ONLY), stream)
  stream.suggestLevel(StorageLevel.MEMORY_ONLY)
  assert.equal(stream.storageLevel, StorageLevel.DISK_ONLY)
  assert.throws(() => stream.cache(), {
    message:
      /^E_LEVEL_ASSIGNED at inputStream \(rig\.test\.ts:\d+\): the level is DISK_ONLY and would become MEMORY_ONLY\. Call persist once\.$/,
  })
  output(stream, () => {})
  await ssc.start()
  assert.throws(() => stream.persist(), {
    message:
      /^E_GRAPH_CLOSED at persist \(dstream\.test\.ts:\d+\): persist was called after the streaming context was started\./,
  })
  await ssc.stop()
})

test('every RDD of a persisted stream is persisted, unless it is already', async () => {
  const { clock, sc, ssc } = rig()
  const levels: string[] = []
  const stream = ssc.inputStream({
    compute(time) {
      const rdd = rddOf(sc, String(time.milliseconds))
      if (time.milliseconds === 12_000) rdd.setLevel(StorageLevel.DISK_ONLY)
      return Object.assign(rdd, { persist: (level: StorageLevel) => levels.push(`${rdd.name} ${level.name}`) }) as any
    },
  })
  output(stream.cache(), () => {})
  await ssc.start()
  clock.advance(2700)
  await ssc.idle()
  assert.deepEqual(levels, ['11000 MEMORY_ONLY', '13000 MEMORY_ONLY'])
  await ssc.stop()
})

test('a checkpoint interval is a whole number of slides, and marks the RDDs at its multiples after the zero time', async () => {
  const { clock, sc, ssc, removed } = rig()
  ssc.checkpoint('/points')
  const marked: string[] = []
  const stream = ssc.inputStream({
    compute(time) {
      const rdd = rddOf(sc, String(time.milliseconds))
      const getCheckpointFile = () => (marked.includes(rdd.name as string) ? `/points/${rdd.name}` : undefined)
      return Object.assign(rdd, {
        persist() {},
        getCheckpointFile,
        checkpoint: () => marked.push(rdd.name as string),
      }) as any
    },
  })
  for (const [interval, use] of [
    [2500, 3000],
    [400, 1000],
  ])
    assert.throws(() => stream.checkpoint(interval as number), {
      message: new RegExp(
        `^E_WINDOW_NOT_MULTIPLE at checkpoint \\(dstream\\.test\\.ts:\\d+\\): the checkpoint interval is ${interval} ms but inputStream-0 slides by 1000 ms\\. Use an interval of ${use} ms\\.$`,
      ),
    })
  output(stream.checkpoint('2s'), () => {})
  assert.equal(stream.storageLevel, StorageLevel.MEMORY_ONLY)
  await ssc.start()
  clock.advance(4700)
  await ssc.idle()
  assert.deepEqual(marked, ['12000', '14000'])
  clock.advance(3000)
  await ssc.idle()
  assert.deepEqual(
    removed.filter((path) => !path.endsWith('.tmp')),
    ['/points/12000', '/points/14000'],
  )
  assert.equal(stream.rememberDuration, 4000)
  await ssc.stop()
})

test('a stream has an RDD only at whole numbers of its slide after the zero time', async () => {
  const { clock, ssc } = rig()
  const stream = timesInput(ssc)
  const every = new DStream<any>(ssc, ssc.graph.define('window'), {
    slide: 3000,
    parents: [stream],
    compute: (time) => stream.getOrCompute(time),
  })
  const got: number[] = []
  output(every, (time) => got.push(time))
  assert.equal(every.isValid(13_000), false)
  await ssc.start()
  assert.deepEqual(
    [10_000, 12_000, 13_000, 14_000, 16_000].map((time) => every.isValid(time)),
    [false, false, true, false, true],
  )
  clock.advance(6700)
  await ssc.idle()
  assert.deepEqual(got, [13_000, 16_000])
  await ssc.stop()
})

test('names are unique, and are given before start', async () => {
  const { ssc } = rig()
  const one = timesInput(ssc).named('clicks')
  assert.equal(one.name, 'clicks')
  assert.equal(one.named('clicks').name, 'clicks')
  assert.throws(() => timesInput(ssc).named('clicks'), {
    message:
      /^E_NAME_TAKEN at inputStream \(rig\.test\.ts:\d+\): 'clicks' is the name of inputStream \(rig\.test\.ts:\d+\)\. Give each operator a name of its own\.$/,
  })
  output(one, () => {})
  await ssc.start()
  assert.throws(() => one.named('late'), {
    message:
      /^E_GRAPH_CLOSED at named \(dstream\.test\.ts:\d+\): named was called after the streaming context was started\./,
  })
  await ssc.stop()
})
