import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparkConf, SparkContext } from '../index.ts'
import { ManualClock } from '../testing/index.ts'

test('a context may be described in three ways', async () => {
  await using one = new SparkContext('local[3]', 'one')
  await using two = new SparkContext(new SparkConf().setMaster('local[3]').setAppName('two'))
  await using three = new SparkContext({ appName: 'three' })
  assert.deepEqual(
    [one, two, three].map((sc) => [sc.master, sc.appName, sc.defaultParallelism]),
    [
      ['local[3]', 'one', 3],
      ['local[3]', 'two', 3],
      ['local', 'three', 1],
    ],
  )
})

test('the conf is copied, and what launched the program fills its gaps', async () => {
  const conf = new SparkConf().setMaster('local[2]')
  await using sc = new SparkContext({
    conf,
    environment: { settings: { 'spark.master': 'local[9]', 'spark.default.parallelism': '5' } },
  })
  conf.set('spark.default.parallelism', 7)
  assert.deepEqual([sc.master, sc.defaultParallelism], ['local[2]', 5])
})

test('accumulators count updates of actions once, also when a task is run again', async () => {
  await using sc = new SparkContext('local[2]')
  const sum = sc.longAccumulator('sum')
  const list = sc.collectionAccumulator<number>()
  let failures = 2
  await sc.parallelize([1, 2, 3], 1).foreach((x) => {
    sum.add(x)
    list.add(x)
    if (x === 3 && failures-- > 0) throw new Error('not yet')
  })
  assert.deepEqual([sum.value, list.value, sum.name], [6, [1, 2, 3], 'sum'])
  sum.reset()
  assert.equal(sum.value, 0)
})

test('an accumulator may start somewhere and be of the user’s own kind', async () => {
  await using sc = new SparkContext('local[2]')
  const sum = sc.accumulator(100)
  const longest = sc.accumulator<string, string>({
    zero: () => '',
    add: (a, b) => (a.length >= b.length ? a : b),
    merge: (a, b) => (a.length >= b.length ? a : b),
  })
  await sc.parallelize(['a', 'ccc', 'bb'], 3).foreach((word) => {
    sum.add(1)
    longest.add(word)
  })
  assert.deepEqual([sum.value, longest.value], [103, 'ccc'])
})

test('a broadcast is read until it is destroyed', async () => {
  await using sc = new SparkContext('local[2]')
  const names = sc.broadcast(new Map([[1, 'one']]))
  const rdd = sc.parallelize([1, 2], 1).map((n) => names.value.get(n) ?? '?')
  assert.deepEqual(await rdd.collect(), ['one', '?'])
  names.unpersist()
  assert.deepEqual(await rdd.collect(), ['one', '?'])
  names.destroy()
  assert.throws(() => names.value, {
    message: `E_ARGUMENT: broadcast ${names.id} was read after it was destroyed. Destroy a broadcast after the last job that uses it.`,
  })
})

test('runJob runs the partitions that it is asked for, in that order', async () => {
  await using sc = new SparkContext('local[2]')
  const rdd = sc.range(0, 6, 1, 3)
  assert.deepEqual(await sc.runJob(rdd, async (records, index) => [index, ...records], [2, 0]), [
    [2, 4, 5],
    [0, 0, 1],
  ])
  await assert.rejects(
    sc.runJob(rdd, () => 1, [3]),
    {
      message:
        /^E_ARGUMENT at runJob \(context\.test\.ts:\d+\): there is no partition 3\. Use whole numbers from 0 to 2\.$/,
    },
  )
})

test('settings that make no sense are refused', () => {
  assert.throws(() => new SparkContext(new SparkConf().set('spark.log.level', 'loud')), {
    message:
      /^CONFIG_SETTING at SparkContext \(context\.test\.ts:\d+\): the log level is 'loud'\. Use one of debug, info, warn, error, off\.$/,
  })
})

test('stop may be called twice', async () => {
  const sc = new SparkContext('local')
  await Promise.all([sc.stop(), sc.stop()])
  assert.equal(sc.isStopped, true)
})

test('a context tells what it is', async () => {
  await using sc = new SparkContext({ appName: 'named', environment: { clock: new ManualClock(1700000000000) } })
  assert.deepEqual(
    [sc.appName, sc.applicationId, sc.startTime, sc.uiWebUrl, sc.defaultMinPartitions],
    ['named', 'local-1700000000000', 1700000000000, undefined, 1],
  )
  assert.match(sc.version, /^\d+\.\d+\.\d+$/)
})
