import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../../index.ts'

const sc = new SparkContext('local[2]', 'numbers')
after(() => sc.stop())

test('the statistics of an RDD', async () => {
  const rdd = sc.parallelize([2, 4, 4, 4, 5, 5, 7, 9], 3)
  assert.equal(String(await rdd.stats()), '(count: 8, mean: 5, stdev: 2, max: 9, min: 2)')
  assert.deepEqual(
    [await rdd.sum(), await rdd.mean(), await rdd.variance(), await rdd.popVariance(), await rdd.stdev()],
    [40, 5, 4, 4, 2],
  )
  assert.equal(await rdd.sampleVariance(), 32 / 7)
  assert.deepEqual([await sc.emptyRDD<number>().sum(), await sc.emptyRDD<number>().mean()], [0, 0])
})

test('buckets are closed on the left, the last one on both sides', async () => {
  const rdd = sc.parallelize([0, 1, 9.9, 10, 19, 20, 20.1, -1, Number.NaN, null as never, undefined as never], 3)
  assert.deepEqual(await rdd.histogram([0, 10, 20]), [3, 3])
})

test('a number of buckets makes even edges', async () => {
  assert.deepEqual(await sc.range(0, 51).histogram(2), [
    [0, 25, 50],
    [25, 26],
  ])
  assert.deepEqual(await sc.parallelize([3, 3]).histogram(4), [[3, 3], [2]])
})

test('buckets that cannot be are refused', async () => {
  const rdd = sc.parallelize([1, 2])
  const errors: [Promise<unknown>, RegExp][] = [
    [
      rdd.histogram([1]),
      /^E_ARGUMENT at histogram \(numbers\.test\.ts:\d+\): the edges are \[ 1 \]\. Use at least two numbers in ascending order\.$/,
    ],
    [
      rdd.histogram([1, 1]),
      /^E_ARGUMENT at histogram \(numbers\.test\.ts:\d+\): the edges are \[ 1, 1 \]\. Use at least two numbers in ascending order\.$/,
    ],
    [
      rdd.histogram(0),
      /^E_ARGUMENT at histogram \(numbers\.test\.ts:\d+\): the number of buckets is 0\. Use a whole number of at least 1\.$/,
    ],
    [
      sc.emptyRDD<number>().histogram(2),
      /^E_EMPTY at histogram \(numbers\.test\.ts:\d+\): histogram was asked of an empty RDD\. Give the edges of the buckets\.$/,
    ],
    [
      sc.parallelize([1, Number.POSITIVE_INFINITY]).histogram(2),
      /^E_ARGUMENT at histogram \(numbers\.test\.ts:\d+\): histogram cannot cut the range from 1 to Infinity into buckets\. Give the edges of the buckets\.$/,
    ],
  ]
  for (const [promise, message] of errors) await assert.rejects(promise, { message })
})
