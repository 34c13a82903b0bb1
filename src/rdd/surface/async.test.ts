import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../../index.ts'
import { turn } from '../../kernel/clock/system.ts'

const sc = new SparkContext('local[2]', 'async')
after(() => sc.stop())

/** A call that takes `turns` turns of the event loop, and how many of them ran at the same time at most. */
function calls(turns: (x: number) => number) {
  const seen = { running: 0, most: 0 }
  const call = async (x: number): Promise<number> => {
    seen.most = Math.max(seen.most, ++seen.running)
    for (let i = turns(x); i > 0; i--) await turn()
    seen.running--
    return x * 10
  }
  return { call, seen }
}

test('mapAsync keeps the order and the bound, whatever takes longest', async () => {
  const { call, seen } = calls((x) => 9 - x)
  assert.deepEqual(
    await sc.range(0, 9, 1, 1).mapAsync(call, { concurrency: 3 }).collect(),
    [0, 10, 20, 30, 40, 50, 60, 70, 80],
  )
  assert.equal(seen.most, 3)
})

test('without order what is done first comes first', async () => {
  const { call, seen } = calls((x) => (x === 0 ? 30 : 1))
  const answers = await sc.range(0, 6, 1, 1).mapAsync(call, { concurrency: 2, ordered: false }).collect()
  assert.deepEqual(
    answers.toSorted((a, b) => a - b),
    [0, 10, 20, 30, 40, 50],
  )
  assert.equal(answers.at(-1), 0)
  assert.equal(seen.most, 2)
})

test('other operators go on from it, and plain functions are taken', async () => {
  const sums = sc
    .range(0, 10, 1, 3)
    .mapAsync((x) => x % 2)
    .map((x): [number, number] => [x, 1])
    .reduceByKey((a, b) => a + b)
  assert.deepEqual(
    new Map(await sums.collect()),
    new Map([
      [0, 5],
      [1, 5],
    ]),
  )
})

test('a call that rejects is an error that names the record', async () => {
  for (const ordered of [true, false]) {
    const rdd = sc.parallelize([1, 2, 3], 1).mapAsync(
      async (x) => {
        if (x === 2) throw new Error('boom')
        return x
      },
      { ordered },
    )
    await assert.rejects(rdd.collect(), {
      message: /^E_USER_FUNCTION at mapAsync \(async\.test\.ts:\d+\): boom \(record 2, partition 0\)\.$/,
    })
  }
})

test('foreachAsync waits for every call', async () => {
  const { call, seen } = calls(() => 2)
  const done: number[] = []
  await sc.range(0, 5, 1, 1).foreachAsync(async (x) => done.push(await call(x)), { concurrency: 2 })
  assert.deepEqual(
    done.toSorted((a, b) => a - b),
    [0, 10, 20, 30, 40],
  )
  assert.equal(seen.most, 2)
  await assert.rejects(
    sc.range(0, 1, 1, 1).foreachAsync(() => Promise.reject('no')),
    { message: /^E_USER_FUNCTION at foreachAsync \(async\.test\.ts:\d+\): threw 'no' \(record 0, partition 0\)\.$/ },
  )
})

test('a concurrency below one is refused', () => {
  assert.throws(() => sc.range(1).mapAsync((x) => x, { concurrency: 0 }), {
    message: /^E_ARGUMENT at mapAsync \(async\.test\.ts:\d+\): concurrency is 0\. Use a whole number of at least 1\.$/,
  })
})
