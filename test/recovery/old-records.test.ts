/** Records that no checkpoint needs any more do not stay on the disk, nor in memory what was read of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { turn } from '../../src/kernel/clock/system.ts'
import { logDirectory } from '../../src/streaming/checkpoint/checkpoint-log.ts'
import { keptFolder } from '../../src/streaming/checkpoint/kept-folder.ts'
import { TestRun } from '../../src/testing/index.ts'
import { after, filesOf, left, run, type Small, STATES } from './small-runs.ts'

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

test('what a restart has read of states is let go once the program runs', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  const read: WeakRef<object>[] = []
  let held = Number.NaN
  const watched: Small = {
    ...STATES,
    build(ssc, take, files) {
      const { backend } = ssc.sparkContext
      const keepStates = backend.keepStates?.bind(backend)
      backend.keepStates = (keep, restored, reread) => {
        for (const { changes } of restored) read.push(...changes.map((bytes) => new WeakRef(bytes)))
        keepStates?.(keep, restored, reread)
      }
      const happens = STATES.build(ssc, take, files)
      return async (batch) => {
        happens(batch)
        await turn()
        collectGarbage()
        held = read.filter((one) => one.deref() !== undefined).length
      }
    },
  }
  const files = filesOf(await left(STATES, 6, true), after(6))
  await run(watched, { files, start: after(6), batches: 2 })
  assert.ok(read.length > 0)
  assert.equal(held, 0)
})
