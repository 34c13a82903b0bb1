import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '../../src/connect/network.ts'
import { nodeNetwork } from '../../src/connect/node-net.ts'
import { type DStream, Receiver, StorageLevel, StreamingContext, seconds } from '../../src/index.ts'
import { isKeptFolder } from '../../src/streaming/checkpoint/kept-folder.ts'
import { TestRun } from '../../src/testing/index.ts'

const turn = (): Promise<void> => new Promise(setImmediate)
const KEPT = { 'spark.streaming.stopSparkContextByDefault': false }

/** Start; what fails later is asked of the context itself. */
async function started(run: TestRun): Promise<void> {
  await run.ssc.start()
  run.ssc.awaitTermination().catch(() => {})
}

async function pass(run: TestRun, n = 1): Promise<void> {
  run.clock.advance(n * 1000)
  await run.ssc.idle()
}

test('from its definition to its end, a context says what it is', async () => {
  await using run = new TestRun()
  const out = run.collect(run.input([1]).stream)
  assert.equal(run.ssc.getState(), 'INITIALIZED')
  assert.equal(StreamingContext.getActive(), undefined)
  await run.tick()
  assert.equal(run.ssc.getState(), 'ACTIVE')
  assert.equal(StreamingContext.getActive(), run.ssc)
  await run.stop()
  assert.equal(run.ssc.getState(), 'STOPPED')
  assert.equal(StreamingContext.getActive(), undefined)
  assert.deepEqual(out.batches, [[1]])
})

test('one context of a process is active, unless several are allowed', async () => {
  const alone = { conf: { 'spark.driver.allowMultipleContexts': false } }
  await using first = new TestRun(alone)
  await using second = new TestRun(alone)
  for (const run of [first, second]) run.input().stream.print()
  await first.tick()
  await assert.rejects(second.tick(), {
    message:
      /^E_CONTEXT_ACTIVE at start \([\w.-]+:\d+\): another streaming context of this process is active: start \([\w.-]+:\d+\)\. Stop it first, or set spark\.driver\.allowMultipleContexts to true\.$/,
  })
  await using third = new TestRun()
  third.input().stream.print()
  await third.tick()
  assert.equal(StreamingContext.getActive(), third.ssc)
  await third.stop()
  assert.equal(StreamingContext.getActive(), first.ssc)
})

const LATE: Readonly<Record<string, (stream: DStream<any>, run: TestRun) => unknown>> = {
  map: (s) => s.map((x) => x),
  window: (s) => s.window(seconds(1)),
  updateStateByKey: (s) => s.updateStateByKey(() => 1),
  union: (s, { ssc }) => ssc.union([s, s]),
  queueStream: (_, { ssc }) => ssc.queueStream([[1]]),
  socketTextStream: (_, { ssc }) => ssc.socketTextStream('localhost', 9999),
  textFileStream: (_, { ssc }) => ssc.textFileStream('/in'),
  print: (s) => s.print(),
  foreachRDD: (s) => s.foreachRDD(() => {}),
  persist: (s) => s.persist(),
  checkpoint: (s) => s.checkpoint(seconds(1)),
  remember: (_, { ssc }) => ssc.remember(seconds(1)),
}

for (const [operator, add] of Object.entries(LATE))
  test(`${operator} after start and after stop is refused`, async () => {
    await using run = new TestRun()
    const { stream } = run.input()
    stream.print()
    for (const word of ['started', 'stopped']) {
      await (word === 'started' ? run.tick() : run.stop())
      const kind = new RegExp(
        `^E_GRAPH_CLOSED at ${operator} \\(lifecycle\\.test\\.ts:\\d+\\): ${operator} was called after the streaming context was ${word}\\. `,
      )
      assert.throws(() => add(stream, run), { message: kind })
    }
  })

test('the first batch is at the next multiple of the interval; windows are aligned to the start, not to the epoch', async () => {
  await using run = new TestRun({ start: 7_000 })
  run.clock.advance(300)
  const { stream } = run.input([1], [2], [3], [4])
  const [all, windows] = [run.collect(stream), run.collect(stream.window(seconds(4), seconds(2)))]
  await run.tick(4)
  assert.deepEqual(all.times, [8_000, 9_000, 10_000, 11_000])
  assert.deepEqual(windows.times, [9_000, 11_000])
})

test('every tick that a late driver missed is made, in order, with what was due in it', async () => {
  await using run = new TestRun()
  const input = run.input<number>(...Array.from({ length: 600 }, (_, i) => [i]))
  const { batches, times } = run.collect(input.stream.window(seconds(2)))
  await started(run)
  run.clock.advance('10m')
  await run.ssc.idle()
  assert.deepEqual(
    times,
    Array.from({ length: 600 }, (_, i) => (i + 1) * 1000),
  )
  assert.deepEqual(
    batches,
    Array.from({ length: 600 }, (_, i) => (i === 0 ? [0] : [i - 1, i])),
  )
})

