/** What a program keeps in its directory of checkpoints is for its user alone, whatever the umask. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LineLogger } from '../../src/kernel/log.ts'
import { nodeFiles } from '../../src/storage/node-files.ts'
import { LetterBox } from '../../src/streaming/letters/letter-box.ts'
import { ManualClock } from '../../src/testing/index.ts'
import { processes } from './commits/commit.ts'
import { letterOf } from './commits/letters.ts'
import { RECEIVED, run, type Small, ZERO } from './small-runs.ts'

process.umask(0)
const root = mkdtempSync(join(tmpdir(), 'millstream-rights-'))
process.on('exit', () => rmSync(root, { recursive: true, force: true }))

/** Everything in a directory, with the mode that it has. */
function modesIn(directory: string): [name: string, kind: string, mode: string][] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => {
    const stats = statSync(join(directory, name))
    return [name, stats.isDirectory() ? 'directory' : 'file', (stats.mode & 0o777).toString(8)]
  })
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

/** Errors unless all that is there is private; answers how much that is. */
function requirePrivate(directory: string): number {
  const found = modesIn(directory)
  for (const [name, kind, mode] of found) assert.equal(mode, kind === 'directory' ? '700' : '600', name)
  return found.length
}

test('a directory that a program makes, and all that is in it; not what lies above', async () => {
  const above = join(root, 'data', 'jobs')
  const directory = join(above, 'state')
  for (const start of [ZERO, ZERO + 30_000, ZERO + 60_000])
    await run(RECEIVED, { files: nodeFiles, directory, start, batches: 20, killed: start === ZERO })
  assert.equal(modeOf(directory), '700')
  assert.equal(requirePrivate(directory) > 20, true)
  const names = modesIn(directory).map(([name]) => name.replace(/.*\//, ''))
  for (const name of ['owner', 'log', 'floor', 'input-left']) assert.equal(names.includes(name), true, name)
  assert.deepEqual([modeOf(above), modeOf(join(root, 'data'))], ['775', '775'])
})

test('a directory that was there keeps its mode', async () => {
  const directory = join(root, 'given')
  mkdirSync(directory)
  chmodSync(directory, 0o755)
  await run(RECEIVED, { files: nodeFiles, directory, start: ZERO, batches: 4 })
  assert.equal(modeOf(directory), '755')
  requirePrivate(directory)
})

test('dead letters', async () => {
  const directory = join(root, 'letters')
  const environment = {
    files: nodeFiles,
    clock: new ManualClock(ZERO),
    logger: new LineLogger(() => {}),
    processes: processes(7),
  }
  const box = await LetterBox.open({ environment, directory, segmentBytes: 1000, owner: undefined })
  await box.add([letterOf('a')])
  await box.close()
  assert.equal(modeOf(directory), '700')
  requirePrivate(directory)
})

/** A program that saves RDDs, and others that are outputs. */
const SAVING: Small = {
  name: 'saving',
  conf: {},
  build(ssc) {
    const stream = ssc.queueStream([['a'], ['b'], ['c']]).countByValue()
    stream.checkpoint('1s')
    stream.window('3s', '1s').foreachRDD(async (rdd) => void (await rdd.collect()))
    stream.map(([word]) => word).saveAsTextFiles(join(root, 'out', 'words'))
    return () => {}
  },
}

test('saved RDDs lie in a folder that only its user can enter; outputs are as the umask has it', async () => {
  const directory = join(root, 'saving')
  await run(SAVING, { files: nodeFiles, directory, start: ZERO, batches: 2, killed: true })
  const [saved] = readdirSync(directory).filter((name) => /^\w+-\w+$/.test(name))
  assert.equal(modeOf(join(directory, saved as string)), '700')
  const outputs = modesIn(join(root, 'out'))
  assert.equal(outputs.length > 2, true)
  for (const [name, kind, mode] of outputs) assert.equal(mode, kind === 'directory' ? '775' : '664', name)
})
