import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { FunctionPartitioner, HashPartitioner, type RDD, SparkContext } from '../../index.ts'

const sc = new SparkContext('local[2]', 'pairs')
after(() => sc.stop())

const pairs = (entries: [string, number][], n = 2): RDD<[string, number]> => sc.parallelize(entries, n)
const asMap = async <K, V>(rdd: RDD<readonly [K, V]>): Promise<Map<K, V>> => new Map(await rdd.collect())
const shuffles = (rdd: RDD<any>): number =>
  rdd.dependencies.reduce((sum, d) => sum + Number(d.kind === 'shuffle') + shuffles(d.rdd), 0)

test('what keeps the keys keeps the partitioner, and nothing else does', () => {
  const by = new HashPartitioner(3)
  const rdd = pairs([['a', 1]]).partitionBy(by)
  assert.equal(rdd.mapValues((n) => n).partitioner, by)
  assert.equal(rdd.flatMapValues((n) => [n]).partitioner, by)
  assert.equal(rdd.filter(() => true).partitioner, by)
  assert.equal(rdd.mapPartitions((r) => r, true).partitioner, by)
  assert.equal(rdd.map((pair) => pair, true).partitioner, by)
  for (const other of [rdd.map((x) => x), rdd.flatMap((x) => [x]), rdd.mapPartitions((r) => r), rdd.keys(), rdd.glom()])
    assert.equal(other.partitioner, undefined)
})

test('partitionBy of what lies like that already is the same RDD', () => {
  const rdd = pairs([['a', 1]]).partitionBy(3)
  assert.equal(rdd.partitionBy(new HashPartitioner(3)), rdd)
  assert.notEqual(rdd.partitionBy(4), rdd)
})

test('equal partitioners need no shuffle', async () => {
  const a = pairs([
    ['a', 1],
    ['b', 2],
  ]).partitionBy(4)
  const b = pairs([['a', 3]]).partitionBy(4)
  assert.equal(shuffles(a.join(b)), 2)
  assert.equal(shuffles(a.reduceByKey((x, y) => x + y)), 1)
  assert.equal(shuffles(a.join(pairs([['a', 9]]))), 2)
  assert.deepEqual(await a.join(b).collect(), [['a', [1, 3]]])
  assert.deepEqual(
    await asMap(a.groupByKey()),
    new Map([
      ['a', [1]],
      ['b', [2]],
    ]),
  )
})

test('a function of the key says the partition, as in PySpark', async () => {
  const f = (key: string): number => key.charCodeAt(0)
  const rdd = pairs([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]).partitionBy(2, f)
  assert.deepEqual(await rdd.keys().glom().collect(), [['b'], ['a', 'c']])
  assert.ok(rdd.partitioner?.equals(new FunctionPartitioner(2, f)))
  assert.throws(() => pairs([]).partitionBy(new HashPartitioner(2), f), {
    message:
      /^E_ARGUMENT at partitionBy \(pairs\.test\.ts:\d+\): partitionBy was given a partitioner and a function\. Give a number of partitions together with a function, or a partitioner alone\.$/,
  })
})

test('keys are compared by value', async () => {
  const rdd = sc.parallelize<[unknown, number]>(
    [
      [['x', 1], 1],
      [['x', 1], 2],
      [{ b: 1, a: 2 }, 3],
      [{ a: 2, b: 1 }, 4],
      [Number.NaN, 5],
      [Number.NaN, 6],
      [-0, 7],
      [0, 8],
      ['__proto__', 9],
    ],
    3,
  )
  const sums = (
    await rdd
      .reduceByKey((a, b) => a + b)
      .values()
      .collect()
  ).toSorted((a, b) => a - b)
  assert.deepEqual(sums, [3, 7, 9, 11, 15])
  const counts = await rdd.countByKey()
  assert.equal(counts.get(['x', 1]), 2)
  assert.equal(counts.get({ a: 2, b: 1 }), 2)
  assert.equal(counts.get('__proto__'), 1)
})

test('every join has its rows', async () => {
  const left = pairs([
    ['a', 1],
    ['a', 2],
    ['b', 3],
  ])
  const right = sc.parallelize<[string, string]>(
    [
      ['a', 'x'],
      ['a', 'y'],
      ['c', 'z'],
    ],
    3,
  )
  const rows = async (rdd: RDD<any>): Promise<unknown[]> =>
    (await rdd.collect()).map((row) => JSON.stringify(row)).sort()
  const both = ['["a",[1,"x"]]', '["a",[1,"y"]]', '["a",[2,"x"]]', '["a",[2,"y"]]']
  assert.deepEqual(await rows(left.join(right)), both)
  assert.deepEqual(await rows(left.leftOuterJoin(right)), [...both, '["b",[3,null]]'])
  assert.deepEqual(await rows(left.rightOuterJoin(right)), [...both, '["c",[null,"z"]]'])
  assert.deepEqual(await rows(left.fullOuterJoin(right)), [...both, '["b",[3,null]]', '["c",[null,"z"]]'])
  assert.deepEqual(await left.leftOuterJoin(right).lookup('b'), [[3, undefined]])
})

