import assert from 'node:assert/strict'
import { test } from 'node:test'
import { removeCheckpoint } from '../../src/cli/checkpoint/remove.ts'
import { dlq } from '../../src/cli/dlq/dlq-command.ts'
import { type DeadLetter, StreamError } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import type { Processes } from '../../src/kernel/processes.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'
import { letterId } from '../../src/streaming/letters/dead-letter.ts'
import { LetterBox } from '../../src/streaming/letters/letter-box.ts'
import { lettersOf } from '../../src/streaming/letters/letter-folders.ts'
import { lettersLog } from '../../src/streaming/letters/letter-log.ts'
import { letterRecord } from '../../src/streaming/letters/letter-record.ts'
import { nodeProcesses } from '../../src/workers/node-processes.ts'

const clock = new ManualClock(5000)
const processes: Processes = { ...nodeProcesses, isRunning: () => true }
const logger = new LineLogger(() => {})

function letter(index: number, record: unknown): DeadLetter {
  const source = {
    name: 'lines',
    kind: 'textFileStream',
    partition: 0,
    partitions: 1,
    index,
    file: '/in/a',
    line: index + 1,
  }
  const about = { job: 'job', batchTime: 1000, source }
  return {
    ...{ id: letterId(about), ...about, operator: 'map (job.ts:3)', failedIn: { batchTime: 2000, output: 'print-0' } },
    error: { code: 'E_USER_FUNCTION', message: 'bad \u001b[2J', stack: 'Error: bad\n    at f (/job.ts:3:1)' },
    record: letterRecord(record, 100),
    ...{ runs: 1, since: 3000 },
  }
}

const LETTERS = [letter(0, 'one'), letter(1, { n: 2n }), letter(2, { a: 3 }), letter(3, new Uint8Array([1, 2]))]

async function kept(directory: string, files = new MemoryFiles(clock)) {
  const box = await LetterBox.open({
    environment: { files, clock, logger, processes: nodeProcesses },
    ...{ directory, segmentBytes: 1 << 20, owner: undefined },
  })
  await box.add(LETTERS)
  // The same letter again, as after a crash.
  await box.add(LETTERS.slice(0, 1))
  const [out, err] = [[] as string[], [] as string[]]
  const output = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) }
  const call = (action: Parameters<typeof dlq>[0], ids: string[] = [], flags = {}, given = directory) =>
    dlq(action, given, ids, flags, output, { files, clock, processes })
  return { box, files, out, err, call }
}

const idOf = (i: number): string => (LETTERS[i] as DeadLetter).id

test('ls has a line for each letter, once, and nothing in it moves a terminal', async () => {
  const { out, call } = await kept('/letters')
  await call('ls')
  assert.equal(out.length, 4)
  assert.equal(out[0], `${idOf(0)}  1970-01-01T00:00:01.000Z  lines /in/a:1  map (job.ts:3)  bad \\u001b[2J`)
})

test('show has all that is known; an id may be cut', async () => {
  const { out, call } = await kept('/letters')
  await call('show', [idOf(0).slice(0, 6)])
  assert.deepEqual(out.join('\n').split('\n'), [
    idOf(0),
    '  job        job',
    '  batch      1970-01-01T00:00:01.000Z (1000 ms), failed in that of 1970-01-01T00:00:02.000Z',
    '  output     print-0, run 1 times',
    '  operator   map (job.ts:3)',
    '  source     lines /in/a:1, partition 0 of 1, record 0',
    '  error      E_USER_FUNCTION: bad \\u001b[2J',
    '             at f (/job.ts:3:1)',
    '  record     3 bytes of utf8',
    "             'one'",
    '  written    1970-01-01T00:00:03.000Z',
  ])
})

test('export writes JSON lines: texts, values, and bytes as base64', async () => {
  const { out, files, err, call } = await kept('/letters')
  await call('export')
  const lines = out.map((line) => JSON.parse(line))
  assert.equal(lines[0].record.text, 'one')
  assert.equal(typeof lines[1].record.base64, 'string')
  assert.deepEqual(lines[2].record.value, { a: 3 })
  assert.deepEqual(lines[3].record, { encoding: 'bytes', length: 2, isCut: false, base64: 'AQI=' })
  assert.deepEqual(lines[0].source, LETTERS[0]?.source)
  await call('export', [idOf(2)], { out: '/bad.jsonl' })
  const file = files.open('/bad.jsonl')
  const bytes = Buffer.alloc(file.size)
  file.read(bytes, 0)
  assert.equal(bytes.toString(), `${out[2]}\n`)
  assert.deepEqual(err, ['1 letters written to /bad.jsonl'])
  await assert.rejects(call('export', [], { out: '/bad.jsonl' }), { code: 'EEXIST' })
})

