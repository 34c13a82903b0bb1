import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BatchInfo, Receiver, type StreamingListener } from '../../src/index.ts'
import { TestRun } from '../../src/testing/index.ts'

const METHODS = [
  'onStreamingStarted',
  'onReceiverStarted',
  'onReceiverError',
  'onReceiverStopped',
  'onBatchSubmitted',
  'onBatchStarted',
  'onBatchCompleted',
  'onOutputOperationStarted',
  'onOutputOperationCompleted',
] as const

/** A listener that writes every event down: `BatchStarted 1000`, `OutputOperationStarted 1000 0`, `ReceiverError 0`. */
function noting() {
  const lines: string[] = []
  const batches: BatchInfo[] = []
  const note = (method: string) => (event: any) => {
    const { batchInfo, outputOperationInfo: op, receiverInfo: receiver } = event
    const time = (batchInfo ?? op)?.batchTime.milliseconds
    lines.push([method.slice(2), time, op?.id ?? receiver?.streamId].filter((part) => part !== undefined).join(' '))
    if (batchInfo !== undefined) batches.push(batchInfo)
  }
  const listener: StreamingListener = Object.fromEntries(METHODS.map((method) => [method, note(method)]))
  return Object.assign(listener, { lines, batches })
}

const fail = (): never => {
  throw new Error('no disk')
}

/** Let `n` intervals pass at once, whatever fails in them. */
async function pass(run: TestRun, n: number): Promise<void> {
  if (run.ssc.getState() === 'INITIALIZED') {
    await run.ssc.start()
    run.ssc.awaitTermination().catch(() => {})
  }
  run.clock.advance(n * 1000)
  await run.ssc.idle()
}

const batchOf = (time: number, ...outputs: number[]): string[] => [
  `BatchSubmitted ${time}`,
  `BatchStarted ${time}`,
  ...outputs.flatMap((id) => [`OutputOperationStarted ${time} ${id}`, `OutputOperationCompleted ${time} ${id}`]),
  `BatchCompleted ${time}`,
]

test('the events of a batch come in order, also when output operations fail, with the reason of each', async () => {
  await using run = new TestRun()
  const notes = noting()
  run.ssc.addStreamingListener(notes)
  const { stream } = run.input([1], [2])
  stream.foreachRDD(fail)
  stream.print()
  stream.map(fail).foreachRDD(async (rdd) => rdd.count())
  await pass(run, 1)
  await pass(run, 1)
  assert.deepEqual(notes.lines, ['StreamingStarted', ...batchOf(1000, 0, 1, 2), ...batchOf(2000, 0, 1, 2)])
  for (const batch of notes.batches.filter((info) => info.processingEndTime !== undefined)) {
    const reasons = [...batch.outputOperationInfos.values()].map((op) => op.failureReason)
    assert.match(reasons[0] ?? '', /^E_USER_FUNCTION at foreachRDD \(listeners\.test\.ts:\d+\): no disk/)
    assert.equal(reasons[1], undefined)
    assert.match(reasons[2] ?? '', /^E_USER_FUNCTION at map \(listeners\.test\.ts:\d+\): no disk/)
  }
})

test('a batch whose RDD cannot be made has its events, too', async () => {
  await using run = new TestRun()
  const notes = noting()
  run.ssc.addStreamingListener(notes)
  const { stream } = run.input([1])
  stream.transform(() => undefined as never).print()
  stream.print()
  await pass(run, 1)
  assert.deepEqual(notes.lines.slice(1), batchOf(1000, 0, 1))
  assert.match(
    notes.batches.at(-1)?.outputOperationInfos.get(0)?.failureReason ?? '',
    /^E_TRANSFORM_NULL at transform \(listeners\.test\.ts:\d+\): /,
  )
})

test('batches that wait are submitted at once and run one after the other', async () => {
  await using run = new TestRun()
  const notes = noting()
  run.ssc.addStreamingListener(notes)
  const gate = Promise.withResolvers<void>()
  run.input([1], [2], [3]).stream.foreachRDD(() => gate.promise)
  const passed = pass(run, 3)
  while (notes.lines.length < 6) await new Promise(setImmediate)
  assert.deepEqual(notes.lines, [
    'StreamingStarted',
    'BatchSubmitted 1000',
    'BatchStarted 1000',
    'OutputOperationStarted 1000 0',
    'BatchSubmitted 2000',
    'BatchSubmitted 3000',
  ])
  run.clock.advance(400)
  gate.resolve()
  await passed
  assert.deepEqual(notes.lines.slice(6), [
    'OutputOperationCompleted 1000 0',
    'BatchCompleted 1000',
    ...batchOf(2000, 0).slice(1),
    ...batchOf(3000, 0).slice(1),
  ])
})

