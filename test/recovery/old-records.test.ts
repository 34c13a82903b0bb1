/** Records that no checkpoint needs any more do not stay on the disk. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logDirectory } from '../../src/streaming/checkpoint/checkpoint-log.ts'
import { keptFolder } from '../../src/streaming/checkpoint/kept-folder.ts'
import { TestRun } from '../../src/testing/index.ts'

const KEYS = 200

for (const decides of [true, false])
  test(`a log stays within a multiple of its state when inputs decide ${decides ? 'something' : 'nothing'}`, async () => {
    await using run = new TestRun({
      conf: { 'spark.streaming.checkpoint.directory': '/c', 'millstream.checkpoint.segment': 4096 },
    })
    let n = 0
    const compute = () => run.sc.parallelize(Array.from({ length: 20 }, () => [n++ % KEYS, 'x'.repeat(50)] as const))
    const input = run.ssc.inputStream(
      decides ? { compute, decided: (time) => time.milliseconds, restore: () => {} } : { compute },
    )
    input
      .updateStateByKey((texts: string[], last?: string) => texts.at(-1) ?? last)
      .foreachRDD((rdd) => rdd.count().then(() => {}))
    const bytes = (): number =>
      run.files.listSync(logDirectory(keptFolder(run.files, '/c') ?? '')).reduce((sum, { size }) => sum + size, 0)
    await run.tick(100)
    const after100 = bytes()
    await run.tick(400)
    assert.ok(bytes() < 2 * after100, `${bytes()} bytes after 500 batches, and ${after100} after 100`)
  })
