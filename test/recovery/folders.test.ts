/** RDDs that a run has saved go when the next run begins, and nothing else goes with them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamingContext } from '../../src/index.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'
import { ManualClock } from '../../src/testing/index.ts'
import { DIRECTORY } from './machine.ts'
import { run, type Small, ZERO } from './small-runs.ts'

const SAVING: Small = {
  name: 'saving',
  conf: {},
  build(ssc: StreamingContext, take) {
    const stream = ssc.queueStream([['a'], ['b'], ['c']]).countByValue()
    stream.checkpoint('1s')
    stream.window('3s', '1s').foreachRDD(async (rdd, time) => take('counts', time.milliseconds, await rdd.collect()))
    return () => {}
  },
}

const foldersIn = (files: MemoryFiles): string[] =>
  files.listSync(DIRECTORY).flatMap(({ name }) => (/^\w+-\w+$/.test(name) ? [name] : []))

async function killed(files: MemoryFiles, start: number): Promise<void> {
  await run(SAVING, { files, start, batches: 2, killed: true })
}

test('the next run removes them, whether the one before was killed or ended', async () => {
  const files = new MemoryFiles(new ManualClock(ZERO))
  await killed(files, ZERO)
  const [first] = foldersIn(files)
  assert.equal(foldersIn(files).length, 1)
  await run(SAVING, { files, start: ZERO + 2000, batches: 2 })
  const [second] = foldersIn(files)
  assert.equal(foldersIn(files).length, 1)
  assert.notEqual(first, second)
  await killed(files, ZERO + 4000)
  assert.equal(foldersIn(files).includes(second as string), false)
})

test('what a run that was killed could not remove is removed by a later one', async () => {
  const files = new MemoryFiles(new ManualClock(ZERO))
  await killed(files, ZERO)
  const [first = ''] = foldersIn(files)
  const remove = files.remove.bind(files)
  files.remove = async (path) => {
    if (path.endsWith(first)) throw new Error('not now')
    await remove(path)
  }
  await killed(files, ZERO + 2000)
  assert.equal(foldersIn(files).length, 2)
  files.remove = remove
  await killed(files, ZERO + 4000)
  assert.equal(foldersIn(files).length, 1)
})

test('folders of others stay, also those that a forged note names', async () => {
  const files = new MemoryFiles(new ManualClock(ZERO))
  await killed(files, ZERO)
  files.write(`${DIRECTORY}/abc-def/mine`, 'mine')
  files.write('/elsewhere/mine', 'mine')
  files.link(`${DIRECTORY}/abc-link`, '/elsewhere')
  const [note] = files.listSync(`${DIRECTORY}/owner`)
  const forged = {
    pid: 1,
    host: '',
    boot: '',
    started: '',
    since: 0,
    folders: ['../elsewhere', '..', 'log', 'abc-link', 'kept-by-0000000001', 7],
  }
  files.write(note?.path as string, JSON.stringify(forged))
  await killed(files, ZERO + 2000)
  for (const path of [`${DIRECTORY}/abc-def/mine`, '/elsewhere/mine', `${DIRECTORY}/kept-by-0000000002/log`])
    assert.notEqual(files.statSync(path), undefined, path)
})
