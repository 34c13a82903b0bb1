import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../../index.ts'

const sc = new SparkContext('local[2]', 'zipping')
after(() => sc.stop())

test('zip refuses RDDs of different shape, with both numbers', async () => {
  assert.throws(() => sc.range(0, 4, 1, 3).zip(sc.range(0, 4, 1, 2)), {
    message:
      /^E_PARTITIONS_DIFFER at zip \(zipping\.test\.ts:\d+\): zip was given RDDs of 3 and 2 partitions\. Use repartition\(n\) to make their numbers of partitions equal\.$/,
  })
  for (const [left, right] of [
    [5, 2],
    [2, 5],
  ] as const)
    await assert.rejects(
      sc
        .range(0, left, 1, 1)
        .zip(sc.range(0, right, 1, 1))
        .collect(),
      {
        message: new RegExp(
          `^E_SIZES_DIFFER at zip \\(zipping\\.test\\.ts:\\d+\\): partition 0 has ${left} records here and ${right} there\\. Use zipPartitions, or join on zipWithIndex\\(\\)\\.$`,
        ),
      },
    )
})

test('an index goes on from partition to partition', async () => {
  const rdd = sc
    .range(0, 20, 1, 4)
    .filter((n) => n % 3 === 0)
    .zipWithIndex()
  assert.deepEqual(
    await rdd.collect(),
    [0, 3, 6, 9, 12, 15, 18].map((n, i) => [n, i]),
  )
  assert.deepEqual(
    await rdd
      .map(([n]) => n)
      .zipWithIndex()
      .take(1),
    [[0, 0]],
  )
})

test('an index needs a job only for more than one partition', async () => {
  const computed = sc.accumulator(0)
  const count = (x: number): number => {
    computed.add(1)
    return x
  }
  await sc.parallelize([1], 1).map(count).zipWithIndex().collect()
  assert.equal(computed.value, 1)
})

test('unique numbers are k · n + p', async () => {
  const ids = sc.parallelize('abcde', 3).zipWithUniqueId()
  assert.deepEqual(await ids.values().collect(), [0, 1, 4, 2, 5])
})

test('zipPartitions takes up to four RDDs', async () => {
  const one = sc.range(0, 4, 1, 2)
  const sizes = one.zipPartitions(one, one, one, (a, b, c, d) => [[...a, ...b, ...c, ...d].length])
  assert.deepEqual(await sizes.collect(), [8, 8])
  const keyed = one.keyBy((n) => n).partitionBy(2)
  assert.equal(keyed.zipPartitions(one, (a) => a, true).partitioner, keyed.partitioner)
  assert.equal(keyed.zipPartitions(one, (a) => a).partitioner, undefined)
})
