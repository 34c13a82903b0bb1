import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RDD, SparkContext } from '../../src/index.ts'
import { spark } from './spark.ts'

const DEEP = 10_000

/** One more operator on top of an RDD of 1 and 2, which must come out unchanged at the end of a long row of them. */
const LINKS: Readonly<Record<string, (rdd: RDD<number>) => RDD<number>>> = {
  map: (rdd) => rdd.map((x) => x),
  filter: (rdd) => rdd.filter((x) => x > 0),
  flatMap: (rdd) => rdd.flatMap((x) => [x]),
  mapPartitions: (rdd) => rdd.mapPartitions((xs) => xs),
  'mapPartitions with a generator': (rdd) =>
    rdd.mapPartitions(function* (xs) {
      for (const x of xs) yield x
    }),
  'cached maps': (rdd) => rdd.map((x) => x).cache(),
  glom: (rdd) => rdd.glom().flatMap((xs) => [...xs]),
  coalesce: (rdd) => rdd.coalesce(1),
  zip: (rdd) => rdd.zip(rdd.context.parallelize([0, 0], 1)).keys(),
  'narrow reduceByKey': (rdd) =>
    rdd
      .map((x) => [x, 1] as const)
      .mapPartitions((xs) => xs)
      .keys(),
  mapAsync: (rdd) => rdd.mapAsync(async (x) => x),
  'mapAsync and mapPartitions': (rdd) => rdd.mapAsync(async (x) => x).mapPartitions((xs) => xs),
}

const row = (sc: SparkContext, link: (rdd: RDD<number>) => RDD<number>, length: number): RDD<number> => {
  let rdd = sc.parallelize([1, 2], 1)
  for (let i = 0; i < length; i++) rdd = link(rdd)
  return rdd
}

for (const [name, link] of Object.entries(LINKS))
  test(`${DEEP} operators on one another need no more room on the stack than a few: ${name}`, async () => {
    await using s = spark()
    const rdd = row(s.sc, link, DEEP)
    assert.deepEqual(await rdd.collect(), [1, 2])
    assert.deepEqual(await rdd.take(1), [1])
    assert.equal(await rdd.reduce((a, b) => a + b), 3)
  })

test('a row of operators that is just short of deep, and one that is just deep', async () => {
  await using s = spark()
  for (const link of Object.values(LINKS))
    for (const length of [60, 63, 64, 65, 99, 100, 101, 128, 129, 800, 801])
      assert.deepEqual(await row(s.sc, link, length).collect(), [1, 2])
})

test('a function that fails at the end of a long row is named, with the record that it was given', async () => {
  await using s = spark()
  const fails = row(s.sc, (rdd) => rdd.map((x) => x + 1), 1000)
    .filter((x) => x > 1001)
    .map((): number => {
      throw new Error('at last')
    })
  await assert.rejects(fails.collect(), {
    message: /^E_USER_FUNCTION at map \(deep\.test\.ts:\d+\): at last \(record 1002, partition 0, attempt 4 of 4\)\.$/,
  })
})

test('a function that answers a promise in a long row is refused', async () => {
  await using s = spark()
  const promised = row(s.sc, (rdd) => rdd.map((x) => x), 100).map((x) => Promise.resolve(x) as never as number)
  await assert.rejects(row2(promised).collect(), { code: 'E_ASYNC_FUNCTION' })
  let rdd = promised
  for (let i = 0; i < 100; i++) rdd = rdd.filter(() => true)
  await assert.rejects(rdd.collect(), { code: 'E_ASYNC_FUNCTION' })
})

test('a long row over a file reads no more of it than is asked for', async () => {
  await using s = spark()
  s.files.write('/in', 'line\n'.repeat(100_000))
  let read = 0
  let rdd = s.sc.textFile('/in', 1).map((line) => {
    read++
    return line
  })
  for (let i = 0; i < 500; i++) rdd = rdd.map((line) => line)
  assert.deepEqual(await rdd.take(2), ['line', 'line'])
  assert.ok(read < 10, `${read} lines were read`)
})

test('a diamond in a deep lineage is read once for each of its sides and not once for each path', async () => {
  await using s = spark()
  let runs = 0
  let rdd = row(s.sc, (r) => r.mapPartitions((xs) => xs), 200).map((x) => {
    runs++
    return x
  })
  for (let i = 0; i < 12; i++) {
    const left = row2(rdd)
    rdd = left.zip(row2(rdd)).keys()
  }
  assert.deepEqual(await rdd.collect(), [1, 2])
  assert.ok(runs <= 2 * 2 ** 12, `${runs} calls`)
})

/** Deep enough that the lineage is cut in it. */
const row2 = (rdd: RDD<number>): RDD<number> => {
  let deeper = rdd
  for (let i = 0; i < 120; i++) deeper = deeper.mapPartitions((xs) => xs)
  return deeper
}

test('unions on unions, and a union of very many RDDs', async () => {
  await using s = spark()
  let nested = s.sc.parallelize([0], 1)
  for (let i = 1; i < 3000; i++) nested = nested.union(s.sc.parallelize([i], 1))
  assert.equal(await nested.reduce((a, b) => a + b), 4_498_500)
  const wide = s.sc.union(Array.from({ length: 100_000 }, (_, i) => s.sc.parallelize([i], 1)))
  assert.equal(wide.getNumPartitions(), 100_000)
  assert.equal(await wide.count(), 100_000)
  assert.deepEqual(await wide.take(3), [0, 1, 2])
})

test('many partitions of one RDD, and many shuffles behind one another', async () => {
  await using s = spark()
  const many = s.sc.range(0, 100_000, 1, 100_000)
  assert.equal(await many.count(), 100_000)
  assert.deepEqual(
    (
      await many
        .map((x) => [x % 3, 1] as const)
        .reduceByKey((a, b) => a + b, 2)
        .collect()
    ).sort(),
    [
      [0, 33_334],
      [1, 33_333],
      [2, 33_333],
    ],
  )
  let sums = s.sc.parallelize([['k', 1] as const], 1) as RDD<readonly [string, number]>
  for (let i = 0; i < 2000; i++) sums = sums.map((pair) => pair).reduceByKey((a, b) => a + b, 1)
  assert.deepEqual(await sums.collect(), [['k', 1]])
})

test('a million records through a shuffle of 200 partitions', async () => {
  await using s = spark()
  const pairs = s.sc.range(0, 1_000_000, 1, 200).map((x) => [x % 100_003, 1] as const)
  assert.equal(await pairs.reduceByKey((a, b) => a + b, 200).count(), 100_003)
  const groups = pairs.groupByKey(200).mapValues((xs) => [...xs].length)
  assert.equal(await groups.values().reduce((a, b) => a + b), 1_000_000)
})

test('the lineage of a long row can be shown and checkpointed', async () => {
  await using s = spark()
  s.sc.setCheckpointDir('/checkpoints')
  const rdd = row(s.sc, (r) => r.map((x) => x), DEEP)
  assert.equal(rdd.toDebugString().split('\n').length, DEEP + 1)
  rdd.checkpoint()
  assert.deepEqual(await rdd.collect(), [1, 2])
  assert.equal(rdd.toDebugString().split('\n').length, 1)
  assert.deepEqual(await rdd.collect(), [1, 2])
})
