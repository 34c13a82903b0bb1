import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestRun } from './test-run.ts'

test('records are pushed between ticks, and batches are written down', async () => {
  await using run = new TestRun()
  const input = run.input<number>([1, 2])
  const out = run.collect(input.stream.map((x) => x * 10))
  await run.tick()
  assert.deepEqual(out.batches, [[10, 20]])
  input.push([3], null)
  assert.equal(input.waiting, 2)
  await run.tick(3)
  assert.deepEqual(out.batches, [[10, 20], [30], null, []])
  assert.deepEqual(out.times, [1000, 2000, 3000, 4000])
})

test('partitions are even and in order; an empty batch has none', async () => {
  await using run = new TestRun({ partitions: 3 })
  const out = run.collect(run.input([1, 2, 3, 4], []).stream.glom())
  await run.tick(2)
  assert.deepEqual(out.batches, [[[1], [2], [3, 4]], []])
})

test('what is printed and logged stays in memory', async () => {
  await using run = new TestRun({ conf: { 'spark.log.level': 'info' } })
  run.input([1]).stream.print()
  run.sc.logger.warn('careful')
  await run.tick()
  assert.match(run.printed.join('\n'), /^-{43}\nTime: 1000 ms\n-{43}\n1\n/)
  assert.ok(run.logged.includes('WARN careful'))
})

test('a tick throws what failed in it, once', async () => {
  await using run = new TestRun()
  const out = run.collect(
    run.input([1], [2]).stream.map((x) => {
      if (x === 1) throw new Error('not one')
      return x
    }),
  )
  await assert.rejects(run.tick(), /not one/)
  await run.tick()
  assert.deepEqual(out.batches, [null, [2]])
})

test('stop may be called again, and throws what no tick has thrown', async () => {
  const run = new TestRun()
  run.input([1]).stream.foreachRDD(() => {
    throw new Error('output')
  })
  await assert.rejects(async () => {
    await run.tick()
    await run.stop()
  }, /output/)
  await run.stop()
})
