import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { turn } from '../../kernel/clock/system.ts'
import { LineLogger } from '../../kernel/log.ts'
import { FaultyFiles } from '../../storage/faulty/faulty-files.ts'
import { readLog } from '../../storage/log/read-log.ts'
import { nodeProcesses } from '../../workers/node-processes.ts'
import { CheckpointLog } from './checkpoint-log.ts'
import { Owner } from './owner.ts'

async function opened() {
  const clock = new ManualClock(0)
  const files = new FaultyFiles(clock)
  const lines: string[] = []
  const processes = { ...nodeProcesses, isRunning: () => false }
  const claim = (): Promise<Owner> => Owner.claim(files, '/c', processes, 0)
  const owner = await claim()
  const logger = new LineLogger((line) => void lines.push(line))
  const log = await CheckpointLog.open({
    ...{ files, clock, logger, directory: '/c', owner, log: '/c/log', segmentBytes: 1000 },
  })
  const isFull = (full: boolean): void =>
    files.fail(({ call, path }) =>
      full && call === 'write' && path.startsWith('/c/log') ? { kind: 'error', code: 'ENOSPC', written: 3 } : undefined,
    )
  return { clock, files, lines, log, claim, isFull }
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await turn()
}

test('a disk that is full is waited for, and nothing is torn or lost', async () => {
  const { clock, files, lines, log, isFull } = await opened()
  isFull(true)
  let isDurable = false
  const durable = log.durable(log.append(Buffer.from('a'))).then(() => {
    isDurable = true
  })
  for (let i = 0; i < 20; i++) {
    await turns()
    clock.advance(1000)
  }
  assert.equal(isDurable, false)
  assert.match(lines.join('\n'), /there is no room for checkpoints in \/c: batches wait/)
  isFull(false)
  await turns()
  clock.advance('5s')
  await durable
  await log.close()
  const records: string[] = []
  readLog(files, '/c/log', (payload) => records.push(Buffer.from(payload).toString()))
  assert.deepEqual(records, ['a'])
})

test('a disk that is full does not hold up the end', async () => {
  const { log, isFull } = await opened()
  isFull(true)
  const durable = assert.rejects(log.durable(log.append(Buffer.from('a'))), { code: 'E_CHECKPOINT_UNWRITABLE' })
  await turns()
  await assert.rejects(log.close(), { code: 'E_CHECKPOINT_UNWRITABLE' })
  await durable
})

test('a process that was replaced writes nothing any more, and two at once are refused', async () => {
  const { files, log, claim } = await opened()
  await log.durable(log.append(Buffer.from('a')))
  await claim()
  await assert.rejects(log.durable(log.append(Buffer.from('b'))), { code: 'E_CHECKPOINT_FENCED' })
  await assert.rejects(log.close(), { code: 'E_CHECKPOINT_FENCED' })
  await assert.rejects(Owner.claim(files, '/c', { ...nodeProcesses, isRunning: () => true }, 0), {
    code: 'E_CHECKPOINT_IN_USE',
    message: /at \/c: process \d+ of .* has been writing checkpoints here since 1970-01-01T00:00:00.000Z/,
  })
})

test('what waits for the disk is counted until it is durable', async () => {
  const { clock, log, isFull } = await opened()
  isFull(true)
  log.append(Buffer.alloc(300))
  const last = log.append(Buffer.alloc(40))
  await turns()
  assert.equal(log.unsynced, 340)
  isFull(false)
  const durable = log.durable(last)
  clock.advance('5s')
  await durable
  assert.equal(log.unsynced, 0)
  await log.close()
})
