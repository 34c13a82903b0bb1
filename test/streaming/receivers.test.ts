import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Receiver } from '../../src/index.ts'
import type { StreamingListener } from '../../src/streaming/listeners/listener.ts'
import { type Collected, TestRun, type TestRunOptions } from '../../src/testing/index.ts'

/** A receiver that does what it is told to by the test. */
class Hand<T> extends Receiver<T> {
  readonly calls: string[] = []
  starting: () => void | Promise<void> = () => {}
  stopping: () => void | Promise<void> = () => {}

  onStart(): void | Promise<void> {
    this.calls.push('onStart')
    return this.starting()
  }

  onStop(): void | Promise<void> {
    this.calls.push('onStop')
    return this.stopping()
  }
}

interface Rig {
  readonly run: TestRun
  readonly hand: Hand<number>
  readonly batches: Collected<number>['batches']
  /** Partitions of each batch, by their records. */
  readonly parts: Collected<readonly number[]>['batches']
  readonly told: string[]
}

function rig(options: TestRunOptions = {}): Rig {
  const run = new TestRun(options)
  const hand = new Hand<number>()
  const stream = run.ssc.receiverStream(hand)
  const told: string[] = []
  run.ssc.addStreamingListener(teller(told))
  return { run, hand, batches: run.collect(stream).batches, parts: run.collect(stream.glom()).batches, told }
}

const teller = (told: string[]): StreamingListener => ({
  onReceiverStarted: ({ receiverInfo: { active } }) => told.push(`started, active ${active}`),
  onReceiverStopped: ({ receiverInfo: { active, lastErrorMessage } }) =>
    told.push(`stopped, active ${active}: ${lastErrorMessage}`),
  onReceiverError: ({ receiverInfo: { active, lastErrorMessage, lastError } }) =>
    told.push(`error, active ${active}: ${lastErrorMessage}: ${lastError?.split('\n')[0]}`),
})

test('what is stored one by one is cut into a block each block interval', async () => {
  const { run, hand, parts } = rig()
  await using _ = run
  await run.tick(0)
  for (let i = 0; i < 20; i++) {
    hand.store(i)
    run.clock.advance(100)
  }
  await run.ssc.idle()
  // Two stores an interval of 200 ms; the store at the tick itself comes after it.
  const pairs = Array.from({ length: 10 }, (_, i) => [2 * i, 2 * i + 1])
  assert.deepEqual(parts, [pairs.slice(0, 5), pairs.slice(5)])
})

test('the block interval is a setting, and a tick cuts what is left', async () => {
  const { run, hand, parts } = rig({ conf: { 'spark.streaming.blockInterval': '400ms' } })
  await using _ = run
  await run.tick(0)
  for (let i = 0; i < 10; i++) {
    hand.store(i)
    run.clock.advance(100)
  }
  await run.ssc.idle()
  assert.deepEqual(parts, [
    [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ],
  ])
})

test('an idle receiver makes no blocks, and its batches have no partitions', async () => {
  const { run, hand, parts, batches } = rig()
  await using _ = run
  await run.tick(2)
  hand.store(1)
  await run.tick(2)
  assert.deepEqual(
    [parts, batches],
    [
      [[], [], [[1]], []],
      [[], [], [1], []],
    ],
  )
})

test('storeAll keeps the order of its records, between what was stored before and after', async () => {
  const { run, hand, batches } = rig()
  await using _ = run
  await run.tick(0)
  hand.store(1)
  hand.storeAll([2, 3, 4])
  hand.storeAll([])
  hand.store(5)
  await run.tick()
  assert.deepEqual(batches, [[1, 2, 3, 4, 5]])
})

test('storeBlock makes one block of its own and resolves when it is stored; its metadata come with the batch', async () => {
  const { run, hand, parts } = rig()
  await using _ = run
  const inputs: unknown[] = []
  run.ssc.addStreamingListener({
    onBatchCompleted: ({ batchInfo }) => inputs.push(batchInfo.streamIdToInputInfo.get(0)),
  })
  await run.tick(0)
  hand.store(1)
  const given = [2, 3]
  const acknowledged = hand.storeBlock(given, { offset: 7 })
  hand.store(4)
  await acknowledged
  // The array is the receiver's again.
  given.length = 0
  await hand.storeBlock([5], { offset: 9 })
  await hand.storeBlock([])
  await run.tick()
  assert.deepEqual(parts, [[[1], [2, 3], [4], [5]]])
  assert.deepEqual(inputs, [
    { inputStreamId: 0, numRecords: 5, metadata: [{ offset: 7 }, { offset: 9 }], metadataDescription: undefined },
  ])
})

