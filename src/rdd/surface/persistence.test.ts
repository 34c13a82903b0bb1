import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext, StorageLevel } from '../../index.ts'

const sc = new SparkContext('local[2]', 'persistence')
after(() => sc.stop())

test('a persisted RDD is computed once, until it is unpersisted', async () => {
  const computed = sc.accumulator(0)
  const rdd = sc.parallelize([1, 2]).map((x) => {
    computed.add(1)
    return x
  })
  assert.equal(rdd.cache(), rdd)
  assert.deepEqual([rdd.isCached, rdd.getStorageLevel()], [true, StorageLevel.MEMORY_ONLY])
  await rdd.count()
  await rdd.map((x) => x).count()
  assert.equal(computed.value, 2)
  assert.equal(sc.getPersistentRDDs().get(rdd.id), rdd)
  rdd.unpersist()
  assert.deepEqual([rdd.isCached, sc.getPersistentRDDs().has(rdd.id)], [false, false])
  await rdd.count()
  assert.equal(computed.value, 4)
})

test('a level is set once, and may be set again to the same', () => {
  const rdd = sc.parallelize([1]).persist(StorageLevel.DISK_ONLY)
  assert.equal(rdd.persist(StorageLevel.DISK_ONLY), rdd)
  assert.throws(() => rdd.cache(), {
    message:
      /^E_LEVEL_ASSIGNED at parallelize \(persistence\.test\.ts:\d+\): the level is DISK_ONLY and would become MEMORY_ONLY\. Call unpersist\(\) first\.$/,
  })
  assert.equal(rdd.unpersist().cache().getStorageLevel(), StorageLevel.MEMORY_ONLY)
})