test('values of a join come in the order of both sides', async () => {
  const left = pairs(
    [
      ['a', 1],
      ['a', 2],
    ],
    1,
  )
  const right = sc.parallelize<[string, string]>(
    [
      ['a', 'x'],
      ['a', 'y'],
    ],
    1,
  )
  assert.deepEqual(await left.join(right).values().collect(), [
    [1, 'x'],
    [1, 'y'],
    [2, 'x'],
    [2, 'y'],
  ])
})

test('cogroup brings up to four RDDs together', async () => {
  const one = pairs([['a', 1]])
  const two = sc.parallelize<[string, boolean]>([
    ['a', true],
    ['b', false],
  ])
  const four = await asMap(one.cogroup(two, one, two, 3))
  assert.deepEqual(
    four,
    new Map([
      ['a', [[1], [true], [1], [true]]],
      ['b', [[], [false], [], [false]]],
    ]),
  )
  assert.equal(one.cogroup(two, 3).getNumPartitions(), 3)
  assert.deepEqual(
    await asMap(one.groupWith(two, one)),
    new Map([
      ['a', [[1], [true], [1]]],
      ['b', [[], [false], []]],
    ]),
  )
})

test('subtractByKey keeps the duplicates of the left side and ignores values', async () => {
  const rest = pairs([
    ['a', 1],
    ['b', 2],
    ['b', 2],
  ]).subtractByKey(sc.parallelize<[string, null]>([['a', null]]))
  assert.deepEqual(await rest.collect(), [
    ['b', 2],
    ['b', 2],
  ])
})

test('lookup looks at one partition when it knows which', async () => {
  const visited = sc.accumulator(0)
  const rdd = pairs([
    ['a', 1],
    ['b', 2],
    ['a', 3],
  ])
    .partitionBy(4)
    .mapPartitions((records) => {
      visited.add(1)
      return records
    }, true)
  assert.deepEqual(await rdd.lookup('a'), [1, 3])
  assert.equal(visited.value, 1)
  assert.deepEqual(await pairs([['a', 1]]).lookup('z'), [])
  assert.deepEqual(
    await pairs([
      ['b', 2],
      ['a', 1],
    ])
      .sortByKey()
      .lookup('a'),
    [1],
  )
})

test('collectAsMap keeps the last value, countByKey and reduceByKeyLocally answer maps', async () => {
  const rdd = pairs([
    ['a', 1],
    ['b', 2],
    ['a', 3],
  ])
  assert.deepEqual(
    [...(await rdd.collectAsMap())],
    [
      ['a', 3],
      ['b', 2],
    ],
  )
  assert.deepEqual(
    [...(await rdd.countByKey())],
    [
      ['a', 2],
      ['b', 1],
    ],
  )
  assert.deepEqual(
    [...(await rdd.reduceByKeyLocally((a, b) => a + b))],
    [
      ['a', 4],
      ['b', 2],
    ],
  )
  assert.deepEqual(
    [...(await sc.parallelize(['x', 'y', 'x'], 2).countByValue())],
    [
      ['x', 2],
      ['y', 1],
    ],
  )
})

test('combineByKey gives the same with and without combining early', async () => {
  const rdd = pairs(
    [
      ['a', 1],
      ['a', 2],
      ['b', 3],
      ['a', 4],
    ],
    3,
  )
  for (const early of [true, false]) {
    const sums = rdd.combineByKey(
      (n) => ({ sum: n, count: 1 }),
      (s, n) => ({ sum: s.sum + n, count: s.count + 1 }),
      (s, t) => ({ sum: s.sum + t.sum, count: s.count + t.count }),
      2,
      early,
    )
    assert.deepEqual(
      await asMap(sums),
      new Map([
        ['a', { sum: 7, count: 3 }],
        ['b', { sum: 3, count: 1 }],
      ]),
    )
  }
})

test('a record that is no pair is an error that names the operator', async () => {
  const rdd = sc.parallelize<any>([1], 1)
  await assert.rejects(rdd.reduceByKey((a: any) => a).collect(), {
    message:
      /^E_NOT_A_PAIR at reduceByKey \(pairs\.test\.ts:\d+\): reduceByKey was given 1 where it needs a \[key, value\] pair\. Make pairs with map\(\(x\) => \[key, value\]\) first\.$/,
  })
})

test('RDDs of two contexts do not go together', async () => {
  await using other = new SparkContext('local', 'other')
  assert.throws(() => pairs([]).join(other.parallelize<[string, number]>([])), {
    message:
      /^E_CONTEXT_MISMATCH at join \(pairs\.test\.ts:\d+\): join was given RDDs of two contexts: one from parallelize \(pairs\.test\.ts:\d+\) and one from parallelize \(pairs\.test\.ts:\d+\)\. Make both RDDs with the same SparkContext\.$/,
  })
})
