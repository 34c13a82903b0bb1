import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Receiver } from '../../connect/receiver.ts'
import type { BatchInfo } from '../listeners/listener.ts'
import { type FakeReceiver, output, rddOf, rig } from '../rig.test.ts'

class Numbers extends Receiver<number> {
  onStart() {}
  onStop() {}
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await new Promise(setImmediate)
}

test('a program that is hours behind holds a bounded number of batches, and leaves none out', async () => {
  const { ssc, sc, clock } = rig({}, 1000, 10_000)
  const asked: number[] = []
  const done: BatchInfo[] = []
  ssc.addStreamingListener({ onBatchCompleted: ({ batchInfo }) => void done.push(batchInfo) })
  const input = ssc.inputStream({
    compute(time, report) {
      asked.push(time.milliseconds)
      report({ numRecords: 1 })
      return rddOf(sc, 'one')
    },
  })
  let gate = Promise.withResolvers<void>()
  output(input, () => gate.promise)
  await ssc.start()
  for (let i = 0; i < 7200; i++) {
    clock.advance('1s')
    await new Promise(setImmediate)
  }
  assert.equal(asked.length, 128)
  assert.equal(done.length, 0)
  gate.resolve()
  await ssc.idle()
  assert.deepEqual(
    asked,
    Array.from({ length: 7200 }, (_, i) => 11_000 + i * 1000),
  )
  assert.deepEqual(
    done.map(({ batchTime }) => batchTime.milliseconds),
    asked,
  )
  // All of them have waited since their ticks, also those that were made later.
  for (const { batchTime, submissionTime, schedulingDelay } of done.slice(1)) {
    assert.equal(submissionTime, batchTime.milliseconds)
    assert.equal(schedulingDelay, clock.now() - submissionTime)
  }
  gate = Promise.withResolvers()
  clock.advance('1s')
  await turns()
  assert.equal(asked.length, 7201)
  gate.resolve()
  await ssc.idle()
  await ssc.stop()
})

test('what was received for batches that were not made is reported as left', async () => {
  const { ssc, clock, receivers } = rig({}, 1000, 10_000)
  output(ssc.receiverStream(new Numbers()), () => new Promise(() => {}))
  await ssc.start()
  for (let i = 0; i < 200; i++) {
    ;(receivers[0] as FakeReceiver).push(2)
    clock.advance(1000)
  }
  const stop = ssc.stop()
  await turns()
  clock.advance('1m')
  assert.deepEqual(await stop, {
    ...{ batchesCompleted: 0, batchesLeft: 200, recordsLeft: 400 },
    left: { batches: [], due: { first: 11_000, last: 210_000 }, received: { 'receiverStream-0': 400 } },
  })
})
