import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RDD, SparkContext } from '../../src/index.ts'
import { failingEach, spark } from './spark.ts'

/** A use of a function of the user that fails `times` times, and what comes out when it is tried often enough. */
interface Flaky {
  readonly name: string
  readonly run: (sc: SparkContext, times: number) => Promise<unknown>
  readonly output: unknown
  /** How the last error begins when it fails for good. */
  readonly fails: RegExp
}

const two = (sc: SparkContext): RDD<number> => sc.parallelize([1, 2, 3, 4], 2)
const pairs = (sc: SparkContext): RDD<readonly [string, number]> =>
  two(sc).map((x) => [x % 2 === 0 ? 'even' : 'odd', x] as const)

/** `f`, which fails in its first `times` calls, whatever it is called with. */
function flaky<A extends unknown[], R>(times: number, f: (...args: A) => R): (...args: A) => R {
  let left = times
  return (...args) => {
    if (left-- > 0) throw new Error('failed on purpose')
    return f(...args)
  }
}

const add = (a: number, b: number): number => a + b
const sorted = async (rdd: RDD<any>): Promise<unknown[]> => (await rdd.collect()).sort()

const FLAKY: readonly Flaky[] = [
  {
    name: 'map',
    run: (sc, times) =>
      two(sc)
        .map(flaky(times, (x) => x * 10))
        .collect(),
    output: [10, 20, 30, 40],
    fails: /^E_USER_FUNCTION at map .*: failed on purpose \(record 1, partition 0, attempt 4 of 4\)\.$/,
  },
  {
    name: 'filter behind a map',
    run: (sc, times) =>
      two(sc)
        .map((x) => x + 1)
        .filter(flaky(times, (x) => x > 3))
        .collect(),
    output: [4, 5],
    fails: /^E_USER_FUNCTION at filter .*: failed on purpose \(record 2, partition 0, attempt 4 of 4\)\.$/,
  },
  {
    name: 'flatMap in the second partition',
    run: (sc, times) => {
      const f = flaky(times, (x: number) => [x, x])
      return two(sc)
        .flatMap((x) => (x < 3 ? [x] : f(x)))
        .collect()
    },
    output: [1, 2, 3, 3, 4, 4],
    fails: /^E_USER_FUNCTION at flatMap .*: failed on purpose \(record 3, partition 1, attempt 4 of 4\)\.$/,
  },
  {
    name: 'mapPartitions',
    run: (sc, times) =>
      two(sc)
        .mapPartitions(flaky(times, (xs) => [...xs].reverse()))
        .collect(),
    output: [2, 1, 4, 3],
    fails: /^E_USER_FUNCTION at mapPartitions .*: failed on purpose \(partition 0, attempt 4 of 4\)\.$/,
  },
  {
    name: 'mapPartitions half-way through its records',
    run: (sc, times) => {
      const half = flaky(times, (x: number) => x)
      return two(sc)
        .mapPartitions(function* (xs) {
          for (const x of xs) yield x % 2 === 0 ? half(x) : x
        })
        .collect()
    },
    output: [1, 2, 3, 4],
    fails: /^E_USER_FUNCTION at mapPartitions .*: failed on purpose \(partition 0, attempt 4 of 4\)\.$/,
  },
  {
    name: 'mapAsync',
    run: (sc, times) => {
      const f = flaky(times, (x: number) => x * 10)
      return two(sc)
        .mapAsync(async (x) => f(x), { concurrency: 1 })
        .collect()
    },
    output: [10, 20, 30, 40],
    fails: /^E_USER_FUNCTION at mapAsync .*: failed on purpose \(record 1, partition 0\)\.$/,
  },
  {
    name: 'reduceByKey before the shuffle',
    run: (sc, times) => sorted(pairs(sc).coalesce(1).reduceByKey(flaky(times, add), 2)),
    output: [
      ['even', 6],
      ['odd', 4],
    ],
    fails: /^E_USER_FUNCTION at reduceByKey .*: failed on purpose \(.*partition 0, attempt 4 of 4\)\.$/,
  },
  {
    name: 'reduceByKey behind the shuffle',
    // One record a key and partition, so that there is nothing to merge before.
    run: (sc, times) =>
      sorted(sc.parallelize([['k', 1] as const, ['k', 2] as const], 2).reduceByKey(flaky(times, add), 1)),
    output: [['k', 3]],
    fails: /^E_USER_FUNCTION at reduceByKey .*: failed on purpose \(.*partition 0, attempt 4 of 4\)\.$/,
  },
  {
    name: 'mapValues behind groupByKey',
    run: (sc, times) =>
      sorted(
        pairs(sc)
          .groupByKey(1)
          .mapValues(flaky(times, (xs) => [...xs].length)),
      ),
    output: [
      ['even', 2],
      ['odd', 2],
    ],
    fails: /^E_USER_FUNCTION at mapValues .*: failed on purpose \(record .*, partition 0, attempt 4 of 4\)\.$/,
  },
  {
    name: 'the key of sortBy',
    run: (sc, times) =>
      two(sc)
        .sortBy(
          flaky(times, (x) => -x),
          true,
          1,
        )
        .collect(),
    output: [4, 3, 2, 1],
    fails: /^E_USER_FUNCTION at sortBy .*: failed on purpose \(record 1, partition 0, attempt 4 of 4\)\.$/,
  },
  {
    name: 'aggregate',
    run: (sc, times) => two(sc).aggregate(0, flaky(times, add), add),
    output: 10,
    fails: /^E_USER_FUNCTION at aggregate .*: failed on purpose \(.*partition 0, attempt 4 of 4\)\.$/,
  },
]