test('restart stops, waits for the delay of the setting, and starts the same receiver again', async () => {
  const { run, hand, batches, told } = rig({ conf: { 'spark.streaming.receiverRestartDelay': '1500ms' } })
  await using _ = run
  await run.tick(0)
  hand.store(1)
  hand.restart('the queue is gone', new Error('closed'))
  assert.deepEqual(hand.calls, ['onStart'])
  // The receiver is stopped in the turn after this one, which is when the first tick has come: the delay counts from there.
  await run.tick(2)
  assert.deepEqual([hand.calls, hand.isStarted(), hand.isStopped()], [['onStart', 'onStop'], false, true])
  await run.tick()
  assert.deepEqual([hand.calls, hand.isStarted(), hand.isStopped()], [['onStart', 'onStop', 'onStart'], true, false])
  hand.store(2)
  await run.tick()
  assert.deepEqual(batches, [[1], [], [], [2]])
  assert.deepEqual(told, [
    'started, active true',
    'stopped, active false: Restarting receiver with delay 1500 ms: the queue is gone',
    'started, active true',
  ])
})

test('restart may bring its own delay, and asking again while it waits changes nothing', async () => {
  const { run, hand } = rig()
  await using _ = run
  await run.tick(0)
  hand.restart('soon', undefined, 100)
  hand.restart('late', undefined, 60_000)
  await run.ssc.idle()
  await run.tick()
  assert.deepEqual(hand.calls, ['onStart', 'onStop', 'onStart'])
})

test('stop ends the receiver for good; what it stored is in its last batch, and the stream goes on empty', async () => {
  const { run, hand, batches, told } = rig()
  await using _ = run
  await run.tick(0)
  hand.stopping = () => void hand.store(2)
  hand.store(1)
  hand.stop('everything was read')
  await run.tick(3)
  hand.restart('once more')
  await run.tick(3)
  assert.deepEqual(batches, [[1, 2], [], [], [], [], []])
  assert.deepEqual(hand.calls, ['onStart', 'onStop'])
  assert.deepEqual(told, ['started, active true', 'stopped, active false: undefined'])
})

test('stop with an error says it', async () => {
  const { run, hand, told } = rig()
  await using _ = run
  await run.tick(0)
  hand.stop('the licence has run out', new Error('42'))
  await run.tick()
  assert.deepEqual(told, ['started, active true', 'stopped, active false: the licence has run out'])
})

test('after the end nothing is stored any more, and whoever wanted an answer hears it', async () => {
  const { run, hand, batches } = rig()
  await using _ = run
  await run.tick(0)
  hand.stop('done')
  await run.tick()
  assert.deepEqual([hand.store(1), hand.storeAll([2])], [false, false])
  await assert.rejects(hand.storeBlock([3, 4]), {
    message: 'CONN_RECEIVER at receiver 0: 2 records were not stored: the receiver is stopped.',
  })
  await run.tick()
  assert.deepEqual(batches, [[], []])
})

test('reportError tells listeners and log, and changes nothing else', async () => {
  const { run, hand, batches, told } = rig()
  await using _ = run
  await run.tick(0)
  hand.reportError('a message could not be parsed', new Error('bad json'))
  hand.store(1)
  await run.tick()
  assert.deepEqual([hand.isStarted(), batches], [true, [[1]]])
  assert.deepEqual(told, ['started, active true', 'error, active true: a message could not be parsed: Error: bad json'])
  assert.ok(run.logged.some((line) => line.includes('a message could not be parsed')))
})

for (const [name, starting] of [
  ['throws', (): void => fail('no such queue')],
  ['rejects', async (): Promise<void> => fail('no such queue')],
] as const)
  test(`an onStart that ${name} is tried again after the delay`, async () => {
    const { run, hand, batches, told } = rig()
    await using _ = run
    hand.starting = starting
    await run.tick(2)
    hand.starting = () => void hand.store(7)
    await run.tick(2)
    assert.deepEqual(batches.flat(), [7])
    assert.deepEqual(hand.calls, ['onStart', 'onStop', 'onStart', 'onStop', 'onStart'])
    const stopped = 'stopped, active false: Restarting receiver with delay 2000 ms: onStart failed'
    assert.deepEqual(told, ['started, active true', stopped, 'started, active true', stopped, 'started, active true'])
  })

function fail(why: string): never {
  throw new Error(why)
}

test('a restart that is asked for in onStart itself works as any other', async () => {
  const { run, hand } = rig()
  await using _ = run
  hand.starting = () => {
    if (hand.calls.length === 1) hand.restart('not yet')
  }
  await run.tick(4)
  assert.deepEqual(hand.calls, ['onStart', 'onStop', 'onStart'])
  assert.equal(hand.isStarted(), true)
})