test('a batch tells when it was submitted, started and done, and what came in by each input', async () => {
  await using run = new TestRun()
  const notes = noting()
  run.ssc.addStreamingListener(notes)
  const first = run.input(['a', 'b']).stream
  const second = run.input([1, 2, 3]).stream
  const third = run.input(null).stream
  first.foreachRDD(() => run.clock.advance(40))
  second.foreachRDD(() => run.clock.advance(2))
  third.print()
  await pass(run, 1)
  const [submitted, started, completed] = notes.batches as [BatchInfo, BatchInfo, BatchInfo]
  assert.deepEqual(timesOf(submitted), [1000, undefined, undefined, undefined, undefined, undefined])
  assert.deepEqual(timesOf(started), [1000, 1000, undefined, 0, undefined, undefined])
  assert.deepEqual(timesOf(completed), [1000, 1000, 1042, 0, 42, 42])
  assert.equal(completed.numRecords, 5)
  assert.deepEqual(
    [...completed.streamIdToInputInfo].map(([id, info]) => [id, info.inputStreamId, info.numRecords]),
    [
      [0, 0, 2],
      [1, 1, 3],
    ],
  )
  assert.deepEqual(
    [...completed.outputOperationInfos.values()].map((op) => [op.id, op.name, op.startTime, op.endTime, op.duration]),
    [
      [0, 'foreachRDD-0', 1000, 1040, 40],
      [1, 'foreachRDD-1', 1040, 1042, 2],
    ],
  )
  assert.match(completed.outputOperationInfos.get(1)?.description ?? '', /^foreachRDD \(listeners\.test\.ts:\d+\)$/)
})

const timesOf = (info: BatchInfo) => [
  info.submissionTime,
  info.processingStartTime,
  info.processingEndTime,
  info.schedulingDelay,
  info.processingDelay,
  info.totalDelay,
]

test('the delay of a batch that waited is its scheduling delay', async () => {
  await using run = new TestRun()
  const notes = noting()
  run.ssc.addStreamingListener(notes)
  let spend = 1500
  run.input([1], [2]).stream.foreachRDD(async (rdd) => {
    await rdd.count()
    run.clock.advance(spend)
    spend = 100
  })
  await pass(run, 1)
  await run.ssc.idle()
  const second = notes.batches.findLast(({ batchTime }) => batchTime.milliseconds === 2000) as BatchInfo
  assert.deepEqual(timesOf(second), [2000, 2500, 2600, 500, 100, 600])
})

test('a batch without a job has no events, nor has its input a say in the next', async () => {
  await using run = new TestRun()
  const notes = noting()
  run.ssc.addStreamingListener(notes)
  run.input(null, [1], null).stream.print()
  await pass(run, 3)
  assert.deepEqual(notes.lines, ['StreamingStarted', ...batchOf(2000, 0)])
  assert.equal(notes.batches.at(-1)?.numRecords, 1)
})

test('a listener may be added after the start and taken away again', async () => {
  await using run = new TestRun()
  const notes = noting()
  run.input().stream.print()
  await pass(run, 1)
  run.ssc.addStreamingListener(notes)
  await pass(run, 1)
  run.ssc.removeStreamingListener(notes)
  await pass(run, 1)
  assert.deepEqual(notes.lines, batchOf(2000, 0))
})

test('a listener that throws is logged, and neither the program nor other listeners notice', async () => {
  await using run = new TestRun()
  const notes = noting()
  run.ssc.addStreamingListener({ onBatchStarted: fail })
  run.ssc.addStreamingListener(notes)
  const out = run.collect(run.input([1], [2]).stream)
  await run.tick(2)
  assert.deepEqual(out.batches, [[1], [2]])
  assert.deepEqual(notes.lines.slice(1), [...batchOf(1000, 0), ...batchOf(2000, 0)])
  assert.equal(run.logged.length, 2)
  for (const line of run.logged)
    assert.match(
      line,
      /^ERROR a streaming listener failed: E_USER_FUNCTION at addStreamingListener \(listeners\.test\.ts:\d+\): no disk \(onBatchStarted\)\.$/,
    )
  await run.stop()
})

test('what happened before the stop is told, and nothing after it', async () => {
  for (const graceful of [false, true]) {
    await using run = new TestRun()
    const notes = noting()
    run.ssc.addStreamingListener(notes)
    run.input([1]).stream.print()
    await pass(run, 1)
    await run.ssc.stop({ graceful })
    const told = [...notes.lines]
    assert.deepEqual(told.slice(1, 7), batchOf(1000, 0))
    run.clock.advance(5000)
    await new Promise(setImmediate)
    assert.deepEqual(notes.lines, told)
  }
})

class Flaky extends Receiver<string> {
  onStart(): void {
    this.store('a')
  }
  onStop(): void {}
}

test('receivers tell of their start, their errors, their restart and their end', async () => {
  await using run = new TestRun()
  const infos: unknown[] = []
  const note = (what: string) => (event: any) => {
    const { streamId, name, active, lastErrorMessage, lastErrorTime } = event.receiverInfo
    infos.push([what, streamId, name, active, lastErrorMessage, lastErrorTime])
  }
  run.ssc.addStreamingListener({
    onReceiverStarted: note('started'),
    onReceiverError: note('error'),
    onReceiverStopped: note('stopped'),
  })
  run.input().stream.print()
  const receiver = new Flaky()
  run.ssc.receiverStream(receiver).print()
  await run.tick()
  receiver.reportError('the peer is slow', new Error('late'))
  receiver.restart('the peer is gone', new Error('reset'))
  await new Promise(setImmediate)
  await run.tick(3)
  await run.stop()
  const restarting = 'Restarting receiver with delay 2000 ms: the peer is gone'
  assert.deepEqual(infos, [
    ['started', 1, 'Flaky-1', true, undefined, undefined],
    ['error', 1, 'Flaky-1', true, 'the peer is slow', 1000],
    ['stopped', 1, 'Flaky-1', false, restarting, 1000],
    ['started', 1, 'Flaky-1', true, restarting, 1000],
    ['stopped', 1, 'Flaky-1', false, restarting, 1000],
  ])
})
