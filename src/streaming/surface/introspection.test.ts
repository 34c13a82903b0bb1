import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StorageLevel } from '../../rdd/storage-level.ts'
import { bench, collected } from './table.test.ts'

test('slice answers the RDDs between two times, both included and rounded down', async () => {
  const b = bench()
  b.ssc.remember('1m')
  const stream = b.input([[1], null, [3], [4]])
  collected(stream)
  await b.ssc.start()
  b.clock.advance(5000)
  await b.ssc.idle()
  const values = async (from: any, to: any) =>
    (await Promise.all((await stream.slice(from, to)).map((r) => r.collect()))).flat()
  assert.deepEqual(await values(1500, 3999), [1, 3])
  assert.deepEqual(await values(new Date(4000), new Date(4000)), [4])
  assert.deepEqual(await values(-5000, 1000), [1])
  assert.deepEqual(await values(5000, 60_000), [])
  assert.equal(await stream.compute(3000), await stream.compute(3000))
  assert.equal(await stream.compute(2000), undefined)
  await b.ssc.stop()
})

test('a stream that was not started has no RDDs to slice', async () => {
  const stream = bench().input([])
  await assert.rejects(stream.slice(0, 1), {
    message:
      /^E_NOT_STARTED at slice \(introspection\.test\.ts:\d+\): slice was asked of inputStream-0, which no batch has reached\. Start the context first, with an output operation that needs this stream\.$/,
  })
})

test('streams know their slide and their parents', () => {
  const stream = bench().input([])
  const windowed = stream.window('4s', '2s')
  assert.equal(windowed.slideDuration.milliseconds, 2000)
  assert.deepEqual(windowed.dependencies, [stream])
})

test('the level of a window is its parent’s', () => {
  const stream = bench().input([])
  const windowed = stream.window('4s')
  assert.equal(stream.storageLevel, StorageLevel.MEMORY_ONLY)
  windowed.persist(StorageLevel.MEMORY_AND_DISK)
  assert.equal(stream.storageLevel, StorageLevel.MEMORY_AND_DISK)
  assert.equal(windowed.storageLevel, StorageLevel.NONE)
})

test('a level that the user chose stays when a window asks for one', () => {
  const stream = bench().input([]).persist(StorageLevel.DISK_ONLY)
  stream.window('4s')
  assert.equal(stream.storageLevel, StorageLevel.DISK_ONLY)
})
