import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Receiver } from '../../connect/receiver.ts'
import { Site } from '../../kernel/site.ts'
import { Time } from '../../kernel/time.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'
import type { ReceiverEvent } from '../listeners/listener.ts'
import { type FakeReceiver, output, recorder, rig } from '../rig.test.ts'
import { ReceiverInput } from './receiver-input.ts'

class Words extends Receiver<string> {
  onStart() {}
  onStop() {}
}

const one = (receivers: readonly FakeReceiver[]): FakeReceiver => receivers[0] as FakeReceiver

test('a batch gets what was received until its tick, one partition a block', async () => {
  const { clock, ssc, receivers } = rig()
  const got: unknown[] = []
  output(ssc.receiverStream(new Words()), (time, rdd) => got.push([time, rdd.node.body, rdd.node.partitions]))
  await ssc.start()
  one(receivers).push(3)
  one(receivers).buffer(2)
  clock.advance(700)
  one(receivers).buffer(1)
  clock.advance(2000)
  await ssc.idle()
  const blocks = (...ids: string[]) => ({ kind: 'source', source: { type: 'blocks', blocks: ids } })
  assert.deepEqual(got, [
    [11_000, blocks('0-0', '0-1'), 2],
    [12_000, blocks('0-2'), 1],
    [13_000, blocks(), 0],
  ])
  await ssc.stop()
})

test('what was received is reported with the batch, and released when no stream remembers it', async () => {
  const { clock, ssc, receivers, released } = rig()
  const listener = recorder()
  ssc.addStreamingListener(listener)
  output(ssc.receiverStream(new Words()), () => {})
  ssc.receiverStream(new Words())
  await ssc.start()
  for (const receiver of receivers) receiver.push(3, { offset: 7 })
  clock.advance(700)
  await ssc.idle()
  assert.deepEqual(released, [])
  clock.advance(1000)
  await ssc.idle()
  assert.deepEqual(released, ['0-0', '1-0'])
  const [completed] = listener.events.filter((event) => event.batchInfo?.processingEndTime !== undefined)
  assert.equal(completed.batchInfo.numRecords, 3)
  assert.deepEqual(
    [...completed.batchInfo.streamIdToInputInfo],
    [[0, { inputStreamId: 0, numRecords: 3, metadata: [{ offset: 7 }], metadataDescription: undefined }]],
  )
  await ssc.stop()
})

test('the receiver is run with the settings of the program', async () => {
  const { ssc, receivers } = rig({
    'spark.streaming.blockInterval': '50ms',
    'spark.streaming.receiver.maxRate': 10,
    'spark.streaming.receiverRestartDelay': 300,
  })
  output(ssc.receiverStream(new Words(), StorageLevel.MEMORY_ONLY), () => {})
  output(ssc.receiverStream(new Words()), () => {})
  await ssc.start()
  for (const { options } of receivers) assert.equal(options.site?.operator, 'receiverStream')
  const [first, second] = receivers.map(({ options: { site: _, ...rest } }) => ({ ...rest, maxRate: rest.maxRate() }))
  const common = { blockInterval: 50, maxRate: 10, restartDelay: 300 }
  assert.deepEqual(first, { ...common, streamId: 0, level: StorageLevel.MEMORY_ONLY })
  assert.deepEqual(second, { ...common, streamId: 1, level: StorageLevel.MEMORY_AND_DISK_SER_2 })
  await ssc.stop()
})

test('listeners hear of the life of a receiver', async () => {
  const { clock, ssc, receivers, log } = rig()
  const listener = recorder()
  ssc.addStreamingListener(listener)
  output(ssc.receiverStream(new Words()), () => {})
  await ssc.start()
  clock.advance(10)
  const error = new Error('reset')
  one(receivers).events.error('lost the peer', error)
  await ssc.stop()
  assert.deepEqual(listener.seen, ['ReceiverStarted 0', 'StreamingStarted', 'ReceiverError 0', 'ReceiverStopped 0'])
  const [started, , failed, stopped] = listener.events.map((event) => event.receiverInfo)
  const calm = {
    streamId: 0,
    name: 'Words-0',
    active: true,
    location: 'localhost',
    executorId: 'driver',
    lastErrorMessage: undefined,
    lastError: undefined,
    lastErrorTime: undefined,
    paused: false,
    pausedTime: 0,
    heldBytes: 0,
    rateLimit: undefined,
  }
  assert.deepEqual(started, calm)
  assert.deepEqual(failed, {
    ...calm,
    lastErrorMessage: 'lost the peer',
    lastError: error.stack,
    lastErrorTime: 10_310,
  })
  assert.deepEqual(stopped, { ...failed, active: false })
  assert.deepEqual(log, ['WARN receiver Words-0: lost the peer'])
})

