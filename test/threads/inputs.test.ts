import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { nodeNetwork } from '../../src/connect/node-net.ts'
import { run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { NOTES } from './inputs.ts'

const folder = mkdtempSync(join(tmpdir(), 'millstream-inputs-'))
after(() => rmSync(folder, { recursive: true }))

const LINES = Array.from(
  { length: 12_000 },
  (_, i) => `line ${i} ${i % 7 === 0 ? 'cloud' : 'sun'} ${'x'.repeat(i % 50)}`,
)

interface How {
  /** End a worker thread while it reads what was received. */
  readonly dies?: boolean
  readonly conf?: Record<string, string>
}

let runs = 0

/** Run the job for some batches, with files that come before each of them, and answer what it noted. */
async function notes(master: string, { dies = false, conf = {} }: How = {}): Promise<unknown[]> {
  NOTES.length = 0
  const root = join(folder, String(runs++))
  for (const each of ['text', 'whole', 'binary']) mkdirSync(join(root, each), { recursive: true })
  const listener = await nodeNetwork.listen({ host: '127.0.0.1', port: 0 }, (peer) => {
    peer.write(`${LINES.join('\n')}\nno end`)
    peer.end()
    return {}
  })
  const clock = new ManualClock(1_700_000_000_000)
  const logger = new LineLogger(() => {})
  const args = { folder: root, port: listener.port, mark: dies ? join(root, 'mark') : '' }
  const settings = { 'spark.streaming.receiverRestartDelay': '1d', ...conf }
  const options = { bundle: false, master, args, conf: settings, environment: { clock, logger } }
  const ended = Promise.withResolvers<void>()
  const job = (await run(new URL('./inputs.ts', import.meta.url), options)) as StreamingRun
  job.context.addStreamingListener({ onReceiverStopped: () => ended.resolve() })
  const files: Record<string, string | Buffer>[] = [
    { 'text/a': 'to be\nor not\n', 'text/b.gz': gzipSync('to be zipped\nis to be\n'), 'whole/w': 'all\nof it' },
    { 'text/c': `${LINES.join('\r\n')}\r\n`, 'binary/d': Buffer.from([1, 2, 3, 4]) },
    { 'text/e': '' },
    {},
  ]
  await ended.promise
  for (const each of files) {
    for (const [path, content] of Object.entries(each)) {
      writeFileSync(join(root, path), content)
      const modified = (clock.now() + 500) / 1000
      utimesSync(join(root, path), modified, modified)
    }
    clock.advance(1000)
    await job.context.idle()
  }
  await job.stop()
  await listener.close()
  const begin = Math.min(...NOTES.map((note) => (note as [string, number])[1]))
  return NOTES.map((note) => {
    const [of, time, records] = note as [string, number, unknown[]]
    return [of, time - begin, of === 'words' ? records.sort() : records]
  })
}

const named = (notes: readonly unknown[], name: string): unknown[] =>
  notes.filter((note) => (note as unknown[])[0] === name).map((note) => (note as unknown[])[2])

const here = await notes('local')

test('files and received lines on one thread', () => {
  assert.deepEqual(named(here, 'lines').slice(0, 1), [['TO BE', 'OR NOT', 'TO BE ZIPPED', 'IS TO BE']])
  assert.deepEqual(named(here, 'window'), [[4], [12_004], [12_004], [12_000]])
  assert.deepEqual(named(here, 'whole').slice(0, 2), [[['w', 9]], []])
  assert.deepEqual(named(here, 'binary').slice(0, 2), [[], [2, 4]])
  assert.deepEqual(named(here, 'received')[0], [...LINES.map(({ length }) => length), 6])
  assert.deepEqual(named(here, 'cloud')[0], [1715])
})

test('files and received lines are the same on worker threads', async () => {
  assert.deepEqual(await notes('local[2]'), here)
})

test('what a worker has read is read again when the worker is lost', async () => {
  const there = await notes('local[2]', { dies: true })
  for (const name of ['lines', 'words', 'whole', 'mapped', 'binary', 'received', 'cloud', 'later'])
    assert.deepEqual(named(there, name), named(here, name), name)
})

test('received lines that were moved to disk are sent again', async () => {
  assert.deepEqual(await notes('local[2]', { conf: { 'spark.memory.storage': '1k' } }), here)
})
