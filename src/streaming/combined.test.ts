import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RDD } from '../rdd/rdd.ts'
import type { StreamingContext } from './context.ts'
import { DStream } from './dstream.ts'
import { output, rddOf, rig, timesInput } from './rig.test.ts'

const rare = (ssc: StreamingContext): DStream<any> =>
  new DStream(ssc, ssc.graph.define('window'), { slide: 2000, parents: [], compute: () => undefined })

test('union of streams is the union of their RDDs, in a list or one by one', async () => {
  const { clock, sc, ssc } = rig()
  const union = (rdds: RDD<any>[]) => rddOf(sc, rdds.map((rdd) => rdd.name).join('+'))
  Object.assign(sc, { union })
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ssc.inputStream({ compute: () => rddOf(sc, name) }))
  const got: unknown[] = []
  output(ssc.union([a, b, c] as DStream<any>[]), (_, rdd) => got.push(rdd.name))
  output(ssc.union(c as DStream<any>, a as DStream<any>), (_, rdd) => got.push(rdd.name))
  await ssc.start()
  clock.advance(700)
  await ssc.idle()
  assert.deepEqual(got, ['a+b+c', 'c+a'])
  await ssc.stop()
})

test('transform of streams hands over the RDDs of one time, in the order of the streams', async () => {
  const { clock, sc, ssc } = rig()
  const [a, b] = ['a', 'b'].map((name) => ssc.inputStream({ compute: () => rddOf(sc, name) })) as [
    DStream<any>,
    DStream<any>,
  ]
  const stream = ssc.transform([b, a], async (rdds, time) =>
    rddOf(sc, `${rdds.map((rdd) => rdd.name).join('')} at ${time.milliseconds}`),
  )
  const got: unknown[] = []
  output(stream, (_, rdd) => got.push(rdd.name))
  await ssc.start()
  clock.advance(700)
  await ssc.idle()
  assert.deepEqual(got, ['ba at 11000'])
  await ssc.stop()
})

test('a batch in which a parent has no RDD fails', async () => {
  const { clock, sc, ssc } = rig()
  const none = ssc.inputStream({ compute: () => undefined })
  output(ssc.union([timesInput(ssc), none]), () => {})
  await ssc.start()
  clock.advance(700)
  await ssc.idle()
  await assert.rejects(ssc.awaitTermination(), {
    message:
      /^E_NO_RDD at union \(combined\.test\.ts:\d+\): inputStream-0 \(inputStream \(combined\.test\.ts:\d+\)\) has no RDD at 11000 ms\. Have its source answer an empty RDD for batches without data\.$/,
  })
  assert.equal(sc.isStopped, false)
  await ssc.stop()
})

test('streams that do not fit together are refused at once', () => {
  const { ssc } = rig()
  const other = rig().ssc
  assert.throws(() => ssc.union([]), {
    message: /^E_ARGUMENT at union \(combined\.test\.ts:\d+\): union was given no stream\. Pass at least one stream\.$/,
  })
  assert.throws(() => ssc.transform([], () => undefined as any), {
    message:
      /^E_ARGUMENT at transform \(combined\.test\.ts:\d+\): transform was given no stream\. Pass at least one stream\.$/,
  })
  assert.throws(() => ssc.union([timesInput(ssc), rare(ssc)]), {
    message:
      /^E_SLIDES_DIFFER at union \(combined\.test\.ts:\d+\): the slide of inputStream-0 is 1000 ms and that of window-0 is 2000 ms\. /,
  })
  assert.throws(() => ssc.union([timesInput(ssc), timesInput(other)]), {
    message:
      /^E_CONTEXT_MISMATCH at union \(combined\.test\.ts:\d+\): inputStream-1 and inputStream-0 belong to different contexts\. /,
  })
  assert.throws(() => ssc.union([timesInput(other)]), {
    message:
      /^E_CONTEXT_MISMATCH at union \(combined\.test\.ts:\d+\): inputStream-1 belongs to another context\. Call it on the StreamingContext that made the streams\.$/,
  })
})