test('a transform that takes long delays the batches behind it and loses none', async () => {
  await using run = new TestRun()
  const gate = Promise.withResolvers<void>()
  const slow = run.input([1], [2], [3]).stream.transform(async (rdd, time) => {
    if (time.milliseconds === 1000) await gate.promise
    return rdd.map((x) => x * 10)
  })
  const out = run.collect(slow)
  await started(run)
  run.clock.advance(3000)
  await turn()
  assert.deepEqual(out.batches, [null])
  gate.resolve()
  await run.ssc.idle()
  assert.deepEqual(out.batches, [[10], [20], [30]])
})

test('concurrentJobs counts output operations, of one batch and of several', async () => {
  await using run = new TestRun({ conf: { 'spark.streaming.concurrentJobs': 2 } })
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const { stream } = run.input()
  for (const name of ['a', 'b', 'c'])
    stream.foreachRDD((_, time) => {
      const gate = Promise.withResolvers<void>()
      gates.set(`${name}${time.milliseconds / 1000}`, gate)
      return gate.promise
    })
  await started(run)
  run.clock.advance(2000)
  const begun = async (...names: string[]): Promise<void> => {
    await turn()
    assert.deepEqual([...gates.keys()], names)
  }
  await begun('a1', 'b1')
  gates.get('b1')?.resolve()
  await begun('a1', 'b1', 'c1')
  gates.get('c1')?.resolve()
  await begun('a1', 'b1', 'c1', 'a2')
  for (const name of ['a1', 'a2']) gates.get(name)?.resolve()
  await begun('a1', 'b1', 'c1', 'a2', 'b2', 'c2')
  for (const gate of gates.values()) gate.resolve()
  await run.ssc.idle()
})

test('awaitTermination rejects with the first error while later batches run', async () => {
  await using run = new TestRun()
  const seen: number[] = []
  const { stream } = run.input([1], [0], [2], [0], [3])
  stream
    .map((x) => {
      if (x === 0) throw new RangeError(`division in batch ${seen.length}`)
      return 6 / x
    })
    .foreachRDD(async (rdd) => seen.push(await rdd.first()))
  await run.ssc.start()
  const ended = run.ssc.awaitTermination()
  await pass(run, 2)
  const first =
    /^E_USER_FUNCTION at map \(lifecycle\.test\.ts:\d+\): RangeError: division in batch 1 \(record 0, partition 1, attempt 4 of 4\)\.$/
  await assert.rejects(ended, { message: first })
  await pass(run, 3)
  assert.deepEqual(seen, [6, 3, 2])
  await assert.rejects(run.ssc.awaitTermination(), { message: first })
  await assert.rejects(run.ssc.awaitTerminationOrTimeout(seconds(1)), { message: first })
  assert.equal(run.ssc.getState(), 'ACTIVE')
  await run.ssc.stop()
  await assert.rejects(run.ssc.awaitTermination(), { message: first })
})

test('awaitTerminationOrTimeout answers false when the time is over and true when the context was stopped', async () => {
  await using run = new TestRun()
  run.input().stream.print()
  await started(run)
  const [late, early] = [run.ssc.awaitTerminationOrTimeout(seconds(2)), run.ssc.awaitTerminationOrTimeout(seconds(9))]
  await pass(run, 2)
  assert.equal(await late, false)
  await run.stop()
  assert.equal(await early, true)
  assert.equal(await run.ssc.awaitTerminationOrTimeout(seconds(1)), true)
  assert.equal(run.clock.pending, 0)
})

/** An input whose second batch is being worked on, until the gate is opened. */
async function inTheMiddle(run: TestRun) {
  const gate = Promise.withResolvers<void>()
  const seen: number[] = []
  run
    .input([1], [2], [3])
    .stream.mapAsync(async (x) => {
      if (x > 1) await gate.promise
      return x
    })
    .foreachRDD(async (rdd) => seen.push(...(await rdd.collect())))
  await started(run)
  await pass(run)
  run.clock.advance(2000)
  await turn()
  return { gate, seen }
}

/** What is left of three batches of which the second does not end. */
const LAST_TWO = {
  batches: [2000, 3000].map((time) => ({ time, outputs: ['foreachRDD-0'], records: { 'memoryStream-0': 1 } })),
  received: {},
}

