/** What somebody can do to a sealed log who may write to its directory and knows its format, but does not have the key. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { crc32 } from 'node:zlib'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { Random } from '../../src/kernel/random.ts'
import { FaultyFiles } from '../../src/storage/faulty/faulty-files.ts'
import { bytesOf } from '../../src/storage/file-bytes.ts'
import type { Files } from '../../src/storage/files.ts'
import { LogWriter } from '../../src/storage/log/log-writer.ts'
import { readLog, segmentPaths } from '../../src/storage/log/read-log.ts'
import { type LogRecord, readRecord } from '../../src/storage/log/record.ts'
import { Seal } from '../../src/storage/log/seal.ts'
import { headerLength } from '../../src/storage/log/segment.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'
import { withSum } from './commits/with-sum.ts'

const KEY = new Uint8Array(32).fill(1)
const SEAL = new Seal(KEY).of('checkpoint')
const OTHER = new Seal(new Uint8Array(32).fill(2)).of('checkpoint')
const NAME = Uint8Array.from({ length: 16 }, (_, i) => i)
const SECOND = '/log/0000000000000002.log'

/** A log of records of one length, two to a segment. */
async function written(files: Files, seal: Seal | undefined, { name = NAME, letter = 'a', path = '/log' } = {}) {
  const log = await LogWriter.open(files, path, { segmentBytes: 100, name, seal })
  for (let i = 0; i < 6; i++) {
    log.append(Buffer.from(`${letter}${i}`))
    if (i % 2 === 1) await log.sync()
  }
  await log.close()
}

async function memory(seal: Seal | undefined = SEAL, as: Parameters<typeof written>[2] = {}): Promise<MemoryFiles> {
  const files = new MemoryFiles(new ManualClock(0))
  await written(files, seal, as)
  return files
}

/** One that is not sealed. */
async function unsealed(): Promise<MemoryFiles> {
  const files = new MemoryFiles(new ManualClock(0))
  await written(files, undefined)
  return files
}

function records(files: Files, seal: Seal | undefined = SEAL): string[] {
  const found: string[] = []
  readLog(files, '/log', (payload) => found.push(Buffer.from(payload).toString()), { seal })
  return found
}

/** The records and marks of a segment, with where they are. */
function recordsIn(files: Files, path: string): (LogRecord & { readonly at: number })[] {
  const [bytes, found] = [bytesOf(files, path), [] as (LogRecord & { at: number })[]]
  for (let at = headerLength(SEAL); at < bytes.length; ) {
    const record = readRecord(bytes, at, bytes.length, SEAL)
    if (typeof record === 'string') assert.fail(record)
    found.push({ ...record, at })
    at += record.bytes
  }
  return found
}

/** Put bytes into a file, where others are. */
function put(files: MemoryFiles, path: string, at: number, bytes: Uint8Array): void {
  const whole = bytesOf(files, path)
  whole.set(bytes, at)
  files.write(path, whole)
}

const forged = (at: number): object => ({
  code: 'STATE_SEAL',
  message:
    `STATE_SEAL at ${SECOND}: what is at offset ${at} of the log is not damaged, and does not bear the seal of the log. ` +
    'Somebody who does not have the key has written it: find out who may write here, and restore the directory from a copy.',
})

