import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { StateSpec, StreamingContext } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'
import { TestRun } from '../../src/testing/index.ts'
import { MemoryMap } from './memory-map.ts'

const FULL = fileURLToPath(new URL('./full-disk.ts', import.meta.url))
const PROCESS = fileURLToPath(new URL('./stored-job.ts', import.meta.url))

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'millstream-stored-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

const lmdb = (under: string, cache = 2) => ({
  'millstream.state.store': 'lmdb',
  'millstream.state.cache': cache,
  'spark.local.dir': under,
})

const counting = StateSpec.function((key: string, value: number | undefined, state) => {
  if (state.isTimingOut()) return [key, -1] as const
  const sum = ((state.getOption() as number | undefined) ?? 0) + (value ?? 0)
  state.update(sum)
  return [key, sum] as const
})

test('the folder of states is there while the context is, and a second one does not touch it', async (t) => {
  const under = folder(t)
  const first = new TestRun({ conf: lmdb(under) })
  const second = new TestRun({ conf: lmdb(under) })
  const input = first.input<readonly [string, number]>([['a', 1]], [['a', 2]])
  const sums = first.collect(input.stream.mapWithState(counting))
  await first.tick()
  assert.equal(readdirSync(under).length, 2)
  for (const name of readdirSync(under)) assert.equal(statSync(join(under, name)).mode & 0o777, 0o700)
  await second.stop()
  assert.equal(readdirSync(under).length, 1)
  await first.tick()
  assert.deepEqual(sums.batches, [[['a', 1]], [['a', 3]]])
  await first.stop()
  assert.deepEqual(readdirSync(under), [])
})

test('a start that fails leaves no folder once its context is stopped', async (t) => {
  const under = folder(t)
  const run = new TestRun({ conf: lmdb(under) })
  await assert.rejects(run.ssc.start(), { code: 'E_NO_OUTPUT' })
  await run.sc.stop()
  assert.deepEqual(readdirSync(under), [])
})

async function ended(under: string, end: string, kill = false): Promise<void> {
  const child = spawn(process.execPath, [PROCESS, under, end], { stdio: ['pipe', 'pipe', 'ignore'] })
  if (kill) {
    await once(child.stdout, 'data')
    assert.equal(readdirSync(under).length, 1)
    child.kill('SIGKILL')
  }
  await once(child, 'exit')
}

test('a process that ends leaves no folder; one that is killed does, and the next one removes it', async (t) => {
  const under = folder(t)
  for (const end of ['exit', 'throw', 'stop']) {
    await ended(under, end)
    assert.deepEqual(readdirSync(under), [], end)
  }
  await ended(under, 'wait', true)
  const [left] = readdirSync(under)
  assert.match(String(left), /^millstream-state,\d+,/)
  await using _ = new TestRun({ conf: lmdb(under) })
  while (existsSync(join(under, String(left)))) await new Promise(setImmediate)
})

/** Counts words with a checkpoint, in one life after another, each with the store that it is told. */
async function lives(under: string, stores: readonly ('memory' | 'lmdb')[]): Promise<unknown[]> {
  const clock = new ManualClock(0)
  const files = new MemoryFiles(clock)
  const given: unknown[] = []
  for (const [life, store] of stores.entries()) {
    const conf = { ...lmdb(under), 'millstream.state.store': store, 'spark.streaming.checkpoint.directory': '/state' }
    const run = new TestRun({ conf, environment: { clock, files } })
    StreamingContext.getOrCreate('/state', () => run.ssc)
    const input = run.ssc.inputStream({
      compute: ({ milliseconds }) => run.sc.parallelize(wordsAt(milliseconds), 2),
      decided: ({ milliseconds }) => milliseconds,
      restore: () => {},
    })
    const states = input.mapWithState(counting.timeout(5000).sweep('everyBatch')).named('counts')
    const note = (what: string) => async (rdd: { collect(): Promise<unknown[]> }, time: { milliseconds: number }) => {
      given.push([what, time.milliseconds, await rdd.collect()])
    }
    states.foreachRDD(note('mapped'))
    states.stateSnapshots().foreachRDD(note('all'))
    input.updateStateByKey((values: number[], sum?: number) => (sum ?? 0) + values.length).foreachRDD(note('updated'))
    await run.ssc.start()
    for (let i = 0; i < 8; i++) {
      clock.advance(1000)
      await run.ssc.idle()
    }
    await run.ssc.stop({ stopSparkContext: true })
    assert.deepEqual(readdirSync(under), [], `life ${life}`)
  }
  return given
}