test('a stop in the middle of a batch aborts it, and says what is left', async () => {
  await using run = new TestRun()
  const { seen } = await inTheMiddle(run)
  assert.deepEqual(await run.ssc.stop(), { batchesCompleted: 1, batchesLeft: 2, recordsLeft: 2, left: LAST_TWO })
  await run.ssc.awaitTermination()
  assert.deepEqual(seen, [1])
  assert.deepEqual(run.logged, [])
  assert.equal(run.clock.pending, 0)
})

test('a graceful stop in the middle of a batch finishes it and those that are due, twice asked as once', async () => {
  await using run = new TestRun()
  const { gate, seen } = await inTheMiddle(run)
  const stops = [run.ssc.stop(true, true), run.ssc.stop({ graceful: true })]
  await turn()
  assert.equal(run.ssc.getState(), 'ACTIVE')
  gate.resolve()
  for (const stop of stops) assert.deepEqual(await stop, { batchesCompleted: 3, batchesLeft: 0, recordsLeft: 0 })
  assert.deepEqual(seen, [1, 2, 3])
  assert.equal(run.sc.isStopped, true)
  assert.equal(run.clock.pending, 0)
})

test('a stop that is in a hurry ends a graceful one', async () => {
  await using run = new TestRun()
  const { seen } = await inTheMiddle(run)
  const graceful = run.ssc.stop(true, true)
  await turn()
  const report = { batchesCompleted: 1, batchesLeft: 2, recordsLeft: 2, left: LAST_TWO }
  assert.deepEqual(await run.ssc.stop(), report)
  assert.deepEqual(await graceful, report)
  assert.deepEqual(seen, [1])
})

test('after stop(false) a new context over the same SparkContext begins from nothing', async () => {
  await using run = new TestRun({ conf: KEPT })
  const count = (stream: DStream<any>) =>
    stream.updateStateByKey((values: number[], n: number | undefined) => (n ?? 0) + values.length)
  const first = run.collect(count(run.input([['a', 1]], [['a', 1]]).stream))
  await run.tick(2)
  await run.ssc.stop(false)
  assert.equal(run.sc.isStopped, false)
  assert.equal(await run.sc.parallelize([1, 2]).count(), 2)
  assert.deepEqual(first.batches.at(-1), [['a', 2]])

  const second = new StreamingContext(run.sc, seconds(1))
  const batches: unknown[] = []
  count(second.queueStream([[['a', 1]]])).foreachRDD(async (rdd, time) =>
    batches.push([time.milliseconds, await rdd.collect()]),
  )
  await second.start()
  run.clock.advance(1000)
  await second.idle()
  assert.deepEqual(batches, [[3000, [['a', 1]]]])
  await second.stop(true)
  assert.equal(run.sc.isStopped, true)
})

test('slice makes RDDs that no output asked for, also those between the slides of a window, until they are forgotten', async () => {
  await using run = new TestRun()
  run.ssc.remember(seconds(3))
  const squares = run.input([1], [2], [3], [4], [5]).stream.map((x) => x * x)
  run.collect(squares.window(seconds(2), seconds(2)))
  await run.tick(5)
  const sliced = async (from: number, to: number): Promise<unknown[]> => {
    const rdds = await squares.slice(from, to)
    return (await Promise.all(rdds.map((rdd) => rdd.collect()))).flat()
  }
  assert.deepEqual(await sliced(3000, 5000), [9, 16, 25])
  assert.deepEqual(await sliced(3999, 4001), [9, 16])
  assert.equal((await squares.slice(3000, 3000))[0], (await squares.slice(3000, 3000))[0])
  await run.tick(5)
  assert.deepEqual(await sliced(1000, 5000), [])
})

test('each RDD below a window is computed once, and unpersisted when no window reaches it', async () => {
  for (const unpersist of [true, false]) {
    await using run = new TestRun({ conf: { 'spark.streaming.unpersist': unpersist } })
    let computed = 0
    const counted = run.input(...Array.from({ length: 20 }, (_, i) => [i])).stream.map((x) => {
      computed++
      return x
    })
    const windows = run.collect(counted.window(seconds(4)).persist(StorageLevel.MEMORY_AND_DISK))
    await run.tick(20)
    assert.equal(computed, 20)
    assert.equal(counted.storageLevel, StorageLevel.MEMORY_AND_DISK)
    assert.deepEqual(windows.batches.at(-1), [16, 17, 18, 19])
    if (unpersist) assert.ok(run.sc.getPersistentRDDs().size <= 5)
  }
})