test('an onStop that takes its time holds up the restart, and one that throws does not', async () => {
  const { run, hand } = rig()
  await using _ = run
  const gate = Promise.withResolvers<void>()
  hand.stopping = () => gate.promise
  await run.tick(0)
  hand.restart('slow')
  await run.tick(4)
  assert.deepEqual(hand.calls, ['onStart', 'onStop'])
  gate.reject(new Error('no way to close'))
  await gate.promise.catch(() => {})
  await run.tick(3)
  assert.deepEqual(hand.calls, ['onStart', 'onStop', 'onStart'])
  assert.ok(run.logged.some((line) => line.includes('onStop failed')))
  hand.stopping = () => {}
})

test('the rate holds a receiver that waits to it, over many batches', async () => {
  const { run, hand, batches } = rig({ conf: { 'spark.streaming.receiver.maxRate': 200 } })
  await using _ = run
  let stored = 0
  hand.starting = async () => {
    while (hand.isStarted()) {
      hand.store(stored++)
      await hand.ready()
    }
  }
  await run.tick(0)
  for (let i = 0; i < 5000; i++) {
    run.clock.advance(1)
    // A turn for the receiver's loop.
    for (let k = 0; k < 4; k++) await undefined
  }
  await run.ssc.idle()
  const sizes = batches.map((batch) => batch?.length ?? 0)
  assert.equal(sizes.length, 5)
  for (const size of sizes) assert.ok(Math.abs(size - 200) <= 6, `${size} records in a second`)
  assert.deepEqual(
    batches.flat(),
    Array.from({ length: sizes.reduce((a, b) => a + b) }, (_, i) => i),
  )
})

test('store answers false at the rate, and what is stored in spite of it is kept and paid for later', async () => {
  const { run, hand, batches } = rig({ conf: { 'spark.streaming.receiver.maxRate': 100 } })
  await using _ = run
  await run.tick(0)
  const answers = Array.from({ length: 150 }, (_, i) => hand.store(i))
  assert.equal(answers.at(-1), false)
  let ready = false
  const waiting = hand.ready().then(() => {
    ready = true
  })
  await run.tick()
  assert.deepEqual([batches[0]?.length, ready], [150, false])
  await run.tick()
  await waiting
  assert.equal(ready, true)
})

test('each receiver has the number of its stream, in order of definition', async () => {
  await using run = new TestRun()
  const hands = [new Hand<string>(), new Hand<string>()]
  const streams = hands.map((hand) => run.ssc.receiverStream(hand))
  const all = run.collect(run.ssc.union(streams))
  assert.throws(() => hands[0]?.store('early'), {
    message:
      'E_NOT_STARTED: a receiver was used before its stream was started. ' +
      'Store records from onStart on, not from the constructor.',
  })
  await run.tick(0)
  for (const hand of hands) hand.store(`of ${hand.streamId}`)
  await run.tick()
  assert.deepEqual(all.batches, [['of 0', 'of 1']])
})

test('a receiver whose stream no output asks for runs all the same, and its blocks are let go of', async () => {
  await using run = new TestRun()
  const hand = new Hand<number>()
  run.ssc.receiverStream(hand)
  run.collect(run.input<number>().stream)
  await run.tick(0)
  hand.store(1)
  await run.tick(3)
  assert.deepEqual(hand.calls, ['onStart'])
})

test('a graceful stop hands over what onStop still stores, in a last batch', async () => {
  const { run, hand, batches } = rig()
  await run.tick(0)
  hand.store(1)
  await run.tick()
  hand.store(2)
  hand.stopping = async () => {
    await undefined
    hand.store(3)
    await hand.storeBlock([4])
  }
  const report = await run.ssc.stop({ graceful: true })
  assert.deepEqual(batches, [[1], [2, 3, 4]])
  assert.deepEqual([report.batchesCompleted, report.recordsLeft, run.clock.pending], [2, 0, 0])
})

test('a stop that is not graceful says how many records it leaves', async () => {
  const { run, hand } = rig()
  await run.tick(0)
  hand.store(1)
  hand.storeAll([2, 3])
  const report = await run.ssc.stop()
  assert.deepEqual(report, {
    ...{ batchesCompleted: 0, batchesLeft: 0, recordsLeft: 3 },
    left: { batches: [], received: { 'receiverStream-0': 3 } },
  })
})

test('late batches get what came until their own ticks', async () => {
  const { run, hand, batches } = rig()
  await using _ = run
  await run.tick(0)
  for (const at of [500, 1000, 1000]) {
    hand.store(at)
    run.clock.advance(at)
  }
  await run.ssc.idle()
  await run.tick()
  assert.deepEqual(batches, [[500, 1000], [1000], []])
})
