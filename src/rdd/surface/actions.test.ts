import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../../index.ts'

const sc = new SparkContext('local[2]', 'actions')
after(() => sc.stop())

/** An RDD of n partitions with one record each that counts how many were computed. */
function watched(n: number) {
  const computed = sc.accumulator(0)
  const rdd = sc.range(0, n, 1, n).mapPartitions((records) => {
    computed.add(1)
    return records
  })
  return { rdd, computed }
}

test('take looks at one partition, then at four times as many', async () => {
  const { rdd, computed } = watched(20)
  assert.deepEqual(await rdd.take(1), [0])
  assert.equal(computed.value, 1)
  assert.deepEqual(await rdd.take(2), [0, 1])
  assert.equal(computed.value, 1 + 1 + 2)
})

test('take finds records behind empty partitions', async () => {
  const rdd = sc.range(0, 30, 1, 30).filter((n) => n > 27)
  assert.deepEqual(await rdd.take(5), [28, 29])
  assert.deepEqual(await rdd.take(1), [28])
})

test('take of nothing runs no job', async () => {
  const { rdd, computed } = watched(2)
  assert.deepEqual(await rdd.take(0), [])
  assert.deepEqual(await rdd.take(-1), [])
  assert.equal(computed.value, 0)
})

test('take computes nothing behind the last record it takes', async () => {
  let calls = 0
  const rdd = sc.parallelize([1, 2, 3, 4], 1).map((x) => {
    calls++
    return x
  })
  assert.deepEqual(await rdd.take(2), [1, 2])
  assert.equal(calls, 2)
})

test('first and isEmpty look at as little', async () => {
  const { rdd, computed } = watched(8)
  assert.equal(await rdd.first(), 0)
  assert.equal(await rdd.isEmpty(), false)
  assert.equal(computed.value, 2)
  assert.equal(await sc.parallelize([], 3).isEmpty(), true)
})

test('what needs a record says so when there is none', async () => {
  const empty = sc.parallelize<number>([], 2)
  const errors: [() => Promise<unknown>, RegExp][] = [
    [
      () => empty.first(),
      /^E_EMPTY at first \(actions\.test\.ts:\d+\): first was asked of an empty RDD\. Check isEmpty\(\) first, or use take\(1\)\.$/,
    ],
    [
      () => empty.reduce((a, b) => a + b),
      /^E_EMPTY at reduce \(actions\.test\.ts:\d+\): reduce was asked of an empty RDD\. Use fold\(zero, f\), or check isEmpty\(\) first\.$/,
    ],
    [
      () => empty.treeReduce((a, b) => a + b),
      /^E_EMPTY at treeReduce \(actions\.test\.ts:\d+\): treeReduce was asked of an empty RDD\. Check isEmpty\(\) first\.$/,
    ],
    [
      () => empty.max(),
      /^E_EMPTY at max \(actions\.test\.ts:\d+\): max was asked of an empty RDD\. Check isEmpty\(\) first\.$/,
    ],
    [
      () => empty.min(),
      /^E_EMPTY at min \(actions\.test\.ts:\d+\): min was asked of an empty RDD\. Check isEmpty\(\) first\.$/,
    ],
  ]
  for (const [act, message] of errors) await assert.rejects(act, { message })
})

async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const record of records) list.push(record)
  return list
}

test('toLocalIterator computes a partition when it is read, or one ahead', async () => {
  const { rdd, computed } = watched(4)
  const iterator = rdd.toLocalIterator()
  assert.deepEqual(await iterator.next(), { value: 0, done: false })
  assert.equal(computed.value, 1)
  assert.deepEqual(await all(iterator), [1, 2, 3])
  assert.deepEqual(await all(rdd.toLocalIterator({ prefetchPartitions: true })), [0, 1, 2, 3])
})

test('iterator reads one partition, from where it is kept', async () => {
  let computed = 0
  const rdd = sc.range(0, 6, 1, 3).map((x) => {
    computed++
    return x
  })
  assert.deepEqual(await all(rdd.iterator(1)), [2, 3])
  assert.deepEqual([computed, await all(rdd.iterator(rdd.partitions[2] as { index: number }))], [2, [4, 5]])
  await rdd.cache().count()
  computed = 0
  assert.deepEqual([await all(rdd.iterator(0)), computed], [[0, 1], 0])
  for (const partition of [3, -1, 0.5])
    assert.throws(() => rdd.iterator(partition), {
      message: new RegExp(
        `^E_ARGUMENT at iterator \\(actions\\.test\\.ts:\\d+\\): there is no partition ${partition}\\. ` +
          'Use whole numbers from 0 to 2\\.$',
      ),
    })
  assert.throws(() => sc.emptyRDD().iterator(0), {
    message: /: there is no partition 0\. Use an RDD that has partitions\.$/,
  })
})

test('what collect answers is the caller’s own', async () => {
  const rdd = sc.parallelize([1, 2, 3], 1).cache()
  ;(await rdd.collect()).push(4)
  assert.deepEqual(await rdd.collect(), [1, 2, 3])
})

test('records that are arrays stay whole', async () => {
  const rdd = sc.parallelize([[1, 2], [3]], 2)
  assert.deepEqual(await rdd.collect(), [[1, 2], [3]])
  assert.deepEqual(await rdd.reduce((a, b) => a.concat(b)), [1, 2, 3])
  assert.deepEqual(await rdd.top(1, { key: (list) => list.length }), [[1, 2]])
})

test('an aborted action rejects', async () => {
  const signal = AbortSignal.abort('enough')
  const actions = [
    sc.range(3).collect({ signal }),
    sc.range(3).take(1, { signal }),
    sc.range(3).sum({ signal }),
    sc.range(3).top(1, undefined, { signal }),
  ]
  for (const outcome of await Promise.allSettled(actions))
    assert.equal(outcome.status === 'rejected' && (outcome.reason as { code: string }).code, 'E_ABORTED')
})

test('an RDD inside a function that runs on records is an error', async () => {
  const other = sc.parallelize([1])
  await assert.rejects(
    sc
      .parallelize([1], 1)
      .map(() => other.count())
      .collect(),
    {
      message:
        /^E_RDD_NESTED at count \(actions\.test\.ts:\d+\): count of an RDD was called inside a function that runs on records\. Collect or broadcast that RDD first, or join the two RDDs\.$/,
    },
  )
  await assert.rejects(
    sc.parallelize([1], 1).foreachPartition(() => {
      sc.parallelize([2])
    }),
    { code: 'E_RDD_NESTED' },
  )
})

test('after stop neither actions nor operators work', async () => {
  const other = new SparkContext('local', 'stopped')
  const rdd = other.parallelize([1])
  await other.stop()
  const message = (operator: string): RegExp =>
    new RegExp(
      `^E_CONTEXT_STOPPED at ${operator} \\(actions\\.test\\.ts:\\d+\\): this SparkContext was stopped\\. Make a new SparkContext\\.$`,
    )
  await assert.rejects(rdd.count(), { message: message('count') })
  assert.throws(() => rdd.map((x) => x), { message: message('map') })
})
