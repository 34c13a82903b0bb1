import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RDD } from '../../rdd/rdd.ts'
import { TestRun } from '../../testing/test-run.ts'

test('a queue gives one item a batch, then an empty RDD of one partition', async () => {
  await using run = new TestRun()
  const queue = [[1, 2], run.sc.parallelize([3], 1)]
  const stream = run.ssc.queueStream(queue)
  const out = run.collect(stream)
  const parts = run.collect(stream.glom())
  await run.tick(3)
  assert.deepEqual(out.batches, [[1, 2], [3], []])
  assert.deepEqual(parts.batches[2], [[]])
})

test('what is pushed while the stream runs is seen, and what was taken is gone', async () => {
  await using run = new TestRun()
  const queue: number[][] = []
  const out = run.collect(run.ssc.queueStream(queue))
  await run.tick()
  queue.push([1], [2])
  await run.tick()
  assert.deepEqual(queue, [[2]])
  await run.tick()
  assert.deepEqual(out.batches, [[], [1], [2]])
})

test('not one at a time: all that is there is one RDD', async () => {
  await using run = new TestRun()
  const queue: (number[] | RDD<number>)[] = [[1], run.sc.parallelize([2, 3])]
  const out = run.collect(run.ssc.queueStream(queue, false))
  await run.tick(2)
  assert.deepEqual(out.batches, [[1, 2, 3], []])
})

test('an empty queue gives the default RDD; null is no RDD', async () => {
  await using run = new TestRun()
  const some = run.collect(run.ssc.queueStream<number>([], true, run.sc.parallelize([9])))
  const none = run.collect(run.ssc.queueStream<number>([[1]], true, null))
  await run.tick(2)
  assert.deepEqual(
    [some.batches, none.batches],
    [
      [[9], [9]],
      [[1], null],
    ],
  )
})

test('an RDD of another context is refused in its batch', async () => {
  await using run = new TestRun()
  await using other = new TestRun()
  run.collect(run.ssc.queueStream([other.sc.parallelize([1])]))
  await assert.rejects(run.tick(), {
    message:
      /^E_CONTEXT_MISMATCH at queueStream \(memory-sources\.test\.ts:\d+\): the queue holds an RDD of another SparkContext\. Make the RDDs with the sparkContext of this streaming context\.$/,
  })
})

test('a constant stream gives the same RDD in every batch', async () => {
  await using run = new TestRun()
  const rdd = run.sc.parallelize([1, 2])
  const out = run.collect(run.ssc.constantStream(rdd))
  await run.tick(2)
  assert.deepEqual(out.batches, [
    [1, 2],
    [1, 2],
  ])
})

test('wrong arguments are refused where they are given', async () => {
  await using run = new TestRun()
  assert.throws(() => run.ssc.queueStream(7 as never), {
    message:
      /^E_ARGUMENT at queueStream \(memory-sources\.test\.ts:\d+\): queueStream was given 7 as queue\. Give an array of RDDs or of arrays\.$/,
  })
  assert.throws(() => run.ssc.constantStream(null as never), {
    message:
      /^E_ARGUMENT at constantStream \(memory-sources\.test\.ts:\d+\): constantStream was given null\. Give an RDD\.$/,
  })
})