test('rm is refused while a program has the directory, and removes the bytes afterwards', async () => {
  const { box, files, err, call } = await kept('/letters')
  await assert.rejects(call('rm', [idOf(0)]), (error: StreamError) => error.code === 'E_CHECKPOINT_IN_USE')
  await box.close()
  await assert.rejects(call('rm'), { message: 'rm takes the ids of letters, or --all for every one of them' })
  await call('rm', [idOf(0), idOf(2)])
  assert.deepEqual(err, ['2 letters removed'])
  assert.deepEqual(
    lettersOf(files, '/letters').map(({ id }) => id),
    [idOf(1), idOf(3)],
  )
  await call('rm', [], { all: true })
  assert.deepEqual(lettersOf(files, '/letters'), [])
  // The next process goes on.
  const again = await kept('/letters', files)
  await again.call('ls')
  assert.equal(again.out.length, 4)
})

test('the directory may be that of checkpoints', async () => {
  const { out, files, call } = await kept('/state')
  await call('ls', [], {}, '/state/')
  assert.equal(out.length, 4)
  await assert.rejects(call('ls', [], {}, '/none'), { message: 'there is no directory /none' })
  await files.makeDirectory('/empty')
  await assert.rejects(call('ls', [], {}, '/empty'), { message: 'no letters were ever kept in /empty' })
  await assert.rejects(call('show', ['zz'], {}, '/state'), { message: "there is no letter 'zz' in /state" })
  await assert.rejects(call('show', [''], {}, '/state'), {
    message: "4 letters begin with '': give more of its digits",
  })
})

test('a damaged file is told with its name and the offset', async () => {
  const { box, files, call } = await kept('/letters')
  await box.close()
  const [segment] = await files.list(lettersLog(box.kept))
  const path = segment?.path as string
  const file = files.open(path)
  const bytes = Buffer.alloc(file.size)
  file.read(bytes, 0)
  bytes[80] = (bytes[80] as number) ^ 1
  const damaged = files.create(path)
  damaged.append(bytes)
  damaged.close()
  await assert.rejects(call('ls'), (error: StreamError) => {
    assert.ok(StreamError.is(error))
    assert.equal(error.code, 'STATE_CORRUPT')
    assert.match(error.message, new RegExp(`${path}.*\\d`))
    return true
  })
})

test('a crash while letters are removed leaves all of them or none of those', async () => {
  const { box, files } = await kept('/letters')
  await box.close()
  const ids = (): string[] => lettersOf(files, '/letters').map(({ id }) => id)
  await files.rename(lettersLog(box.kept), `${lettersLog(box.kept)}.old`)
  assert.equal(ids().length, 4)
  const again = await kept('/letters', files)
  assert.equal(ids().length, 4)
  await again.box.close()
})

test('letters of a run that was not gone on from are shown as well, and removed', async () => {
  const { box, files, out, call } = await kept('/state')
  await box.close()
  await files.rename(box.kept, '/state/kept-before-1')
  await call('ls')
  assert.equal(out.length, 4)
  await call('rm', [idOf(0)])
  assert.deepEqual(
    lettersOf(files, '/state').map(({ id }) => id),
    [idOf(1), idOf(2), idOf(3)],
  )
})

test('letters as earlier versions kept them are refused, not passed over', async () => {
  const { box, files, call } = await kept('/state')
  await box.close()
  for (const old of ['/state/dead-letters', '/state'])
    for (const log of ['letters', 'letters.old']) {
      await files.makeDirectory(old)
      await files.rename(lettersLog(box.kept), `${old}/${log}`)
      const message = `STATE_CORRUPT at ${old}/${log}: it is a log as earlier versions of millstream kept it. Go on with the version that wrote it; or move it away to begin anew.`
      await assert.rejects(call('ls'), { message })
      await assert.rejects(kept('/state', files), { message })
      await files.rename(`${old}/${log}`, lettersLog(box.kept))
    }
})

test('checkpoint rm leaves letters where they are, and the next owner goes on behind them', async () => {
  const { box, files, call } = await kept('/state')
  await box.close()
  const remove = (): Promise<string[]> => removeCheckpoint(files, '/state', processes, 6000)
  assert.deepEqual(await remove(), ['kept-by-0000000002', 'owner'])
  const again = await kept('/state', files)
  assert.equal(again.box.before.length, 4)
  await again.box.close()
  await call('rm', [], { all: true })
  assert.deepEqual(await remove(), [])
  assert.equal(files.statSync('/state'), undefined)
})
