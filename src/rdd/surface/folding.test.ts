import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../../index.ts'

const sc = new SparkContext('local[2]', 'folding')
after(() => sc.stop())
const plus = (a: number, b: number): number => a + b

test('a zero counts once a partition and once for the merge', async () => {
  const rdd = sc.parallelize([1, 2, 3, 4], 3)
  assert.equal(await rdd.fold(10, plus), 10 + 10 * 4)
  assert.equal(await rdd.aggregate(10, plus, plus), 50)
  assert.equal(await rdd.treeAggregate(10, plus, plus), 50)
  assert.equal(await sc.emptyRDD<number>().fold(10, plus), 10)
})

test('a zero that is an object is copied for each use', async () => {
  const zero: number[] = []
  const push = (list: number[], x: number): number[] => {
    list.push(x)
    return list
  }
  const join = (a: number[], b: number[]): number[] => {
    a.push(...b)
    return a
  }
  const rdd = sc.parallelize([1, 2, 3, 4], 2)
  assert.deepEqual(await rdd.aggregate(zero, push, join), [1, 2, 3, 4])
  assert.deepEqual(await rdd.treeAggregate(zero, push, join), [1, 2, 3, 4])
  assert.deepEqual(zero, [])
})

test('foldByKey and aggregateByKey use the zero once for each key in each partition', async () => {
  const pairs = sc.parallelize<[string, number]>(
    [
      ['a', 1],
      ['a', 2],
      ['b', 1],
      ['a', 4],
    ],
    2,
  )
  assert.deepEqual(
    new Map(await pairs.foldByKey(10, plus).collect()),
    new Map([
      ['a', 27],
      ['b', 11],
    ]),
  )
  const lists = pairs.aggregateByKey(
    [] as number[],
    (list, n) => {
      list.push(n)
      return list
    },
    (a, b) => a.concat(b),
  )
  assert.deepEqual(
    new Map(await lists.collect()),
    new Map([
      ['a', [1, 2, 4]],
      ['b', [1]],
    ]),
  )
})

test('the order of the records is the order of the folds', async () => {
  const letters = sc.parallelize([...'abcdefgh'], 3)
  assert.equal(await letters.reduce((a, b) => a + b), 'abcdefgh')
  assert.equal(await letters.fold('', (a, b) => a + b), 'abcdefgh')
  assert.equal(
    await letters.aggregate(
      '',
      (a, b) => a + b,
      (a, b) => a + b,
    ),
    'abcdefgh',
  )
})

test('a tree gives what a plain fold gives, for any depth', async () => {
  const rdd = sc.range(0, 1000, 1, 40)
  for (const depth of [1, 2, 3, 10]) {
    assert.equal(await rdd.treeReduce(plus, depth), 499_500)
    assert.equal(await rdd.treeAggregate(0, plus, plus, depth), 499_500)
  }
  assert.equal(await sc.parallelize([7], 40).treeReduce(plus), 7)
  await assert.rejects(rdd.treeReduce(plus, 0), {
    message:
      /^E_ARGUMENT at treeReduce \(folding\.test\.ts:\d+\): the depth is 0\. Use a whole number of at least 1\.$/,
  })
})

test('undefined is a value like any other', async () => {
  assert.equal(await sc.parallelize([undefined, undefined], 2).reduce((a) => a), undefined)
})

test('a function that throws where results are put together is named', async () => {
  const boom = (): never => {
    throw new Error('boom')
  }
  await assert.rejects(sc.parallelize([1, 2], 2).reduce(boom), {
    message: /^E_USER_FUNCTION at reduce \(folding\.test\.ts:\d+\): boom \(while results were put together\)\.$/,
  })
})

test('a zero that cannot be copied is refused', async () => {
  class Sum {}
  await assert.rejects(
    sc.parallelize([1]).aggregate(
      new Sum(),
      (a) => a,
      (a) => a,
    ),
    {
      message:
        /^E_ARGUMENT at aggregate \(folding\.test\.ts:\d+\): the zero is Sum \{\}, which cannot be copied\. Use a plain value, or give it a copy\(\) method\.$/,
    },
  )
})