const wordsAt = (time: number): (readonly [string, number])[] =>
  Array.from({ length: 7 }, (_, i) => [`w${((time / 1000) * (i + 3)) % 23}`, i] as const)

test('what one store has told the checkpoint, the other goes on from', async (t) => {
  const under = folder(t)
  const right = await lives(under, ['memory', 'memory', 'memory'])
  assert.ok(right.length > 60)
  assert.deepEqual(await lives(under, ['lmdb', 'lmdb', 'lmdb']), right)
  assert.deepEqual(await lives(under, ['memory', 'lmdb', 'memory']), right)
  assert.deepEqual(await lives(under, ['lmdb', 'memory', 'lmdb']), right)
})

test('a state that is no data fails its batch and is named, without checkpoints too', async (t) => {
  await using run = new TestRun({ conf: lmdb(folder(t)) })
  const input = run.input<readonly [string, number]>([['a', 1]])
  run.collect(input.stream.mapWithState(StateSpec.function((_key, _value, state) => state.update(() => 1))))
  await assert.rejects(run.tick(), {
    message:
      /^E_STATE_VALUE at mapWithState \(stored-states\.test\.ts:\d+\): the state of key 'a' cannot be kept: \(\) => 1 could not be cloned\. Keep plain data as state/,
  })
})

test('while the disk is full batches fail, and what is counted before and after is right', async () => {
  const map = new MemoryMap()
  const maps = { makeFolder: () => 'folder', open: () => map, removeFolder: async () => {} }
  const conf = { ...lmdb('/nowhere', 1), 'millstream.batch.onFailure': 'retry', 'millstream.batch.retries': 2 }
  const run = new TestRun({
    conf: { ...conf, 'millstream.batch.retryDelay': 500 },
    environment: { maps },
    partitions: 1,
  })
  const batches = Array.from({ length: 8 }, (_, i) => wordsAt((i + 1) * 1000))
  const input = run.input(...batches)
  const sums: unknown[] = []
  input.stream
    .mapWithState(counting.numPartitions(1))
    .foreachRDD(async (rdd) => void sums.push(...(await rdd.collect())))
  await run.tick(3)
  map.broken = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  run.clock.advance(1000)
  // It is tried again when this time has passed.
  for (let i = 0; i < 20; i++) await new Promise(setImmediate)
  assert.equal(sums.length, 3 * 7)
  map.broken = undefined
  await run.tick(5)
  await run.stop()
  const right = new Map<string, number>()
  const expected = batches.flat().map(([word, value]) => {
    right.set(word, (right.get(word) ?? 0) + value)
    return [word, right.get(word)]
  })
  assert.deepEqual(sums, expected)
  assert.ok(
    run.logged.some((line) => line.includes('E_STATE_UNWRITABLE at mapWithState')),
    run.logged.join('\n'),
  )
  assert.equal(map.isClosed, true)
})

test('files that cannot grow any more take nothing away from what was there', async (t) => {
  // A limit on the size of files, in blocks of 1 KiB.
  const script = `ulimit -f 4000; exec "$0" "$@"`
  const child = spawn('bash', ['-c', script, process.execPath, FULL, folder(t)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (text) => {
    printed += text
  })
  await once(child, 'close')
  const { code, message, batches, isRight } = JSON.parse(printed)
  assert.equal(code, 'E_STATE_UNWRITABLE')
  assert.match(message, /cannot be read or written: /)
  assert.ok(batches > 2, `${batches} batches were made`)
  assert.equal(isRight, true)
})
