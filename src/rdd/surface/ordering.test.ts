import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { RangePartitioner, SparkContext } from '../../index.ts'

const sc = new SparkContext('local[2]', 'ordering')
after(() => sc.stop())

test('sortBy orders across partitions, whatever the records and partitions are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 5 }), fc.boolean(), async (xs, n, up) => {
      const sorted = await sc
        .parallelize(xs, 3)
        .sortBy((x) => x, up, n)
        .collect()
      assert.deepEqual(
        sorted,
        xs.toSorted((a, b) => (up ? a - b : b - a)),
      )
    }),
    { numRuns: 40 },
  )
})

test('sortBy takes an ordering of the keys', async () => {
  const byLength = await sc
    .parallelize(['ccc', 'a', 'bb'])
    .sortBy(
      (word) => word,
      true,
      2,
      (a, b) => a.length - b.length,
    )
    .collect()
  assert.deepEqual(byLength, ['a', 'bb', 'ccc'])
})

test('a sorted RDD keeps ranges in partitions of about equal size', async () => {
  const numbers = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000)
  const parts = await sc
    .parallelize(numbers, 4)
    .map((n): [number, null] => [n, null])
    .sortByKey(true, 4)
    .glom()
    .collect()
  assert.equal(parts.length, 4)
  for (const part of parts) assert.ok(part.length > 150 && part.length < 350, `a partition has ${part.length}`)
  assert.deepEqual(
    parts.flat().map(([n]) => n),
    Array.from({ length: 1000 }, (_, i) => i),
  )
})

test('sortByKey goes by something made of the key', async () => {
  const pairs: [string, number][] = [
    ['B', 1],
    ['a', 2],
    ['C', 3],
  ]
  const sorted = sc.parallelize(pairs).sortByKey(false, 1, { key: (k) => k.toLowerCase() })
  assert.deepEqual(await sorted.keys().collect(), ['C', 'B', 'a'])
  assert.ok(sorted.partitioner instanceof RangePartitioner)
})

test('equal keys stay in the order in which they were', async () => {
  const pairs = Array.from({ length: 50 }, (_, i): [number, number] => [i % 3, i])
  const sorted = await sc.parallelize(pairs, 1).sortByKey(true, 1).values().collect()
  assert.deepEqual(
    sorted,
    pairs.toSorted(([a], [b]) => a - b).map(([, v]) => v),
  )
})

test('null and undefined come first', async () => {
  const records = [2, undefined, 1, null]
  assert.deepEqual(
    await sc
      .parallelize(records, 2)
      .sortBy((x) => x, true, 1)
      .map((x) => x ?? 0)
      .collect(),
    [0, 0, 1, 2],
  )
  assert.deepEqual(await sc.parallelize(records, 1).takeOrdered(2), [undefined, null])
})

test('values without an order are an error that names the line', async () => {
  const mixed = sc.parallelize<string | number>([1, 'a'], 1).sortBy((x) => x)
  await assert.rejects(mixed.collect(), (error: Error) => {
    assert.match(
      error.message,
      /^E_NOT_COMPARABLE at sortBy \(ordering\.test\.ts:\d+\): 'a' and 1 have no order\. Give an ordering, or sort by something that has one\.$/,
    )
    return true
  })
})

test('an ordering that throws on the driver is an error of the user', async () => {
  const boom = (): number => {
    throw new Error('boom')
  }
  await assert.rejects(sc.parallelize([2, 1], 2).takeOrdered(1, boom), (error: Error) => {
    assert.match(error.message, /^E_USER_FUNCTION at takeOrdered \(ordering\.test\.ts:\d+\): boom \(comparing\)\.$/)
    return true
  })
})

test('something else than an ordering is refused', async () => {
  await assert.rejects(sc.parallelize([1]).max(5 as never), {
    message:
      /^E_NOT_A_FUNCTION at max \(ordering\.test\.ts:\d+\): max was given 5 where it needs an ordering\. Pass \(a, b\) => number, or \{ key: \(value\) => \.\.\. \}\.$/,
  })
})

test('filterByRange takes both ends and computes only the ranges that meet it', async () => {
  const visited = sc.accumulator(0)
  const sorted = sc
    .range(0, 100, 1, 4)
    .keyBy((n) => n)
    .sortByKey(true, 10)
  await sorted.count()
  const seen = sorted.mapPartitions((records) => {
    visited.add(1)
    return records
  }, true)
  assert.deepEqual(await seen.filterByRange(41, 43).keys().collect(), [41, 42, 43])
  assert.ok(visited.value < 10, `${visited.value} partitions were computed`)
  assert.deepEqual(
    await sc
      .parallelize([5, 1, 3])
      .keyBy((n) => n)
      .filterByRange(1, 3)
      .keys()
      .collect(),
    [1, 3],
  )
})

test('repartitionAndSortWithinPartitions sorts every partition', async () => {
  const pairs = [5, 1, 4, 2, 3].map((n): [number, string] => [n, String(n)])
  const moved = sc.parallelize(pairs, 3).repartitionAndSortWithinPartitions(2, false)
  assert.deepEqual(await moved.keys().glom().collect(), [
    [4, 2],
    [5, 3, 1],
  ])
})

test('a range partitioner of the user finds its bounds before the first record moves', async () => {
  const partitioner = new RangePartitioner(3, (a: number, b: number) => a - b)
  const pairs = sc
    .range(0, 90)
    .keyBy((n) => n)
    .partitionBy(partitioner)
  assert.deepEqual(
    (await pairs.glom().collect()).map((part) => part.length > 15),
    [true, true, true],
  )
})
