import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StreamError } from '../../kernel/errors.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { DStream } from '../dstream.ts'
import { type Bench, bench, collected, sorted } from './table.test.ts'

const max = (a: number, b: number): number => Math.max(a, b)

/** Run `n` batches of which some fail, and answer the times in s of those that did. */
async function failures(b: Bench, n: number): Promise<number[]> {
  const failed: number[] = []
  b.ssc.addStreamingListener({
    onOutputOperationCompleted({ outputOperationInfo: info }) {
      if (info.failureReason !== undefined) failed.push(info.batchTime.milliseconds / 1000)
    },
  })
  await b.ssc.start()
  const ended = b.ssc.awaitTermination().catch(() => {})
  for (let i = 0; i < n; i++) {
    b.clock.advance(1000)
    await b.ssc.idle()
  }
  await b.ssc.stop()
  await ended
  return failed
}

const naive = (values: readonly number[], window: number): unknown[] =>
  values.map((_, i) => [['a', Math.max(...values.slice(Math.max(0, i + 1 - window), i + 1))]])

test('windows fail while what cannot be merged is in them, and only they', async () => {
  const b = bench()
  const values = [1, 2, 4, 8, 16, 3, 1, 2, 1, 1]
  const poisoned = (a: number, c: number): number => {
    if (a === 8 || c === 8) throw new Error('poison')
    return max(a, c)
  }
  const { batches } = collected(
    b.input(values.map((value) => [['a', value]])).reduceByKeyAndWindow(poisoned, '4s') as DStream<any>,
  )
  assert.deepEqual(await failures(b, values.length), [4, 5, 6, 7])
  const expected = naive(values, 4)
  for (const i of [0, 1, 2, 7, 8, 9]) assert.deepEqual(batches[i], expected[i])
})

for (const late of [false, true])
  test(`windows fail while ${late ? 'the records' : 'the RDD'} of a batch cannot be made, and only they`, async () => {
    const b = bench()
    const values = [1, 2, 4, 8, 16, 3, 1, 2, 1, 1]
    const stream = b
      .input(
        values.map((value) => [['a', value]]),
        1,
      )
      .transform((rdd, time) => {
        if (time.milliseconds !== 4000) return rdd
        if (!late) throw new Error('no RDD')
        return rdd.map(() => {
          throw new Error('no records')
        })
      })
    const { batches } = collected(stream.reduceByKeyAndWindow(max, '4s') as DStream<any>)
    assert.deepEqual((await failures(b, values.length)).length, 4)
    const expected = naive(values, 4)
    for (const i of [0, 1, 2, 7, 8, 9]) assert.deepEqual(batches[i], expected[i], `${i}`)
  })

test('a batch that fails once is in the windows after it', async () => {
  const b = bench()
  const values = [1, 2, 4, 80, 16, 3, 1, 2, 1, 1]
  let broken = true
  const stream = b.input(values.map((value) => [['a', value]])).map((pair) => {
    if (pair[1] === 80 && broken) {
      broken = false
      throw new Error('once')
    }
    return pair
  })
  const { batches } = collected(stream.reduceByKeyAndWindow(max, '5s') as DStream<any>)
  assert.deepEqual(await failures(b, values.length), [4])
  const expected = naive(values, 5)
  for (const [i, batch] of expected.entries()) if (i !== 3) assert.deepEqual(batches[i], batch)
})

test('what an output does not look at is in the window all the same', async () => {
  const b = bench()
  const keys = ['a', 'b', 'c', 'd', 'e', 'f']
  const stream = b
    .input(Array.from({ length: 9 }, (_, i) => keys.map((key) => [key, i])))
    .reduceByKeyAndWindow((x: number, y: number) => x + y, '5s', '1s', 4)
  // Takes the first record, so only the first partition of a batch is computed; the last batch is read whole.
  stream.print(0)
  let last: unknown
  stream.foreachRDD(async (rdd, time) => {
    if (time.milliseconds === 9000) last = sorted(await rdd.collect())
  })
  await b.run(9)
  assert.deepEqual(
    last,
    keys.map((key) => [key, 4 + 5 + 6 + 7 + 8]),
  )
})

test('a window that is asked for again, after the next one, is as it was', async () => {
  const b = bench()
  const rdds: RDD<any>[] = []
  const again: unknown[] = []
  const stream = b.input(Array.from({ length: 9 }, (_, i) => [['a', i]])).reduceByKeyAndWindow(max, '5s')
  stream.foreachRDD(async (rdd) => {
    rdds.push(rdd)
    await rdd.collect()
    for (const earlier of rdds.slice(-3)) again.push(...(await earlier.collect()).map(([, value]) => value))
  })
  await b.run(6)
  assert.deepEqual(again, [0, 0, 1, 0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5])
})

test('panes that went with a worker are made again from what the parent remembers', async () => {
  const lost = new Set<string>()
  const b = bench()
  const { backend } = b.sc
  Object.assign(backend, { losesStates: true })
  const stateVersion = backend.stateVersion.bind(backend)
  backend.stateVersion = (operator, partitions) => {
    if (lost.has(operator)) throw new StreamError('E_WORKER_LOST', 'the state went with worker 1')
    return stateVersion(operator, partitions)
  }
  const values = [9, 1, 2, 4, 3, 3, 1, 2, 1, 1]
  const stream = b.input(values.map((value) => [['a', value]])).transform((rdd, time) => {
    if (time.milliseconds === 4000) lost.add('largest.panes')
    return rdd
  })
  const { batches } = collected(stream.reduceByKeyAndWindow(max, '5s').named('largest') as DStream<any>)
  assert.deepEqual(await failures(b, values.length), [])
  assert.deepEqual(batches, naive(values, 5))
  assert.equal(stateVersion('largest.panes', 2), 4000)
  assert.equal(stateVersion('largest.panes~1', 2), 10_000)
})

test('panes are filed under the name of the stream', async () => {
  const b = bench()
  collected(
    b
      .input([[['a', 1]]])
      .reduceByKeyAndWindow(max, '5s', '1s', 1)
      .named('largest') as DStream<any>,
  )
  await b.ssc.start()
  b.clock.advance(1000)
  await b.ssc.idle()
  assert.equal(b.sc.backend.stateVersion('largest.panes', 1), 1000)
  await b.ssc.stop()
})

test('parents keep what panes are still to be made of, and no more', async () => {
  const b = bench()
  const values = Array.from({ length: 20 }, (_, i) => i)
  const input = b.input(values.map((value) => [['a', value]]))
  let isBad = true
  const { batches } = collected(
    input
      .map((pair) => {
        if (isBad) throw new Error('bad')
        return pair
      })
      .reduceByKeyAndWindow(max, '30s') as DStream<any>,
  )
  const kept: number[] = []
  await b.ssc.start()
  for (const value of values) {
    isBad = value >= 5 && value < 10
    b.clock.advance(1000)
    await b.ssc.idle()
    kept.push(input.remembered)
  }
  await b.ssc.stop()
  // Three slides are remembered in any case; five batches failed.
  assert.deepEqual(kept, [1, 2, 3, 3, 3, 3, 3, 3, 4, 5, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3])
  assert.deepEqual(batches.at(-1), [['a', 19]])
})
