import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { Random } from '../../kernel/random.ts'
import { Crashed } from '../faulty/faults.ts'
import { FaultyFiles } from '../faulty/faulty-files.ts'
import { bytesOf } from '../file-bytes.ts'
import { MemoryFiles } from '../memory-files.ts'
import type { SystemCode } from '../system-error.ts'
import { LogWriter } from './log-writer.ts'
import { readLog, segmentPaths } from './read-log.ts'

const NAME = Uint8Array.from({ length: 16 }, (_, i) => i)
const text = (payload: Uint8Array): string => Buffer.from(payload).toString()
const bytes = (payload: string): Uint8Array => Buffer.from(payload)
const disk = (): FaultyFiles => new FaultyFiles(new ManualClock(0))

function records(files: FaultyFiles | MemoryFiles, from?: number): string[] {
  const found: string[] = []
  readLog(files, '/log', (payload, number) => found.push(`${number}:${text(payload)}`), { from })
  return found
}

test('what was appended and synced is read again, in order, over several segments', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const log = await LogWriter.open(files, '/log', { segmentBytes: 100 })
  for (let i = 0; i < 10; i++) {
    assert.equal(log.append(bytes(`record ${i}`)), i)
    if (i % 2 === 1) await log.sync()
  }
  await log.close()
  assert.deepEqual(segmentPaths(files, '/log'), [
    '/log/0000000000000000.log',
    '/log/0000000000000002.log',
    '/log/0000000000000004.log',
    '/log/0000000000000006.log',
    '/log/0000000000000008.log',
  ])
  assert.deepEqual(
    records(files),
    Array.from({ length: 10 }, (_, i) => `${i}:record ${i}`),
  )
  assert.deepEqual(records(files, 8), ['8:record 8', '9:record 9'])
})

test('older segments are left alone by those who know them', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const log = await LogWriter.open(files, '/log', { segmentBytes: 100 })
  for (let i = 0; i < 10; i++) {
    log.append(bytes(`record ${i}`))
    if (i % 2 === 1) await log.sync()
  }
  await log.close()
  for (const [from, firstPath] of [
    [0, '/log/0000000000000000.log'],
    [5, '/log/0000000000000004.log'],
    [6, '/log/0000000000000006.log'],
    [9, '/log/0000000000000008.log'],
  ] as const) {
    const found: number[] = []
    const { segments, next } = readLog(files, '/log', (_, number) => found.push(number), { from, leavesOlder: true })
    assert.deepEqual(
      [found, segments[0]?.path, next],
      [Array.from({ length: 10 - from }, (_, i) => from + i), firstPath, 10],
    )
  }
  const damaged = '/log/0000000000000002.log'
  const whole = bytesOf(files, damaged)
  const file = files.create(damaged)
  file.append(whole.with(70, 0))
  file.close()
  assert.throws(() => readLog(files, '/log', () => {}, { from: 6 }), { code: 'STATE_CORRUPT' })
  assert.equal(readLog(files, '/log', () => {}, { from: 6, leavesOlder: true }).next, 10)
  assert.throws(() => readLog(files, '/log', () => {}, { from: 3, leavesOlder: true }), { code: 'STATE_CORRUPT' })
})

test('a record may come in parts, before a sync and during one, and is read as one', async () => {
  const files = disk()
  const log = await LogWriter.open(files, '/log')
  log.append([bytes('a'), bytes(''), bytes('bc')])
  const synced = log.sync()
  log.append([])
  log.append([bytes('d'), bytes('e')])
  await synced
  await log.close()
  assert.deepEqual(records(files), ['0:abc', '1:', '2:de'])
})

test('whoever has read a log opens it without reading it again', async () => {
  const files = disk()
  const log = await LogWriter.open(files, '/log')
  log.append(bytes('one'))
  await log.close()
  const found = readLog(files, '/log')
  files.fail(({ call }) => (call === 'read' ? { kind: 'error', code: 'EIO' } : undefined))
  const next = await LogWriter.open(files, '/log', { found })
  assert.equal(next.append(bytes('two')), 1)
  await next.close()
  files.fail(() => undefined)
  assert.deepEqual(records(files), ['0:one', '1:two'])
})

