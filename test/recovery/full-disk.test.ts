import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DStream, fileSink, readManifest } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { turn } from '../../src/kernel/clock/system.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import type { Operation } from '../../src/storage/faulty/faults.ts'
import { FaultyFiles } from '../../src/storage/faulty/faulty-files.ts'
import type { SystemCode } from '../../src/storage/system-error.ts'
import { lettersOf } from '../../src/streaming/letters/letter-folders.ts'
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

/** A program whose disk fills up: each batch has one word more. */
function filling(write: (words: DStream<string>) => void, conf: Readonly<Record<string, string>> = {}) {
  const files = new FaultyFiles(new ManualClock())
  const lines: string[] = []
  const logger = new LineLogger((line) => void lines.push(line))
  const run = new TestRun({ environment: { files, logger }, conf })
  let made = 0
  const input = run.ssc.inputStream({ compute: () => run.sc.parallelize([`word${made++}`], 1) })
  write(input as DStream<string>)
  const failures: unknown[] = []
  run.ssc.awaitTermination().catch((error) => failures.push(error))
  const fill = (call: Operation['call'] | undefined, code: SystemCode = 'ENOSPC', below = '/out'): void =>
    files.fail((made) =>
      made.call === call && made.path.startsWith(below) ? { kind: 'error', code, written: 3 } : undefined,
    )
  const seconds = async (count: number): Promise<void> => {
    for (let i = 0; i < 10 * count; i++) {
      run.clock.advance(100)
      for (let k = 0; k < 10; k++) await turn()
    }
  }
  const said = (): string[] => lines.filter((line) => line.includes('room'))
  return { run, files, failures, fill, seconds, said }
}

async function committed(files: FaultyFiles): Promise<string[]> {
  const all: string[] = []
  for await (const { batchTime, files: parts } of readManifest('/out', { files }))
    all.push(`${batchTime.milliseconds} ${parts.map(({ path }) => path)}`)
  return all
}

const visible = (files: FaultyFiles): string[] =>
  files.listSync('/out').flatMap(({ name }) => (name.startsWith('_') ? [] : [name]))

