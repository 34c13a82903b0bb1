import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Receiver } from '../../connect/receiver.ts'
import type { RateInfo } from '../listeners/listener.ts'
import { output, rddOf, rig } from '../rig.test.ts'

class Words extends Receiver<string> {
  onStart() {}
  onStop() {}
}

const ON = { 'spark.streaming.backpressure.enabled': true }

/** Receivers whose batches take as long as the test says, and the limits that listeners hear of. */
async function started(settings: Record<string, string | number | boolean>, streams = 1) {
  const made = rig(settings, 1000, 10_000)
  const work = { millis: 0 }
  const told: RateInfo[] = []
  made.ssc.addStreamingListener({ onRateChanged: ({ rateInfo }) => void told.push(rateInfo) })
  const inputs = Array.from({ length: streams }, () => made.ssc.receiverStream(new Words()))
  for (const input of inputs)
    output(input, () => new Promise<void>((resolve) => void made.clock.after(work.millis / streams, resolve)))
  await made.ssc.start()
  const changed = made.receivers.map(() => 0)
  for (const [i, receiver] of made.receivers.entries())
    Object.assign(receiver, {
      rateChanged() {
        changed[i] = (changed[i] as number) + 1
      },
    })
  /** A second in which so many records came, after which the jobs take so long. */
  const second = async (records: readonly number[], millis: number): Promise<void> => {
    work.millis = millis
    for (const [i, n] of records.entries()) if (n > 0) made.receivers[i]?.push(n)
    made.clock.advance(1000 - (made.clock.now() % 1000))
    for (let i = 0; i < streams; i++) {
      await new Promise(setImmediate)
      made.clock.advance(millis / streams)
    }
    await made.ssc.idle()
  }
  const limits = (): unknown[] => made.receivers.map(({ options }) => options.maxRate())
  return { ...made, told, second, limits, changed }
}

test('a receiver gets the estimate after the second batch, and listeners hear of it', async () => {
  const run = await started(ON)
  assert.deepEqual(run.limits(), [undefined])
  await run.second([500], 250)
  assert.deepEqual([run.limits(), run.changed], [[undefined], [0]])
  await run.second([400], 400)
  assert.deepEqual([run.limits(), run.changed], [[1000], [1]])
  assert.deepEqual(run.told, [{ streamId: 0, rateLimit: 1000, reason: 'estimate', processingRate: 1000 }])
  await run.ssc.stop()
})

test('without the setting there are no limits but the highest rate', async () => {
  const run = await started({
    'spark.streaming.backpressure.initialRate': 5,
    'millstream.backpressure.slowStart': true,
    'spark.streaming.receiver.maxRate': 70,
  })
  await run.second([500], 250)
  await run.second([500], 250)
  assert.deepEqual([run.limits(), run.changed, run.told], [[70], [0], []])
  await run.ssc.stop()
})

test('the first limit is there before the receiver is started, and none is above the highest rate', async () => {
  const run = await started({
    ...ON,
    'spark.streaming.backpressure.initialRate': 50,
    'spark.streaming.receiver.maxRate': 700,
  })
  assert.deepEqual(run.limits(), [50])
  await run.second([50], 25)
  await run.second([50], 25)
  assert.deepEqual(run.limits(), [700])
  assert.deepEqual(
    run.told.map(({ rateLimit, reason }) => [rateLimit, reason]),
    [
      [50, 'initialRate'],
      [700, 'maxRate'],
    ],
  )
  await run.ssc.stop()
})

test('several streams share what is worked off by the records that they had', async () => {
  const run = await started(ON, 3)
  await run.second([100, 900, 0], 900)
  await run.second([200, 600, 0], 600)
  // The batch of 800 records took 0.6 s. The third had none.
  assert.deepEqual(
    run
      .limits()
      .slice(0, 2)
      .map(Math.round as (x: unknown) => number),
    [333, 1000],
  )
  assert.deepEqual(run.limits()[2], undefined)
  assert.deepEqual(run.changed, [1, 1, 0])
  await run.ssc.stop()
})

test('receivers say their limit', async () => {
  const run = await started({ ...ON, 'spark.streaming.backpressure.initialRate': 50 })
  const infos: unknown[] = []
  run.ssc.addStreamingListener({ onReceiverError: ({ receiverInfo }) => void infos.push(receiverInfo.rateLimit) })
  run.receivers[0]?.events.error('one', undefined)
  await run.second([50], 25)
  await run.second([50], 100)
  run.receivers[0]?.events.error('two', undefined)
  await run.ssc.stop()
  assert.deepEqual(infos, [50, 500])
})

test('any source may be limited; the settings are checked before anything is started', async () => {
  const { ssc, sc, clock } = rig({ ...ON, 'spark.streaming.backpressure.initialRate': 300 })
  const limits: number[] = []
  const source = {
    maxRate: 200,
    limit: (rate: number) => void limits.push(rate),
    start: () => assert.deepEqual(limits, [200]),
    compute: () => rddOf(sc, 'none'),
  }
  output(ssc.inputStream(source), () => {})
  await ssc.start()
  clock.advance(1000)
  await ssc.stop()
  assert.deepEqual(limits, [200])
  for (const [key, value, needed] of [
    ['spark.streaming.backpressure.pid.minRate', '0', 'a number above 0'],
    ['spark.streaming.backpressure.pid.proportional', '-1', 'a number of at least 0'],
    ['spark.streaming.backpressure.rateEstimator', 'best', 'pid'],
  ] as const)
    assert.throws(() => rig({ ...ON, [key]: value }), {
      message: new RegExp(`^CONFIG_SETTING at SparkContext \\(.*\\): ${key} is '${value}'. Set it to ${needed}.$`),
    })
})
