import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { HashPartitioner, SparkContext } from '../../index.ts'

const sc = new SparkContext('local[2]', 'sets')
after(() => sc.stop())

test('union keeps partitions, order and duplicates', async () => {
  const union = sc.parallelize([1, 2], 2).union(sc.parallelize([2, 3], 1))
  assert.deepEqual(await union.glom().collect(), [[1], [2], [2, 3]])
  assert.deepEqual(await sc.union(sc.parallelize([1]), sc.parallelize([2])).collect(), [1, 2])
  assert.deepEqual(await sc.union([]).collect(), [])
})

test('a union of equally partitioned RDDs keeps the partitioner', async () => {
  const [a, b] = [1, 2].map((v) =>
    sc
      .parallelize<[string, number]>([
        ['k', v],
        ['l', v],
      ])
      .partitionBy(3),
  )
  const union = sc.union([a!, b!])
  assert.equal(union.getNumPartitions(), 3)
  assert.ok(union.partitioner?.equals(new HashPartitioner(3)))
  assert.deepEqual(await union.lookup('k'), [1, 2])
})

test('a very wide union is in order, too', async () => {
  const rdds = Array.from({ length: 500 }, (_, i) => sc.parallelize([i], 1))
  const union = sc.union(rdds)
  assert.equal(union.getNumPartitions(), 500)
  assert.deepEqual(
    await union.collect(),
    Array.from({ length: 500 }, (_, i) => i),
  )
})

test('distinct and intersection answer each value once, subtract leaves duplicates', async () => {
  const left = sc.parallelize([[1], [1], [2], [3], [3]], 2)
  const right = sc.parallelize([[1], [2], [2]], 3)
  const sorted = (values: number[][]): number[] => values.flat().toSorted()
  assert.deepEqual(sorted(await left.distinct().collect()), [1, 2, 3])
  assert.deepEqual(sorted(await left.intersection(right).collect()), [1, 2])
  assert.deepEqual(sorted(await left.subtract(right).collect()), [3, 3])
  assert.equal(left.subtract(right, 5).getNumPartitions(), 5)
  assert.equal(left.distinct(7).getNumPartitions(), 7)
})

test('distinct of what lies by key already moves nothing', async () => {
  const rdd = sc
    .parallelize<[string, number]>([
      ['a', 1],
      ['a', 1],
      ['a', 2],
    ])
    .partitionBy(2)
  const distinct = rdd.distinct()
  assert.equal(distinct.dependencies[0]?.kind, 'narrow')
  assert.deepEqual(await distinct.collect(), [
    ['a', 1],
    ['a', 2],
  ])
})

test('cartesian has every pair, in m times n partitions', async () => {
  const pairs = sc.parallelize([1, 2], 2).cartesian(sc.parallelize(['a', 'b', 'c'], 3))
  assert.equal(pairs.getNumPartitions(), 6)
  assert.deepEqual(await pairs.collect(), [
    [1, 'a'],
    [1, 'b'],
    [1, 'c'],
    [2, 'a'],
    [2, 'b'],
    [2, 'c'],
  ])
  const rdd = sc.parallelize([1, 2], 1)
  assert.deepEqual(await rdd.cartesian(rdd).collect(), [
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ])
})