test('what a program cached itself outlives its batch', async () => {
  await using run = new TestRun()
  let computed = 0
  const table = run.sc
    .parallelize([1, 2])
    .map((x) => {
      computed++
      return x
    })
    .cache()
  const out = run.collect(run.input().stream.transform(() => table))
  const latest = run.input([7]).stream
  let cached: any
  latest.foreachRDD((rdd) => {
    cached ??= rdd.persist()
  })
  await run.tick(6)
  assert.deepEqual(out.batches, Array(6).fill([1, 2]))
  assert.equal(computed, 2)
  assert.equal(cached.storageLevel, StorageLevel.MEMORY_ONLY)
})

test('checkpoint(interval) writes the RDDs of its times, reads them instead of computing, and removes them in the end', async () => {
  await using run = new TestRun()
  run.ssc.checkpoint('/points')
  const stream = run
    .input(...Array.from({ length: 12 }, (_, i) => [i]))
    .stream.map((x) => x * 10)
    .checkpoint(seconds(2))
  const kept: number[] = []
  stream.foreachRDD(async (rdd, time) => {
    await rdd.count()
    if (!rdd.isCheckpointed()) return
    kept.push(time.milliseconds)
    assert.equal(rdd.dependencies.length, 0)
    assert.deepEqual(await rdd.unpersist().collect(), [(time.milliseconds / 1000 - 1) * 10])
  })
  await run.tick(12)
  await run.stop()
  assert.deepEqual(kept, [2000, 4000, 6000, 8000, 10_000, 12_000])
  const directories = run.files
    .listSync('/points')
    .flatMap((status) => (status.kind === 'directory' && !isKeptFolder(status) ? run.files.listSync(status.path) : []))
  assert.equal(directories.filter(({ kind }) => kind === 'directory').length, 2)
})

class Steps extends Receiver<string> {
  readonly steps: string[]
  #n = 0
  constructor(steps: string[]) {
    super()
    this.steps = steps
  }
  onStart(): void {
    this.steps.push('receiver started')
  }
  push(): void {
    this.store(`record ${++this.#n}`)
  }
  onStop(): void {
    this.push()
    this.steps.push('receiver stopped')
  }
}

test('a graceful stop closes the receivers first, then makes a batch of all they had, and waits for its jobs', async () => {
  await using run = new TestRun()
  const steps: string[] = []
  const receiver = new Steps(steps)
  run.ssc.receiverStream(receiver).foreachRDD(async (rdd, time) => {
    steps.push(`${time.milliseconds}: ${await rdd.collect()}`)
  })
  await started(run)
  receiver.push()
  await pass(run)
  receiver.push()
  receiver.push()
  assert.deepEqual(await run.ssc.stop(true, true), { batchesCompleted: 2, batchesLeft: 0, recordsLeft: 0 })
  assert.deepEqual(steps, [
    'receiver started',
    '1000: record 1',
    'receiver stopped',
    '2000: record 2,record 3,record 4',
  ])
})

test('a stop that is not graceful says how many records it leaves', async () => {
  await using run = new TestRun()
  const steps: string[] = []
  const receiver = new Steps(steps)
  run.ssc.receiverStream(receiver).print()
  await started(run)
  await pass(run)
  receiver.push()
  receiver.push()
  assert.deepEqual(await run.ssc.stop(), {
    ...{ batchesCompleted: 1, batchesLeft: 0, recordsLeft: 3 },
    left: { batches: [], received: { 'receiverStream-0': 3 } },
  })
  assert.deepEqual(steps, ['receiver started', 'receiver stopped'])
})

test('a graceful stop keeps the lines that a socket brought, from memory and from a real one', async () => {
  for (const real of [false, true]) {
    await using run = new TestRun(real ? { environment: { network: nodeNetwork } } : {})
    const connected = Promise.withResolvers<Connection>()
    const network = real ? nodeNetwork : run.network
    const listener = await network.listen({ host: '127.0.0.1', port: 0 }, (peer) => {
      connected.resolve(peer)
      return {}
    })
    const arrived = Promise.withResolvers<void>()
    const decode = (bytes: Uint8Array): string[] => {
      const text = new TextDecoder().decode(bytes)
      if (text.endsWith('end\n')) queueMicrotask(() => arrived.resolve())
      return text.trim().split('\n')
    }
    const out = run.collect(run.ssc.socketStream('127.0.0.1', listener.port, decode))
    await run.tick()
    const peer = await connected.promise
    peer.write('one\ntwo\nthe end\n')
    await arrived.promise
    assert.deepEqual(await run.ssc.stop(true, true), { batchesCompleted: 2, batchesLeft: 0, recordsLeft: 0 })
    assert.deepEqual(out.batches, [[], ['one', 'two', 'the end']])
    await listener.close()
  }
})
