import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StorageLevel } from '../../src/index.ts'
import { spark } from './spark.ts'

const ABORTED = { code: 'E_ABORTED', message: /^E_ABORTED.*: the job was cancelled by its AbortSignal\.$/ } as const
const add = (a: number, b: number): number => a + b

test('a job that is aborted between two partitions runs no more of them, and the context goes on', async () => {
  await using s = spark()
  const control = new AbortController()
  const seen: number[] = []
  const rdd = s.sc.range(0, 100, 1, 100).map((x) => {
    seen.push(x)
    if (x === 40) control.abort()
    return x
  })
  await assert.rejects(rdd.collect({ signal: control.signal }), ABORTED)
  assert.deepEqual(
    seen,
    Array.from({ length: 41 }, (_, i) => i),
  )
  assert.equal(await rdd.count(), 100)
})

test('a job that is aborted in a long partition lets go of it soon', async () => {
  await using s = spark()
  const control = new AbortController()
  let read = 0
  const job = s.sc
    .range(0, 10_000_000, 1, 1)
    .mapAsync(async (x) => {
      if (++read === 1000) control.abort()
      return x
    })
    .count({ signal: control.signal })
  await assert.rejects(job, ABORTED)
  const before = read
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
  assert.ok(before >= 1000 && read < 20_000, `${read} records were read`)
})

test('what an aborted task counted does not count', async () => {
  await using s = spark()
  const control = new AbortController()
  const seen = s.sc.accumulator(0)
  const job = s.sc.parallelize([1, 2, 3, 4], 2).foreachAsync(
    async (x) => {
      seen.add(1)
      if (x === 3) control.abort()
      await undefined
    },
    { signal: control.signal, concurrency: 1 },
  )
  await assert.rejects(job, ABORTED)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(seen.value, 2)
})

test('an abort in a map stage keeps what is done of it for the next job', async () => {
  await using s = spark()
  const control = new AbortController()
  const runs: number[] = []
  const pairs = s.sc.range(0, 10, 1, 10).map((x) => {
    runs.push(x)
    if (x === 6 && !control.signal.aborted) control.abort()
    return [x % 2, x] as const
  })
  const sums = pairs.reduceByKey(add, 2)
  await assert.rejects(sums.collect({ signal: control.signal }), ABORTED)
  assert.deepEqual((await sums.collect()).sort(), [
    [0, 20],
    [1, 25],
  ])
  // The task that was at work when the abort came counts for nothing.
  assert.deepEqual(runs, [0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9])
})

test('a job that waits for the map stage of another job takes it over when that one is aborted', async () => {
  await using s = spark()
  const control = new AbortController()
  const runs: number[] = []
  const pairs = s.sc
    .range(0, 6, 1, 6)
    .mapAsync(async (x) => {
      runs.push(x)
      if (x === 3) control.abort()
      return x
    })
    .map((x) => [x % 2, x] as const)
  const sums = pairs.reduceByKey(add, 2)
  const first = assert.rejects(sums.collect({ signal: control.signal }), ABORTED)
  const second = sums.mapValues((x) => x * 10).collect()
  await first
  assert.deepEqual((await second).sort(), [
    [0, 60],
    [1, 90],
  ])
  for (const x of [0, 1, 2, 4, 5]) assert.equal(runs.filter((other) => other === x).length, 1, `${x} was run again`)
})

test('a job that was aborted before it began runs nothing', async () => {
  await using s = spark()
  let ran = false
  const rdd = s.sc.parallelize([1]).map((x) => {
    ran = true
    return x
  })
  await assert.rejects(rdd.collect({ signal: AbortSignal.abort() }), ABORTED)
  assert.equal(ran, false)
})

test('many jobs at once on one context: every one has its own answer', async () => {
  await using s = spark()
  const base = s.sc.parallelize(
    Array.from({ length: 1000 }, (_, i) => i),
    8,
  )
  const jobs = Array.from({ length: 50 }, async (_, i) => {
    const scaled = base.mapAsync(async (x) => x * i)
    const [sum, keys, first] = await Promise.all([
      scaled.reduce(add),
      scaled
        .map((x) => [x % 7, 1] as const)
        .reduceByKey(add, 3)
        .map(([, n]) => n)
        .reduce(add),
      base.filter((x) => x >= i).first(),
    ])
    assert.deepEqual([sum, keys, first], [499_500 * i, 1000, i])
  })
  await Promise.all(jobs)
})

test('jobs at once over one shuffle run its map stage once', async () => {
  await using s = spark()
  let runs = 0
  const sums = s.sc
    .range(0, 100, 1, 10)
    .mapAsync(async (x) => {
      runs++
      return [x % 5, x] as const
    })
    .reduceByKey(add, 4)
  const answers = await Promise.all(Array.from({ length: 20 }, () => sums.values().reduce(add)))
  assert.deepEqual(new Set(answers), new Set([4950]))
  assert.equal(runs, 100)
})

test('jobs at once over sums that each of them changes as it reads them see all of them whole', async () => {
  await using s = spark()
  const append = (list: number[], ...xs: number[]): number[] => {
    list.push(...xs)
    return list
  }
  const lists = s.sc
    .range(0, 60, 1, 3)
    .mapAsync(async (x) => [x % 3, x] as const)
    .combineByKey(
      (x) => [x],
      (list, x) => append(list, x),
      (list, other) => append(list, ...other),
      3,
    )
    .mapAsync(async ([key, list]) => [key, list.length] as const)
  const answers = await Promise.all(
    Array.from({ length: 150 }, async (_, i) => (i % 2 === 0 ? lists.count() : lists.values().reduce(add))),
  )
  assert.deepEqual(
    answers,
    answers.map((_, i) => (i % 2 === 0 ? 3 : 60)),
  )
})

test('jobs at once over one persisted RDD agree, and afterwards it is at hand', async () => {
  await using s = spark()
  let runs = 0
  const kept = s.sc
    .range(0, 40, 1, 4)
    .mapAsync(async (x) => {
      runs++
      return x
    })
    .persist(StorageLevel.MEMORY_ONLY)
  const answers = await Promise.all(Array.from({ length: 10 }, () => kept.reduce(add)))
  assert.deepEqual(new Set(answers), new Set([780]))
  const before = runs
  assert.equal(await kept.count(), 40)
  assert.equal(runs, before)
})

test('one of many jobs that fails or is aborted disturbs no other', async () => {
  await using s = spark()
  const control = new AbortController()
  const base = s.sc.range(0, 100, 1, 10).mapAsync(async (x) => x)
  const outcomes = await Promise.allSettled([
    base.count(),
    base.map((x) => (x === 50 ? assert.fail('no') : x)).count(),
    base.map((x) => (x === 30 ? control.abort() : undefined)).count({ signal: control.signal }),
    base
      .map((x) => [x % 2, 1] as const)
      .reduceByKey(add)
      .count(),
  ])
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.code)),
    [100, 'E_USER_FUNCTION', 'E_ABORTED', 2],
  )
})

test('the end of a context ends the jobs that run on it', async () => {
  const s = spark()
  const rdd = s.sc.range(0, 100, 1, 100).mapAsync(async (x) => {
    if (x === 5) await s.sc.stop()
    return x
  })
  await assert.rejects(rdd.count(), { code: 'E_CONTEXT_STOPPED' })
})