test('a log goes on where it ended, and is shortened from the front by whole segments', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  for (let i = 0; i < 6; i++) {
    const log = await LogWriter.open(files, '/log', { segmentBytes: 1 })
    assert.deepEqual({ next: log.next, synced: log.synced }, { next: i, synced: i })
    log.append(bytes(`${i}`))
    await log.close()
  }
  const log = await LogWriter.open(files, '/log', { segmentBytes: 1 })
  await log.removeBefore(4)
  assert.equal(log.first, 4)
  assert.deepEqual(records(files, 4), ['4:4', '5:5'])
  assert.throws(() => records(files, 3), /STATE_CORRUPT.*the log begins at record 4, and 3 is needed/)
  await log.close()
})

test('those who wait at the same time share a sync, and a record that comes meanwhile waits for the next', async () => {
  const files = disk()
  const log = await LogWriter.open(files, '/log')
  const calls: string[] = []
  files.fail(({ call }) => void calls.push(call))
  log.append(bytes('a'))
  const [first, same] = [log.sync(), log.sync()]
  log.append(bytes('b'))
  await Promise.resolve()
  await Promise.resolve()
  const later = log.sync()
  await Promise.all([first, same, later])
  assert.equal(calls.filter((call) => call === 'fdatasync').length <= 2, true)
  assert.equal(calls.filter((call) => call === 'fsync').length, 1)
  assert.equal(log.synced, 2)
  assert.deepEqual(records(files), ['0:a', '1:b'])
})

/** Write a log on a disk that crashes at a moment of chance, and answer what had been promised by then. */
async function untilCrash(files: FaultyFiles, random: Random, promised: string[]): Promise<void> {
  const [crashAt, start] = [random.below(40), files.operations]
  files.fail(({ number }) => (number - start >= crashAt ? { kind: 'crash' } : undefined))
  const log = await LogWriter.open(files, '/log', { segmentBytes: 1 + random.below(200), name: NAME })
  for (;;) {
    const written = promised.slice(0, log.next)
    for (let i = 1 + random.below(4); i > 0; i--) {
      const record = 'x'.repeat(random.below(40))
      log.append(bytes(record))
      written.push(record)
    }
    await log.sync()
    promised.splice(0, promised.length, ...written)
    if (random.below(4) === 0) await log.removeBefore(random.below(log.next))
  }
}

test('a crash at any moment loses nothing that was synced, and nothing else is made of it', async (t) => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
  t.diagnostic(`SEED=${seed} node --test src/storage/log/log.test.ts`)
  const random = new Random(seed)
  for (let run = 0; run < 400; run++) {
    const files = disk()
    const promised: string[] = []
    for (let crash = 0; crash < 4; crash++) {
      await assert.rejects(untilCrash(files, random, promised), Crashed)
      files.restart(random)
      const { first, next } = readLog(files, '/log')
      const found: string[] = []
      readLog(files, '/log', (payload) => found.push(text(payload)), { from: first })
      assert.ok(next >= promised.length, `run ${run}: ${promised.length} were promised, and ${next} are there`)
      assert.deepEqual(found.slice(0, promised.length - first), promised.slice(first))
      // More may be there than was promised: it counts from now on, because a reader has seen it.
      promised.push(...found.slice(promised.length - first))
    }
  }
})

const CODES: readonly SystemCode[] = ['EIO', 'ENOSPC', 'EMFILE', 'EACCES', 'EDQUOT', 'EFBIG', 'EROFS']