for (const { name, run, output, fails } of FLAKY) {
  for (const times of [1, 3])
    test(`${name}: a function that fails ${times} times is tried again, and nothing comes twice`, async () => {
      await using s = spark()
      assert.deepEqual(await run(s.sc, times), output)
    })

  test(`${name}: after four attempts the job fails, and the context goes on`, async () => {
    await using s = spark()
    await assert.rejects(run(s.sc, 1000), { code: 'E_USER_FUNCTION', message: fails })
    assert.deepEqual(await run(s.sc, 0), output)
  })
}

test('the number of attempts is a setting', async () => {
  await using s = spark({ 'spark.task.maxFailures': 2 })
  assert.deepEqual(
    await two(s.sc)
      .map(flaky(1, (x) => x))
      .collect(),
    [1, 2, 3, 4],
  )
  await assert.rejects(
    two(s.sc)
      .map(flaky(2, (x) => x))
      .collect(),
    { message: /attempt 2 of 2\)\.$/ },
  )
})

test('each task has its own attempts', async () => {
  await using s = spark()
  // Three failures for each of the records, a record a partition: twelve in all.
  const rdd = s.sc.parallelize([1, 2, 3, 4], 4).map(failingEach(3, (x) => x))
  assert.deepEqual(await rdd.collect(), [1, 2, 3, 4])
})

test('accumulators of an action count each record once, however often its task is tried', async () => {
  await using s = spark()
  const [seen, sum] = [s.sc.accumulator(0), s.sc.accumulator(0)]
  const f = failingEach(1, (x: number) => sum.add(x))
  await two(s.sc).foreach((x) => {
    seen.add(1)
    f(x)
  })
  assert.deepEqual([seen.value, sum.value], [4, 10])
})

test('accumulators of a map stage count once, also when later stages fail and run again', async () => {
  await using s = spark()
  const seen = s.sc.accumulator(0)
  const counted = pairs(s.sc).map((pair) => {
    seen.add(1)
    return pair
  })
  const lengths = counted.groupByKey(2).mapValues(flaky(3, (xs) => [...xs].length))
  assert.deepEqual(await sorted(lengths), [
    ['even', 2],
    ['odd', 2],
  ])
  assert.equal(seen.value, 4)
})

test('what a task that failed for good had counted does not count, and what other tasks counted does', async () => {
  await using s = spark()
  const seen = s.sc.accumulator(0)
  const fails = two(s.sc).foreach((x) => {
    seen.add(1)
    if (x === 4) throw new Error('for good')
  })
  await assert.rejects(fails, { code: 'E_USER_FUNCTION' })
  assert.equal(seen.value, 2)
})

test('a map stage that failed in one partition runs only that one again', async () => {
  await using s = spark({ 'spark.task.maxFailures': 1 })
  const runs: number[] = []
  let broken = true
  const mapped = s.sc.parallelize([0, 1, 2, 3], 4).map((x) => {
    runs.push(x)
    if (x === 2 && broken) throw new Error('not yet')
    return ['k', x] as const
  })
  const sums = mapped.reduceByKey(add, 1)
  await assert.rejects(sums.collect(), { code: 'E_USER_FUNCTION' })
  broken = false
  assert.deepEqual(await sums.collect(), [['k', 6]])
  assert.deepEqual(runs, [0, 1, 2, 2, 3])
})
