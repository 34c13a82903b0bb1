import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runStreams, testStream } from './test-stream.ts'

test('batches go in, and what comes out is compared', async () => {
  await testStream([['a b'], ['b']])
    .through((lines) =>
      lines
        .flatMap((line) => line.split(' '))
        .map((word) => [word, 1] as const)
        .reduceByKey((a, b) => a + b),
    )
    .expect([
      [
        ['a', 1],
        ['b', 1],
      ],
      [['b', 1]],
    ])
})

test('what differs is shown by batch and key', async () => {
  const pairs = testStream([[['a', 1]], [['a', 2]]], { interval: '5s' }).through((s) => s)
  await assert.rejects(pairs.expect([[['a', 1]], [['a', 3]]]), {
    name: 'AssertionError',
    message: `the batches are not the expected ones
  batch 2 (10000 ms)
    'a': expected 3, got 2`,
  })
})

test('pairs are pairs, so their operators are there', async () => {
  await testStream([
    [
      ['a', 1],
      ['a', 2],
    ],
  ])
    .through((pairs) => pairs.reduceByKey((a, b) => a + b))
    .expect([[['a', 3]]])
})

test('several inputs have names', async () => {
  const left = [[['a', 1] as const], []]
  const right = [[['a', 'x'] as const]]
  await testStream({ left, right })
    .through((input) => input.left.join(input.right))
    .expect([[['a', [1, 'x']]], []])
})

test('null is a batch without an RDD, in and out', async () => {
  await testStream([[1], null, []])
    .through((s) => s.map((x) => x + 1))
    .expect([[2], null, []])
})

test('if more batches are expected, empty ones come in after the inputs', async () => {
  await testStream([[1], [2]])
    .through((s) => s.window('2s'))
    .expect([[1], [1, 2], [2], []])
})

test('a stream of a longer slide has one entry a slide', async () => {
  await testStream([[1], [2], [3], [4]])
    .through((s) => s.window('2s', '2s'))
    .expect([
      [1, 2],
      [3, 4],
    ])
})

test('a build may use the context instead of the input', async () => {
  await testStream<number>([])
    .through((_, ssc) => ssc.queueStream([[1, 2], [3]]))
    .expect([[1, 2], [3], []])
})

test('an error of the program is the error of the test', async () => {
  const stream = testStream([[1]]).through((s) =>
    s.map((): number => {
      throw new Error('no good')
    }),
  )
  await assert.rejects(stream.run(), /no good/)
})

test('an error of another output is the error of the test', async () => {
  const stream = testStream([[1]]).through((s) => {
    s.foreachRDD(() => {
      throw new Error('no good')
    })
    return s
  })
  await assert.rejects(stream.run(), /no good/)
})

test('run answers batches and their times', async () => {
  const collected = await runStreams([[1], [2]], (s) => s.count(), { interval: 500, start: 10_000 })
  assert.deepEqual(
    [collected.batches, collected.times],
    [
      [[1], [1]],
      [10_500, 11_000],
    ],
  )
})

test('tests may run at the same time', async () => {
  const one = (n: number) =>
    testStream([[n]])
      .through((s) => s)
      .expect([[n]])
  await Promise.all([one(1), one(2), one(3)])
})

test('an hour of windows takes moments', async () => {
  const hour = Array.from({ length: 3600 }, (_, i) => (i % 60 === 0 ? [1] : []))
  const { batches } = await testStream(hour)
    .through((s) => s.window('10s', '10s').count())
    .run()
  assert.equal(batches.length, 360)
  assert.equal(
    batches.flat().reduce((sum, n) => (sum ?? 0) + (n ?? 0), 0),
    60,
  )
})