test('listeners hear how long a receiver had to wait, and the log once why', async () => {
  const { ssc, receivers, log } = rig()
  const infos: unknown[] = []
  const note = ({ receiverInfo: { paused, pausedTime, heldBytes } }: ReceiverEvent): void =>
    void infos.push([paused, pausedTime, heldBytes])
  ssc.addStreamingListener({ onReceiverPaused: note, onReceiverResumed: note })
  output(ssc.receiverStream(new Words()), () => {})
  await ssc.start()
  const { events } = one(receivers)
  events.paused?.(4096)
  events.resumed?.(150, 2048)
  events.paused?.(8192)
  events.resumed?.(50, 0)
  await ssc.stop()
  assert.deepEqual(infos, [
    [true, 0, 4096],
    [false, 150, 2048],
    [true, 150, 8192],
    [false, 200, 0],
  ])
  assert.deepEqual(log, [
    'WARN receiver Words-0: 4 KiB wait for their batches, so the sender has to wait. Make the batches faster, or set ' +
      'millstream.receiver.memory higher.',
  ])
})

test('blocks that are remembered for longer than one more batch are said to be processed', async () => {
  const { clock, ssc, receivers, released, processed } = rig()
  ssc.remember('3s')
  output(ssc.receiverStream(new Words()), () => {})
  await ssc.start()
  one(receivers).push(3)
  const states: unknown[] = []
  for (let i = 0; i < 4; i++) {
    clock.advance(1000)
    await ssc.idle()
    states.push([...processed, '/', ...released])
  }
  assert.deepEqual(states, [['/'], ['0-0', '/'], ['0-0', '/'], ['0-0', '/', '0-0']])
  await ssc.stop()
})

test('a graceful stop makes a last batch of what was received, without waiting for its time', async () => {
  const { clock, ssc, receivers } = rig()
  const got: unknown[] = []
  output(ssc.receiverStream(new Words()), (time, rdd) => got.push([time, rdd.node.partitions]))
  await ssc.start()
  clock.advance(700)
  one(receivers).buffer(5)
  one(receivers).push(1)
  clock.advance(10)
  assert.deepEqual(await ssc.stop({ graceful: true }), { batchesCompleted: 2, batchesLeft: 0, recordsLeft: 0 })
  assert.deepEqual(got, [
    [11_000, 0],
    [12_000, 2],
  ])
  assert.equal(one(receivers).stops, 1)
})

test('a receiver that will not close holds a graceful stop up for gracefulStopTimeout', async () => {
  const { clock, ssc, receivers } = rig({ 'spark.streaming.gracefulStopTimeout': '3s' })
  output(ssc.receiverStream(new Words()), () => {})
  await ssc.start()
  one(receivers).closing = new Promise(() => {})
  one(receivers).push(4)
  const stop = ssc.stop({ graceful: true })
  await new Promise(setImmediate)
  clock.advance(3000)
  assert.deepEqual(await stop, { batchesCompleted: 3, batchesLeft: 0, recordsLeft: 0 })
})

test('a stop that is not graceful says how many records are left', async () => {
  const { ssc, receivers } = rig()
  output(ssc.receiverStream(new Words()), () => {})
  await ssc.start()
  one(receivers).push(4)
  one(receivers).buffer(2)
  assert.deepEqual(await ssc.stop(), {
    ...{ batchesCompleted: 0, batchesLeft: 0, recordsLeft: 6 },
    left: { batches: [], received: { 'receiverStream-0': 6 } },
  })
})

test('blocks of batches that are not decided yet count as being in none: after a crash they are there again', async () => {
  const { sc, receivers } = rig()
  const events = { started() {}, error() {}, stopped() {} }
  const parts = { id: 0, kind: 'receiverStream', site: new Site('receiverStream'), context: sc, receiver: new Words() }
  const input = new ReceiverInput({ ...parts, level: StorageLevel.MEMORY_ONLY, events })
  input.logTo({ name: 'log', append: () => 0, durable: async () => {}, removeBefore: async () => {} })
  input.start()
  let number = 0
  const block = (): void => one(receivers).events.block({ id: `b${number}`, streamId: 0, records: 1, logged: number++ })
  for (const time of [1000, 2000, 3000]) {
    block()
    block()
    input.allocate(new Time(time))
  }
  block()
  assert.deepEqual([input.position(), input.allocated(new Time(1000))], [{ next: 0, log: 'log' }, 4])
  input.decided(new Time(1000))
  assert.deepEqual(input.position(), { next: 2, log: 'log' })
  input.decided(new Time(2000))
  input.decided(new Time(3000))
  assert.deepEqual([input.position(), input.waiting()], [{ next: 6, log: 'log' }, 1])
})