test('after any call that fails the log goes on, with what was synced and without what was not', async () => {
  for (const code of CODES)
    for (let nth = 0; nth < 30; nth++) {
      const files = disk()
      const log = await LogWriter.open(files, '/log', { segmentBytes: 60, name: NAME })
      const start = files.operations
      files.fail(({ number }) => (number - start === nth ? { kind: 'error', code, written: 7 } : undefined))
      for (let i = 0; i < 8; i++) {
        for (let tries = 0; log.synced <= i; tries++) {
          assert.ok(tries < 3)
          try {
            log.append(bytes(`record ${i}`))
            await log.sync()
          } catch (error) {
            assert.equal((error as NodeJS.ErrnoException).code, code)
            await log.reopen()
          }
        }
      }
      files.fail(() => undefined)
      await log.close()
      const expected = Array.from({ length: 8 }, (_, i) => `${i}:record ${i}`)
      assert.deepEqual(records(files), expected, `${code} at ${nth}`)
      files.restart(new Random(nth))
      assert.deepEqual(records(files), expected, `${code} at ${nth}, after a crash`)
    }
})

test('a failed sync is never tried again on the same file: what it was for is written anew', async () => {
  const files = disk()
  const log = await LogWriter.open(files, '/log', { name: NAME })
  log.append(bytes('one'))
  files.fail(({ call }) => (call === 'fdatasync' ? { kind: 'error', code: 'EIO' } : undefined))
  await assert.rejects(log.sync(), /EIO/)
  files.fail(() => undefined)
  await assert.rejects(log.sync(), /EIO/)
  assert.throws(() => log.append(bytes('two')), /EIO/)
  await log.reopen()
  assert.equal(log.append(bytes('one')), 0)
  await log.sync()
  files.restart(new Random(1))
  assert.deepEqual(records(files), ['0:one'])
})

test('a bit that flips anywhere is noticed, or changes nothing', async () => {
  const files = disk()
  const log = await LogWriter.open(files, '/log', { segmentBytes: 90, name: NAME })
  for (let i = 0; i < 5; i++) {
    log.append(bytes(`record ${i}`))
    await log.sync()
  }
  await log.close()
  const whole = records(files)
  let noticed = 0
  for (const { path, size } of files.listSync('/log'))
    for (let bit = 0; bit < 8 * size; bit++) {
      files.flip(path, bit)
      try {
        assert.deepEqual(records(files), whole, `bit ${bit} of ${path}`)
      } catch (error) {
        if ((error as { code?: string }).code !== 'STATE_CORRUPT') throw error
        assert.match(
          String((error as Error).message),
          /^STATE_CORRUPT at \/log\/\w+\.log: the log is not readable at offset \d+: /,
        )
        noticed++
      }
      files.flip(path, bit)
    }
  assert.ok(noticed > 8 * 5 * 32, `${noticed} flips were noticed`)
})

test('a log that lacks a segment, or has one of another log, is refused', async () => {
  const make = async (path: string, name: number): Promise<FaultyFiles> => {
    const files = disk()
    const log = await LogWriter.open(files, path, { segmentBytes: 1, name: new Uint8Array(16).fill(name) })
    for (let i = 0; i < 3; i++) {
      log.append(bytes('abc'))
      await log.sync()
    }
    await log.close()
    return files
  }
  const lacking = await make('/log', 1)
  await lacking.remove('/log/0000000000000001.log')
  assert.throws(() => records(lacking), {
    message:
      'STATE_CORRUPT at /log/0000000000000002.log: the log is not readable at offset 0: it begins with record 2 where 1 belongs. ' +
      'Restore the file from a copy; to go on without it, remove it together with all segments before it.',
  })
  const [mixed, other] = [await make('/log', 1), await make('/log', 2)]
  const file = other.open('/log/0000000000000002.log')
  const content = new Uint8Array(file.size)
  file.read(content, 0)
  mixed.create('/log/0000000000000002.log').append(content)
  assert.throws(() => records(mixed), /it belongs to another log/)
})

test('what a crash left behind the records is cut off by the next segment', async () => {
  const files = disk()
  const log = await LogWriter.open(files, '/log', { name: NAME })
  log.append(bytes('good'))
  await log.sync()
  log.append(bytes('not synced'))
  files.create('/other')
  files.restart(new Random(5))
  const next = await LogWriter.open(files, '/log', { name: NAME })
  next.append(bytes('after'))
  await next.close()
  assert.equal(records(files)[0], '0:good')
  assert.equal(records(files).at(-1)?.endsWith(':after'), true)
})
