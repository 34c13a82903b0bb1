import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, identity, SmallRdds } from '../../test/engine/small-rdds.ts'
import { StorageLevel } from '../rdd/storage-level.ts'

test('jobs over the same shuffle at the same time run its map tasks once', async () => {
  const r = new SmallRdds()
  const same = counted(identity)
  const sums = r.sumByKey(r.step(r.source([['a', 1]], [['a', 2]]), 'map', same), 1)
  const results = await Promise.all([r.collect(sums), r.collect(sums), r.run(sums, { kind: 'count' })])
  assert.deepEqual(results, [[[['a', 3]]], [[['a', 3]]], [1]])
  assert.equal(same.calls, 2)
})

test('a lineage of thousands of steps and shuffles is walked without recursion', async () => {
  const r = new SmallRdds()
  let rdd = r.source([['a', 0]])
  for (let i = 0; i < 2000; i++) rdd = r.step(rdd, 'mapValues', (v) => v + 1)
  assert.deepEqual(await r.collect(rdd), [[['a', 2000]]])
  rdd = r.source([['a', 0]])
  for (let i = 0; i < 500; i++) rdd = r.sumByKey(rdd, 1)
  assert.deepEqual(await r.collect(rdd), [[['a', 0]]])
})

test('nothing behind a persisted RDD is looked at', async () => {
  const r = new SmallRdds()
  const same = counted(identity)
  const sums = r.sumByKey(r.source([['a', 1]]), 1)
  const kept = r.step(sums, 'map', same)
  r.sc.backend.persist(kept, StorageLevel.MEMORY_ONLY)
  const above = r.sumByKey(kept, 1)
  await r.collect(above)
  await r.collect(r.sumByKey(kept, 2))
  assert.equal(same.calls, 1)
})

test('a failed map task fails the job, and the next job tries again', async () => {
  const r = new SmallRdds({ 'spark.task.maxFailures': 1 })
  let failures = 1
  const flaky = r.step(r.source([['a', 1]]), 'map', (x) => {
    if (failures-- > 0) throw new Error('once')
    return x
  })
  const sums = r.sumByKey(flaky, 1)
  await assert.rejects(r.collect(sums), {
    message: "E_USER_FUNCTION at map: once (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  })
  assert.deepEqual(await r.collect(sums), [[['a', 1]]])
})

test('a partitioner that throws is a function of the program', async () => {
  const r = new SmallRdds({ 'spark.task.maxFailures': 1 })
  const partitioner = {
    numPartitions: 2,
    getPartition: (): number => {
      throw new Error('where?')
    },
    equals: () => false,
  }
  const rdd = r.source([['a', 1]])
  const aggregator = r.aggregator(
    (v) => v,
    (a, b) => a + b,
  )
  const moved = r.make('partitionBy', [{ kind: 'shuffle', rdd, partitioner, mapSideCombine: false }], { kind: 'fetch' })
  await assert.rejects(r.collect(moved), {
    message: "E_USER_FUNCTION at partitionBy: where? (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  })
  const summed = r.make('reduceByKey', [{ kind: 'shuffle', rdd, partitioner, aggregator, mapSideCombine: true }], {
    kind: 'combine',
    aggregator,
  })
  await assert.rejects(r.collect(summed), {
    message: "E_USER_FUNCTION at reduceByKey: where? (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  })
})
