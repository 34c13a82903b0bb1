import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Receiver } from '../../src/index.ts'
import { sleep } from '../../src/kernel/clock/clock.ts'
import { TestRun } from '../../src/testing/index.ts'

/** Records a second that the job can work off. */
const CAPACITY = 1000
/** Seconds of overload, and seconds after it. */
const [OVERLOAD, AFTER] = [300, 300]
/** Bytes that one number counts for. */
const BYTES = 64

/** Numbers from 0 on, so many a second; it takes no new ones while it has to wait. */
class Tap extends Receiver<number> {
  perSecond: number
  stored = 0
  #isOpen = false

  constructor(perSecond: number) {
    super()
    this.perSecond = perSecond
  }

  override async onStart(): Promise<void> {
    this.#isOpen = true
    while (this.#isOpen) {
      const many = this.perSecond / 50
      if (!this.storeAll(Array.from({ length: many }, () => this.stored++))) await this.ready()
      await sleep(this.host.clock, 20)
    }
  }

  override onStop(): void {
    this.#isOpen = false
  }
}

interface Second {
  /** ms that the last batch done by then had waited, and was worked on. */
  readonly scheduling: number
  readonly processing: number
  /** Bytes of records that are in no batch that is done. */
  readonly bytes: number
}

/** Three times what the job can do for five minutes, then half of it for as long; what is seen at each second. */
async function overloaded(conf: Record<string, string | number | boolean>) {
  await using run = new TestRun({ conf, master: 'local' })
  const tap = new Tap(3 * CAPACITY)
  const seen: number[][] = []
  let last = { scheduling: 0, processing: 0 }
  let done = 0
  run.ssc.addStreamingListener({
    onBatchCompleted({ batchInfo }) {
      last = { scheduling: batchInfo.schedulingDelay ?? 0, processing: batchInfo.processingDelay ?? 0 }
      done += batchInfo.numRecords
    },
  })
  run.ssc.receiverStream(tap).foreachRDD(async (rdd) => {
    const records = await rdd.collect()
    seen.push(records)
    await sleep(run.clock, (records.length * 1000) / CAPACITY)
  })
  await run.tick(0)
  const seconds: Second[] = []
  for (let s = 0; s < OVERLOAD + AFTER; s++) {
    if (s === OVERLOAD) tap.perSecond = CAPACITY / 2
    for (let i = 0; i < 100; i++) {
      run.clock.advance(10)
      await new Promise(setImmediate)
    }
    seconds.push({ ...last, bytes: (tap.stored - done) * BYTES })
  }
  const stop = run.ssc.stop({ graceful: true })
  for (let stopped = false; !stopped; run.clock.advance(1000)) {
    await new Promise(setImmediate)
    stopped = await Promise.race([stop.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))])
  }
  return { seconds, seen, stored: tap.stored }
}

/** Everything came, in order and once. */
function assertNothingLost({ seen, stored }: { readonly seen: readonly number[][]; readonly stored: number }): void {
  const all = seen.flat()
  assert.equal(all.length, stored)
  for (let i = 0; i < all.length; i++) if (all[i] !== i) assert.fail(`${all[i]} came at ${i}`)
}

const most = (seconds: readonly Second[], what: keyof Second): number => Math.max(...seconds.map((one) => one[what]))

/** Seconds from the end of the overload after which batches do not wait for each other. */
const calmAfter = (seconds: readonly Second[]): number =>
  Math.max(0, seconds.findLastIndex(({ scheduling }) => scheduling > 0) + 1 - OVERLOAD)

const BACKPRESSURE = { 'spark.streaming.backpressure.enabled': true }

test('with backpressure five minutes of overload delay batches by seconds, and nothing is lost', async () => {
  const run = await overloaded(BACKPRESSURE)
  const { seconds } = run
  // Until the first estimate comes, with the second batch at 7 s, each second brings 3 s of work.
  assert.ok(most(seconds, 'scheduling') <= 20_000, `${most(seconds, 'scheduling')} ms`)
  const settled = seconds.slice(60, OVERLOAD)
  assert.ok(most(settled, 'scheduling') <= 1000, `${most(settled, 'scheduling')} ms`)
  const worked = run.seen.flat().length
  assert.ok(worked >= 0.9 * CAPACITY * OVERLOAD, `${worked} records`)
  assert.ok(calmAfter(seconds) <= 10, `calm after ${calmAfter(seconds)} s`)
  assertNothingLost(run)
})

test('with an initial rate, or a slow start, no batch waits for longer than an interval', async () => {
  for (const conf of [
    { 'spark.streaming.backpressure.initialRate': 500 },
    { 'millstream.backpressure.slowStart': true },
  ]) {
    const run = await overloaded({ ...BACKPRESSURE, ...conf })
    assert.ok(most(run.seconds, 'scheduling') <= 1000, `${most(run.seconds, 'scheduling')} ms`)
    assert.ok(most(run.seconds, 'processing') <= 2000, `${most(run.seconds, 'processing')} ms`)
    assertNothingLost(run)
  }
})

test('without backpressure the memory of receivers bounds what waits, and the delay is over within five minutes', async () => {
  const memory = 60 * CAPACITY * BYTES
  const run = await overloaded({ 'millstream.receiver.memory': memory })
  const { seconds } = run
  assert.ok(most(seconds, 'bytes') <= memory + BYTES * CAPACITY, `${most(seconds, 'bytes')} bytes`)
  assert.ok(most(seconds, 'scheduling') > 30_000, 'the test overloads nothing')
  // What fits into the memory is a minute of work.
  assert.ok(most(seconds, 'scheduling') <= 62_000, `${most(seconds, 'scheduling')} ms`)
  assert.ok(calmAfter(seconds) <= 300, `calm after ${calmAfter(seconds)} s`)
  assertNothingLost(run)
})
