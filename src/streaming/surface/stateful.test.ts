import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RDD } from '../../rdd/rdd.ts'
import { StreamingContext } from '../context.ts'
import { type State, StateSpec } from './state-spec.ts'
import { bench, collected, sorted } from './table.test.ts'

const sum = (values: number[], old: number | undefined): number => values.reduce((a, b) => a + b, old ?? 0)

test('state goes on in partitions that an output does not look at', async () => {
  const b = bench()
  const keys = ['a', 'b', 'c', 'd', 'e', 'f']
  const counts = b.input(new Array(4).fill(keys.map((key) => [key, 1]))).updateStateByKey(sum, 4)
  // Takes the first record, so only the first partition of a batch is computed; the last batch is read whole.
  counts.print(0)
  let last: unknown
  counts.foreachRDD(async (rdd, time) => {
    if (time.milliseconds === 4000) last = sorted(await rdd.collect())
  })
  await b.run(4)
  assert.deepEqual(
    last,
    keys.map((key) => [key, 4]),
  )
})

test('a batch that fails leaves the state as it was, and later batches go on', async () => {
  const b = bench()
  let broken = true
  const counts = b
    .input([[['a', 1]], [['a', 2]], [['a', 4]], [['a', 8]], [['a', 16]]])
    .updateStateByKey((values: number[], old: number | undefined) => {
      if (values.includes(2) && broken) throw new Error('poison')
      return sum(values, old)
    })
  const { batches } = collected(counts)
  await b.ssc.start()
  const failed = assert.rejects(b.ssc.awaitTermination(), /poison/)
  for (let i = 0; i < 5; i++) {
    if (i === 2) broken = false
    b.clock.advance(1000)
    await b.ssc.idle()
  }
  await failed
  await b.ssc.stop()
  assert.deepEqual(batches[0], [['a', 1]])
  // The third batch makes the second one's version first, so nothing is lost once the function works again.
  assert.deepEqual(batches[4], [['a', 31]])
})

test('batches whose state nobody looks at are not left out', async () => {
  const b = bench()
  const pairs = b.input(new Array(9).fill([['a', 1]]))
  const seen: unknown[] = []
  const streams = [
    pairs.updateStateByKey(sum),
    pairs.reduceByKeyAndWindow(
      (x: number, y: number) => x + y,
      (x: number, y: number) => x - y,
      '100s',
    ),
    pairs.mapWithState(
      StateSpec.function((key: string, value: number | undefined, state: State<number>) => {
        state.update((state.getOption() ?? 0) + (value ?? 0))
        return [key, state.get()]
      }),
    ),
  ]
  for (const stream of streams)
    stream.foreachRDD(async (rdd: RDD<any>, time) => {
      if (time.milliseconds === 9000) seen.push(await rdd.collect())
    })
  await b.run(9)
  assert.deepEqual(seen, [[['a', 9]], [['a', 9]], [['a', 9]]])
})

test('a second streaming context over the same SparkContext starts with no state', async () => {
  const b = bench({ 'spark.streaming.stopSparkContextByDefault': false })
  collected(b.input([[['a', 1]], [['a', 1]]]).updateStateByKey(sum))
  await b.run(2)
  const second = new StreamingContext(b.sc, 1000)
  const stream = second.inputStream({ compute: () => b.sc.parallelize<[string, number]>([['a', 1]]) })
  const { batches } = collected(stream.updateStateByKey(sum))
  await second.start()
  b.clock.advance(1000)
  await second.idle()
  await second.stop()
  assert.deepEqual(batches.at(-1), [['a', 1]])
})

test('state is filed under the name of the stream', async () => {
  const b = bench()
  const stream = b.input([[['a', 1]]])
  const [named, counted] = [stream.updateStateByKey(sum, 1).named('sums'), stream.countByWindow('2s').named('counts')]
  collected(named)
  collected(counted)
  await b.ssc.start()
  b.clock.advance(1000)
  await b.ssc.idle()
  assert.equal(b.sc.backend.stateVersion('sums', 1), 1000)
  assert.equal(b.sc.backend.stateVersion('counts', 1), 1000)
  await b.ssc.stop()
})

test('what many batches leave behind does not grow', async () => {
  const b = bench()
  const stream = b.input([])
  const streams = [
    stream.map((x) => [x, 1] as const).updateStateByKey(sum),
    stream.countByWindow('3s', '2s'),
    stream.map((x) => [x, 1] as const).reduceByKeyAndWindow((a, c) => a + c, '6s'),
    stream.transform((rdd) => rdd.map((x: any) => x)),
    stream
      .map((x) => [x, 1] as const)
      .reduceByKeyAndWindow(
        (a, c) => a + c,
        (a, c) => a - c,
        '3s',
      ),
  ]
  for (const each of streams) collected(each as any)
  await b.ssc.start()
  const sizes: number[][] = []
  for (let i = 0; i < 200; i++) {
    b.clock.advance(1000)
    await b.ssc.idle()
    if (i >= 100 && i % 6 === 0)
      sizes.push([b.sc.scopes.size, b.sc.getPersistentRDDs().size, ...b.ssc.graph.streams.map((s) => s.remembered)])
  }
  await b.ssc.stop()
  for (const size of sizes) assert.deepEqual(size, sizes[0])
})