for (const [call, code] of [
  ['write', 'ENOSPC'],
  ['create', 'EDQUOT'],
  ['fdatasync', 'ENOSPC'],
  ['rename', 'ENOSPC'],
  ['fsync', 'EDQUOT'],
] as const)
  test(`a file sink whose disk is full waits, says so once, and goes on: ${code} of ${call}`, async () => {
    const { run, files, failures, fill, seconds, said } = filling((words) => words.writeTo(fileSink('/out')))
    await run.tick(2)
    fill(call, code)
    await seconds(100)
    assert.deepEqual(await committed(files), ['1000 /out/1000-00000.txt', '2000 /out/2000-00000.txt'])
    // Of a batch that waits is nothing there that anybody could take for it.
    if (call !== 'fsync') assert.deepEqual(visible(files), ['1000-00000.txt', '2000-00000.txt'])
    assert.equal(said().length, 1)
    assert.match(
      said()[0] as string,
      /^ERROR there is no room for what writeTo \(full-disk\.test\.ts:\d+\) of batch 3000 ms writes: batches wait until there is \(E_OUTPUT_UNWRITABLE at writeTo .*\/out/,
    )
    fill(undefined)
    await seconds(10)
    await run.ssc.idle()
    const all = await committed(files)
    assert.ok(all.length >= 110, `${all.length} batches`)
    assert.deepEqual(
      all,
      all.map((_, i) => `${1000 * (i + 1)} /out/${1000 * (i + 1)}-00000.txt`),
    )
    assert.match(said()[1] as string, /^WARN there is room again for what writeTo .* of batch 3000 ms writes$/)
    assert.deepEqual(failures, [])
    await run.ssc.stop()
  })

test('while a disk is full no record is to blame, and no number of tries is used up', async () => {
  for (const onFailure of ['retry', 'stop', 'dead-letter']) {
    const { run, files, failures, fill, seconds } = filling((words) => words.saveAsTextFiles('/out/words'), {
      'millstream.batch.onFailure': onFailure,
      'millstream.deadLetters.directory': '/letters',
    })
    await run.tick(1)
    fill('write')
    await seconds(20)
    assert.deepEqual(visible(files), ['words-1000'])
    fill(undefined)
    await seconds(5)
    await run.ssc.idle()
    assert.ok(visible(files).length >= 25)
    assert.deepEqual([failures, lettersOf(files, '/letters')], [[], []])
    await run.ssc.stop()
  }
})

test('a batch without some of its records waits until there is room for their letters', async () => {
  const got: string[] = []
  const { run, files, failures, fill, seconds, said } = filling(
    (words) =>
      words
        .map((word) => {
          if (word === 'word1') throw new Error('no such word')
          return word
        })
        .foreachRDD(async (rdd) => got.push(...(await rdd.collect()))),
    {
      'millstream.batch.onFailure': 'dead-letter',
      'millstream.deadLetters.directory': '/letters',
      'spark.task.maxFailures': '1',
    },
  )
  await run.tick(1)
  fill('write', 'ENOSPC', '/letters')
  await seconds(20)
  assert.deepEqual([got, lettersOf(files, '/letters')], [['word0'], []])
  assert.match(
    said().join('\n'),
    /^ERROR there is no room for dead letters in \/letters: batches wait until there is \(ENOSPC/,
  )
  fill(undefined)
  await seconds(6)
  await run.ssc.idle()
  assert.deepEqual([got.slice(0, 3), lettersOf(files, '/letters').length], [['word0', 'word2', 'word3'], 1])
  assert.deepEqual(failures, [])
  await run.ssc.stop()
})

test('a stop does not wait for room: at once, or when its time is over', async () => {
  for (const graceful of [false, true]) {
    const { run, files, failures, fill, seconds } = filling((words) => words.writeTo(fileSink('/out')))
    await run.tick(1)
    fill('write')
    await seconds(2)
    const before = run.clock.now()
    let report: unknown
    const stopped = run.ssc.stop({ graceful, timeout: '30s' }).then((answer) => {
      report = answer
    })
    for (let i = 0; i < 1000 && report === undefined; i++) {
      await turn()
      if (graceful) run.clock.advance(100)
    }
    await stopped
    const took = run.clock.now() - before
    assert.ok(graceful ? took >= 30_000 && took < 40_000 : took === 0, `it took ${took} ms`)
    assert.equal((report as { batchesLeft: number }).batchesLeft, 2)
    assert.deepEqual([await committed(files), visible(files)], [['1000 /out/1000-00000.txt'], ['1000-00000.txt']])
    assert.deepEqual(failures, [])
  }
})

test('a function of the program alone knows whether it may run again: its batch fails', async () => {
  const { run, failures, fill, seconds } = filling((words) =>
    words.foreachRDD((rdd, time) => rdd.saveAsTextFile(`/out/${time.milliseconds}`)),
  )
  await run.tick(1)
  fill('write')
  await seconds(2)
  assert.match(String(failures[0]), /E_OUTPUT_UNWRITABLE at saveAsTextFile/)
  await run.ssc.stop()
})

test('an RDD that is to be saved keeps its lineage while there is no room', async () => {
  const sums: unknown[] = []
  const { run, files, failures, fill, seconds, said } = filling((words) =>
    words
      .map((word) => [word.length, 1] as const)
      .updateStateByKey((ones: number[], sum?: number) => ones.length + (sum ?? 0))
      .checkpoint(1000)
      .foreachRDD(async (rdd) => sums.push(...(await rdd.collect()))),
  )
  run.sc.setCheckpointDir('/out')
  await run.tick(1)
  const saved = (): number => files.listSync('/out').flatMap(({ path }) => files.listSync(path)).length
  assert.equal(saved(), 1)
  fill('write')
  await seconds(4)
  assert.deepEqual([sums, failures, saved()], [[1, 2, 3, 4, 5].map((n) => [5, n]), [], 0])
  assert.match(said().join('\n'), /keeps its lineage, and the next job tries again: .*ENOSPC/)
  fill(undefined)
  await seconds(2)
  assert.ok(saved() > 0)
  await run.ssc.stop()
})
