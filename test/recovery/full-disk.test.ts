import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { FaultyFiles } from '../../src/storage/faulty/faulty-files.ts'
import { TestRun } from '../../src/testing/index.ts'

test('batches whose inputs decide nothing wait as well when a disk is full for hours', async () => {
  const files = new FaultyFiles(new ManualClock())
  await using run = new TestRun({
    environment: { files },
    conf: { 'spark.streaming.checkpoint.directory': '/c', 'millstream.checkpoint.segment': 4096 },
  })
  let n = 0
  const input = run.ssc.inputStream({ compute: () => run.sc.parallelize([['key', n++] as const]) })
  const sums: number[] = []
  input
    .updateStateByKey((values: number[], sum?: number) => values.reduce((a, b) => a + b, sum ?? 0))
    .foreachRDD(async (rdd) => {
      for (const [, sum] of await rdd.collect()) sums.push(sum as number)
    })
  await run.tick(3)
  let isFull = true
  files.fail(({ call, path }) =>
    isFull && call === 'write' && path.startsWith('/c/kept-by-')
      ? { kind: 'error', code: 'ENOSPC', written: 0 }
      : undefined,
  )
  const seconds = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      run.clock.advance(1000)
      for (let k = 0; k < 4; k++) await new Promise(setImmediate)
    }
  }
  await seconds(1000)
  assert.ok(sums.length < 200, `${sums.length} batches ran`)
  isFull = false
  await seconds(10)
  await run.ssc.idle()
  assert.deepEqual(
    sums,
    Array.from({ length: sums.length }, (_, i) => (i * (i + 1)) / 2),
  )
  assert.ok(sums.length >= 1010, `${sums.length} batches ran`)
})
