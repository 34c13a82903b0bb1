import assert from 'node:assert/strict'
import { test } from 'node:test'
import { output, rig, timesInput } from './rig.test.ts'

test('the first batch is at the next whole multiple of the interval, and the RDD of a time is made once', async () => {
  const { clock, ssc } = rig()
  const got: string[] = []
  const stream = timesInput(ssc)
  output(stream, (time, rdd) => got.push(`${time} ${rdd.name}`))
  output(stream, async (time, rdd) => got.push(`${time} ${rdd === (await stream.getOrCompute(time))}`))
  await ssc.start()
  clock.advance(699)
  await ssc.idle()
  assert.deepEqual(got, [])
  clock.advance(1)
  await ssc.idle()
  assert.deepEqual(got, ['11000 11000', '11000 true'])
  clock.advance(2000)
  await ssc.idle()
  assert.deepEqual(got.slice(2), ['12000 12000', '12000 true', '13000 13000', '13000 true'])
  await ssc.stop()
})
test('a context that is started on a multiple waits for the next one', async () => {
  const { clock, ssc } = rig({}, 1000, 10_000)
  const got: number[] = []
  output(timesInput(ssc), (time) => got.push(time))
  await ssc.start()
  clock.advance(0)
  await ssc.idle()
  assert.deepEqual(got, [])
  clock.advance(1000)
  await ssc.idle()
  assert.deepEqual(got, [11_000])
  await ssc.stop()
})
test('every batch of an hour is made and run, in order', async () => {
  const { clock, ssc } = rig()
  const got: number[] = []
  output(timesInput(ssc), (time) => got.push(time))
  await ssc.start()
  clock.advance('1h')
  await ssc.idle()
  assert.deepEqual(
    got,
    Array.from({ length: 3600 }, (_, n) => 11_000 + n * 1000),
  )
  await ssc.stop()
  assert.equal(clock.pending, 0)
})