test('a sealed log is read with its key, goes on where it ended, and is shortened as any other', async () => {
  const files = await memory()
  assert.deepEqual(records(files), ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'])
  const log = await LogWriter.open(files, '/log', { seal: SEAL })
  assert.equal(log.append([Buffer.from('in '), Buffer.from('parts')]), 6)
  await log.removeBefore(2)
  await log.close()
  assert.deepEqual(records(files), ['a2', 'a3', 'a4', 'a5', 'in parts'])
})

test('nothing of the key is to be seen', () => {
  const seal = new Seal(Buffer.from('nobody is to see any of this key'))
  const seen = `${inspect(seal, { showHidden: true, depth: 9 })}${JSON.stringify(seal)}${seal}`
  assert.doesNotMatch(seen, /nobody|6e6f|110, ?111/)
})

test('a record whose checksum was made right after a change is refused, before anybody has it', async () => {
  const files = await memory()
  const [, record] = recordsIn(files, SECOND)
  const { at, whole } = record as LogRecord & { at: number }
  const changed = Buffer.from(whole)
  changed[changed.length - 1] = 0x21
  put(files, SECOND, at, withSum(changed))
  const taken: string[] = []
  assert.throws(() => readLog(files, '/log', (payload) => taken.push(String(payload)), { seal: SEAL }), forged(at))
  assert.equal(taken.length, 3)
  // Also where it is skipped.
  assert.throws(() => readLog(files, '/log', () => {}, { from: 4, seal: SEAL }), forged(at))
})

test('two records that were exchanged, with their numbers and without them', async () => {
  const files = await memory()
  const [one, two] = recordsIn(files, SECOND) as [LogRecord & { at: number }, LogRecord & { at: number }]
  put(files, SECOND, one.at, two.whole)
  put(files, SECOND, two.at, one.whole)
  assert.throws(() => records(files), { code: 'STATE_CORRUPT', message: /it has record 3 where 2 belongs/ })
  const numbered = (record: LogRecord, number: number): Buffer => {
    const made = Buffer.from(record.whole)
    made.writeBigUInt64LE(BigInt(number), 8)
    return withSum(made)
  }
  put(files, SECOND, one.at, numbered(two, 2))
  assert.throws(() => records(files), forged(one.at))
})

test('a record, a segment and all of another log of the same key', async () => {
  const other = await memory(SEAL, { name: new Uint8Array(16).fill(9), letter: 'b' })
  const files = await memory()
  const [record] = recordsIn(other, SECOND)
  put(files, SECOND, record?.at as number, record?.whole as Buffer)
  assert.throws(() => records(files), forged(record?.at as number))
  files.write(SECOND, bytesOf(other, SECOND))
  assert.throws(() => records(files), { code: 'STATE_CORRUPT', message: /it belongs to another log/ })
  // With the name of this one in its header.
  const whole = bytesOf(other, SECOND)
  whole.set(NAME, 4)
  const end = headerLength(SEAL) - 4
  whole.writeUInt32LE(crc32(whole.subarray(0, end)), end)
  files.write(SECOND, whole)
  assert.throws(() => records(files), { code: 'STATE_SEAL', message: /its seal is not that of this key/ })
})

test('a log of another kind, of the same key: blocks of a receiver hold what others have sent', async () => {
  const files = await memory(new Seal(KEY).of('received'))
  assert.throws(() => records(files), {
    code: 'STATE_SEAL',
    message: /its seal is not that of this key for a file of this kind/,
  })
})

test('another key, no key, and a log that is not sealed', async () => {
  const message = (what: string): string => `STATE_SEAL at /log/0000000000000000.log: ${what}`
  const files = await memory()
  const attempts = [() => records(files, OTHER), () => LogWriter.open(files, '/log', { seal: OTHER })]
  for (const attempt of attempts)
    await assert.rejects(async () => attempt(), {
      message: message(
        'it is not damaged, and its seal is not that of this key for a file of this kind. Set millstream.checkpoint.hmacKeyFile to the key with ' +
          'which it was written; if that is this one, somebody who has it not has written the file: restore it from a copy.',
      ),
    })
  const none =
    'it is sealed with a key, and no key is set. Set millstream.checkpoint.hmacKeyFile to the file with that key.'
  assert.throws(() => readLog(files, '/log'), { message: message(none) })
  await assert.rejects(LogWriter.open(files, '/log'), { message: message(none) })
  const plain = await unsealed()
  for (const attempt of [() => records(plain), () => LogWriter.open(plain, '/log', { seal: SEAL })])
    await assert.rejects(async () => attempt(), {
      message: message(
        'it is not sealed, and a key is set. To go on from it, start without millstream.checkpoint.hmacKeyFile; to have it sealed from now on, ' +
          'begin in another directory: millstream checkpoint export and import take its states there.',
      ),
    })
})

test('segments that are not sealed behind others that are', async () => {
  const [files, plain] = [await memory(), await unsealed()]
  for (const path of segmentPaths(plain, '/log').slice(1)) files.write(path, bytesOf(plain, path))
  assert.throws(() => records(files), { code: 'STATE_SEAL', message: /it is not sealed, and a key is set/ })
})

test('a mark that says more than was synced', async () => {
  const files = await memory()
  const path = segmentPaths(files, '/log').at(-1) as string
  const mark = recordsIn(files, path).at(-1) as LogRecord & { at: number }
  assert.equal(mark.kind, 'mark')
  const changed = Buffer.from(mark.whole)
  changed.writeBigUInt64LE(99n, 16)
  put(files, path, mark.at, withSum(changed))
  assert.throws(() => records(files), { code: 'STATE_SEAL' })
})

test('every bit that flips is noticed as damage, or changes nothing', async () => {
  const files = new FaultyFiles(new ManualClock(0))
  await written(files, SEAL)
  const whole = records(files)
  let noticed = 0
  for (const { path, size } of files.listSync('/log'))
    for (let bit = 0; bit < 8 * size; bit++) {
      files.flip(path, bit)
      try {
        assert.deepEqual(records(files), whole, `bit ${bit} of ${path}`)
      } catch (error) {
        if ((error as { code?: string }).code !== 'STATE_CORRUPT') throw error
        noticed++
      }
      files.flip(path, bit)
    }
  // All but what lies behind the part that counts.
  assert.ok(noticed >= 8 * (3 * 72 + 6 * 58), `${noticed} flips were noticed`)
})

test('what a crash has torn is cut off, at any byte', async () => {
  const files = await memory()
  const path = segmentPaths(files, '/log').at(-1) as string
  const [first, second] = recordsIn(files, path)
  const bytes = bytesOf(files, path)
  for (let length = 0; length < (second?.at as number) + (second?.bytes as number); length++) {
    files.write(path, bytes.subarray(0, length))
    const left = length < (first?.at as number) + (first?.bytes as number) ? 4 : 5
    assert.equal(records(files).length, left, `${length} bytes`)
  }
})

test('records that were not synced are sealed anew by who goes on', async (t) => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
  t.diagnostic(`SEED=${seed} node --test test/recovery/sealed-log.test.ts`)
  const random = new Random(seed)
  for (let run = 0; run < 100; run++) {
    const files = new FaultyFiles(new ManualClock(0))
    const due: string[] = []
    for (let life = 0; life < 4; life++) {
      const log = await LogWriter.open(files, '/log', { segmentBytes: 1 + random.below(300), seal: SEAL })
      due.splice(log.next)
      for (let i = 1 + random.below(5); i > 0; i--) {
        const record = 'x'.repeat(random.below(40))
        log.append(Buffer.from(record))
        due.push(record)
        if (random.below(2) === 0) await log.sync()
      }
      const { synced } = log
      files.restart(random)
      const found = records(files)
      assert.ok(found.length >= synced)
      assert.deepEqual(found, due.slice(0, found.length))
    }
  }
})
