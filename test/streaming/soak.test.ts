import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Receiver, StateSpec } from '../../src/index.ts'
import { TestRun } from '../../src/testing/index.ts'
import { ledgerBackend } from './ledger.ts'

const BATCHES = 3000
/** Batches until everything has reached its size: all windows full, all code compiled. */
const SETTLED = 600

class Words extends Receiver<string> {
  onStart(): void {}
  onStop(): void {}
}

/** Code that was made from text so far. */
let generated = 0
globalThis.Function = new Proxy(globalThis.Function, {
  construct(target, args) {
    generated++
    return Reflect.construct(target, args)
  },
})

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

async function heapUsed(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collectGarbage()
    // Finalizers have turns of their own.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed
}

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const one = (word: string) => [word, 1] as const

/** A program with some of everything that keeps something: windows, state, receivers, files, queues, checkpoints. */
function program() {
  const { backend, ledger } = ledgerBackend()
  const run = new TestRun({ environment: { backend }, conf: { 'spark.log.level': 'error' } })
  const { ssc, sc } = run
  ssc.checkpoint('/checkpoints')
  const hands = [new Words(), new Words()]
  const words = ssc.union(hands.map((hand) => ssc.receiverStream(hand))).flatMap((line) => line.split(' '))
  const queue: string[][] = []
  const pairs = words.union(ssc.queueStream(queue)).union(ssc.textFileStream('/in')).map(one)
  const table = sc.parallelize<readonly [string, string]>([['w1', 'known']], 1).cache()
  let outputs = 0
  const streams = [
    pairs.reduceByKey(add),
    pairs.reduceByKeyAndWindow(add, subtract, '10s', '2s', undefined, ([, n]) => n > 0),
    pairs.reduceByKeyAndWindow(add, '20s', '5s'),
    words.countByValueAndWindow('30s', '10s'),
    words.window('6s', '3s'),
    pairs.updateStateByKey((values, state: number | undefined) =>
      values.length === 0 ? undefined : (state ?? 0) + values.length,
    ),
    pairs.mapWithState(StateSpec.function((_word: string, n: number | undefined) => n).timeout('7s')),
    pairs.transform((rdd) => rdd.join(table)),
    pairs
      .mapValues((n) => n * 2)
      .persist()
      .checkpoint('4s'),
  ]
  for (const stream of streams)
    stream.foreachRDD(async (rdd) => {
      outputs += (await rdd.count()) >= 0 ? 1 : 0
    })
  const batches = { submitted: 0, completed: 0, operations: 0 }
  ssc.addStreamingListener({
    onBatchSubmitted: () => void batches.submitted++,
    onBatchCompleted: () => void batches.completed++,
    onOutputOperationCompleted: ({ outputOperationInfo }) => {
      assert.equal(outputOperationInfo.failureReason, undefined)
      batches.operations++
    },
  })
  const feed = async (batch: number): Promise<void> => {
    hands[0]?.store(`w${batch % 50} w${batch % 7} only${batch}`)
    if (batch % 3 === 0) await hands[1]?.storeBlock([`w${batch % 11}`, `once${batch}`], { batch })
    if (batch % 100 === 50) hands[1]?.restart('now and then', undefined, 1000)
    queue.push([`q${batch % 5}`])
    if (batch % 10 !== 0) return
    await run.files.remove('/in')
    run.files.write(`/in/${batch}`, `f${batch % 4}\n`)
  }
  return { run, ledger, batches, feed, outputs: () => outputs }
}

/** How much there is of everything that could grow. */
async function sizes({ run, ledger, batches }: ReturnType<typeof program>) {
  const found = (await run.files.stat('/checkpoints')) ? await run.files.list('/checkpoints') : []
  const folder = found.find(({ name }) => name !== 'owner' && !name.startsWith('kept-by-'))
  const kept = found.find(({ name }) => name.startsWith('kept-by-'))
  const log = kept === undefined ? [] : await run.files.list(`${kept.path}/log`)
  const checkpoints = folder === undefined ? [] : await run.files.list(folder.path)
  return {
    remembered: run.ssc.graph.streams.reduce((sum, stream) => sum + stream.remembered, 0),
    blocks: ledger.blocks.size,
    persisted: ledger.persisted.size,
    running: ledger.running,
    waiting: batches.submitted - batches.completed,
    alarms: run.clock.pending,
    checkpoints: checkpoints.length,
    segments: log.length,
    generated,
  }
}

test(`${BATCHES} batches of windows, state, receivers, files and checkpoints take no more than the first ${SETTLED}`, async () => {
  const job = program()
  const { run, batches, feed, ledger } = job
  let most: Awaited<ReturnType<typeof sizes>> | undefined
  let heap = 0
  let code = 0
  await run.tick(0)
  for (let batch = 1; batch <= BATCHES; batch++) {
    await feed(batch)
    await run.tick()
    // Streams of different slides are fullest at different times: the largest of a minute counts.
    const now = await sizes(job)
    if (batch <= SETTLED) {
      most = Object.fromEntries(
        Object.entries(now).map(([name, size]) => [name, Math.max(size, most?.[name as keyof typeof now] ?? 0)]),
      ) as typeof now
      if (batch === SETTLED) [heap, code] = [await heapUsed(), generated]
    } else
      for (const [name, size] of Object.entries(now))
        assert.ok(size <= (most?.[name as keyof typeof now] ?? 0), `after ${batch} batches: ${size} of ${name}`)
  }
  const grown = (await heapUsed()) - heap
  const { blocks, persisted, remembered } = await sizes(job)
  assert.ok(blocks > 0 && blocks < 100, `${blocks} blocks`)
  assert.ok(persisted > 0 && persisted < 300, `${persisted} persisted RDDs`)
  assert.ok(remembered > 0 && remembered < 1000, `${remembered} remembered RDDs`)
  assert.equal(generated, code)
  // One RDD a batch that is never let go of would be more; machine code and the like come and go by half as much.
  assert.ok(grown < 1_500_000, `the heap grew by ${grown} bytes`)
  assert.deepEqual(
    [batches.submitted, batches.completed, batches.operations, ledger.running],
    [BATCHES, BATCHES, job.outputs(), 0],
  )
  await run.stop()
  assert.deepEqual([run.clock.pending, run.network.connections], [0, 0])
})
