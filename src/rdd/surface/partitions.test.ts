import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { SparkContext } from '../../index.ts'

const sc = new SparkContext('local[2]', 'partitions')
after(() => sc.stop())
const sizes = (parts: unknown[][]): number[] => parts.map((part) => part.length)

test('parallelize cuts contiguous slices whose sizes differ by one at most', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(40), fc.integer({ min: 1, max: 9 }), async (length, n) => {
      const records = Array.from({ length }, (_, i) => i)
      const parts = await sc.parallelize(records, n).glom().collect()
      assert.deepEqual(parts.flat(), records)
      assert.equal(parts.length, n)
      assert.ok(Math.max(...sizes(parts)) - Math.min(...sizes(parts)) <= 1)
      assert.deepEqual(await sc.range(0, length, 1, n).glom().collect(), parts)
    }),
    { numRuns: 40 },
  )
})

test('parallelize copies what it is given, of any iterable', async () => {
  const records = [1, 2]
  const rdd = sc.parallelize(records, 1)
  records.push(3)
  assert.deepEqual(await rdd.collect(), [1, 2])
  assert.deepEqual(await sc.makeRDD(new Set('ab')).collect(), ['a', 'b'])
})

test('range counts in both directions', async () => {
  assert.deepEqual(await sc.range(3).collect(), [0, 1, 2])
  assert.deepEqual(await sc.range(10, 4, -2, 2).collect(), [10, 8, 6])
  assert.deepEqual(await sc.range(5, 5).collect(), [])
  assert.throws(() => sc.range(0, 5, 0), {
    message: /^E_ARGUMENT at range \(partitions\.test\.ts:\d+\): step is 0\. Use another number than 0\.$/,
  })
  assert.throws(() => sc.range(0.5), {
    message: /^E_ARGUMENT at range \(partitions\.test\.ts:\d+\): end is 0\.5\. Use a whole number\.$/,
  })
})

test('numbers of partitions below one are refused', () => {
  const rdd = sc.parallelize<[string, number]>([], 1)
  const hint = ' partitions\\. Use a whole number of at least 1\\.$'
  const calls: [string, () => unknown][] = [
    ['parallelize was asked for 0', () => sc.parallelize([1], 0)],
    ['coalesce was asked for 0', () => rdd.coalesce(0)],
    ['repartition was asked for -1', () => rdd.repartition(-1)],
    ['distinct was asked for 1\\.5', () => rdd.distinct(1.5)],
    ['reduceByKey was asked for 0', () => rdd.reduceByKey((a) => a, 0)],
    ['sortByKey was asked for NaN', () => rdd.sortByKey(true, Number.NaN)],
  ]
  for (const [message, call] of calls)
    assert.throws(call, {
      message: new RegExp(`^E_ARGUMENT at \\w+ \\(partitions\\.test\\.ts:\\d+\\): ${message}${hint}`),
    })
})

test('coalesce puts neighbours together and cannot grow', async () => {
  const rdd = sc.range(0, 10, 1, 5)
  assert.deepEqual(await rdd.coalesce(2).glom().collect(), [
    [0, 1, 2, 3],
    [4, 5, 6, 7, 8, 9],
  ])
  assert.equal(rdd.coalesce(9).getNumPartitions(), 5)
  assert.equal(rdd.coalesce(9, true).getNumPartitions(), 9)
})

test('repartition spreads records evenly', async () => {
  const one = sc.range(0, 100, 1, 1).repartition(4)
  assert.deepEqual(sizes(await one.glom().collect()), [25, 25, 25, 25])
  const many = sc.range(0, 8, 1, 8).repartition(4)
  assert.deepEqual(sizes(await many.glom().collect()), [2, 2, 2, 2])
  assert.deepEqual((await many.collect()).toSorted(), [0, 1, 2, 3, 4, 5, 6, 7])
})

test('a partition function is called for empty partitions and reads only what it wants', async () => {
  let made = 0
  const rdd = sc.parallelize([1, 2, 3], 1).map((x) => {
    made++
    return x
  })
  const firsts = rdd.mapPartitions(function* (records) {
    for (const record of records) {
      yield record
      return
    }
  })
  assert.deepEqual(await firsts.collect(), [1])
  assert.equal(made, 1)
  const numbers = sc.parallelize([1], 3).mapPartitionsWithIndex((index, records) => [[index, [...records].length]])
  assert.deepEqual(await numbers.collect(), [
    [0, 0],
    [1, 0],
    [2, 1],
  ])
})

test('a partition function that answers no iterable is an error', async () => {
  await assert.rejects(
    sc
      .parallelize([1], 1)
      .mapPartitions((() => 5) as never)
      .collect(),
    {
      message:
        /^E_USER_FUNCTION at mapPartitions \(partitions\.test\.ts:\d+\): the function answered 5 where an iterable is needed\. Answer an array, or write a generator function\.$/,
    },
  )
})
