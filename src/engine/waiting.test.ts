import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, SmallRdds } from '../../test/engine/small-rdds.ts'
import { StorageLevel } from '../rdd/storage-level.ts'
import { TaskContext } from '../rdd/task-context.ts'

const doubled = async function* (input: AsyncIterable<number> | Iterable<number>): AsyncGenerator<number[]> {
  for await (const x of input) {
    await null
    yield [x, x * 2]
  }
}

test('what waits is seen in the lineage, up to shuffles', () => {
  const r = new SmallRdds()
  const source = r.source([1])
  const waiting = r.waiting(source, doubled)
  assert.equal(source.node.waits, false)
  assert.equal(r.step(r.union(source, waiting), 'map', (x) => x).node.waits, true)
  assert.equal(r.sumByKey(waiting).node.waits, false)
  let deep = waiting
  for (let i = 0; i < 20_000; i++) deep = r.step(deep, 'map', (x) => x)
  assert.equal(deep.node.waits, true)
})

test('async functions, under steps, partition functions, shuffles and each other', async () => {
  const r = new SmallRdds()
  const waiting = r.waiting(r.source([1, 2], [3]), doubled)
  assert.deepEqual(await r.collect(r.step(waiting, 'map', (x) => x + 1)), [
    [2, 3, 3, 5],
    [4, 7],
  ])
  assert.deepEqual(await r.collect(r.partition(waiting, (records) => [[...records]])), [[[1, 2, 2, 4]], [[3, 6]]])
  assert.deepEqual(
    await r.collect(
      r.waiting(
        r.step(waiting, 'filter', (x) => x < 3),
        doubled,
      ),
    ),
    [[1, 2, 2, 4, 2, 4], []],
  )
  const sums = r.sumByKey(
    r.step(waiting, 'map', (x) => [x % 2, x]),
    1,
  )
  assert.deepEqual(await r.collect(sums), [
    [
      [1, 4],
      [0, 14],
    ],
  ])
  const f = r.placed('foreachPartition', (records: Iterable<number>) => [...records].length)
  assert.deepEqual(await r.run(waiting, { kind: 'partition', f }), [4, 2])
})

test('take stops an async function', async () => {
  const r = new SmallRdds()
  const seen: number[] = []
  const noted = r.step(r.source([1, 2, 3]), 'map', (x) => {
    seen.push(x)
    return x
  })
  assert.deepEqual(await r.run(r.waiting(noted, doubled), { kind: 'take', limit: 3 }), [[1, 2, 2]])
  assert.deepEqual(seen, [1, 2])
})

test('a persisted partition is waited for once', async () => {
  const r = new SmallRdds()
  const twice = counted(doubled)
  const waiting = r.waiting(r.source([1]), twice)
  r.sc.backend.persist(waiting, StorageLevel.MEMORY_ONLY)
  const mapped = r.step(waiting, 'map', (x) => x)
  assert.deepEqual(await r.collect(mapped), [[1, 2]])
  assert.deepEqual(await r.collect(r.partition(mapped, (records) => records)), [[1, 2]])
  assert.equal(twice.calls, 1)
  assert.equal(r.sc.backend.isMaterialized(waiting), true)
})

test('an async function sees its task, fails under its own name and is tried again', async () => {
  const r = new SmallRdds({ 'spark.task.maxFailures': 2 })
  const attempts: (number | undefined)[] = []
  // biome-ignore lint/correctness/useYield: it fails before
  const failing = r.waiting(r.source([1]), async function* () {
    await null
    attempts.push(TaskContext.get()?.attemptNumber)
    throw new Error('no answer')
  })
  await assert.rejects(r.collect(failing), {
    message: 'E_USER_FUNCTION at mapAsync: no answer (partition 0, attempt 2 of 2).',
  })
  assert.deepEqual(attempts, [0, 1])
})
