import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ManualClock } from '../kernel/clock/manual.ts'
import { MemoryFiles } from './memory-files.ts'
import { readRecords } from './records.ts'
import { splitRecords } from './split-files.ts'
import { readBytes, readText } from './whole.ts'

const files = new MemoryFiles(new ManualClock())

test('a file is cut into records, block by block', () => {
  for (const [length, count] of [
    [4, 3],
    [4, 200_000],
    [1, 0],
    [400_000, 3],
  ] as const) {
    const content = Buffer.alloc(length * count)
    for (let i = 0; i < count; i++) content.fill(i % 251, i * length, (i + 1) * length)
    files.write('/r', content)
    const chunks = splitRecords([files.statSync('/r')!], length)
      .flat()
      .flatMap((s) => [...readRecords(files, s, length)])
    const records = chunks.flat()
    assert.equal(records.length, count)
    assert.ok(records.every((r, i) => r.constructor === Uint8Array && r.length === length && r[length - 1] === i % 251))
    assert.ok(chunks.every((chunk) => chunk.length * length <= Math.max(256 * 1024, length)))
  }
})

test('a split has its own records', () => {
  files.write('/r', Buffer.from('aabbccdd'))
  const records = [...readRecords(files, { path: '/r', start: 2, end: 6 }, 2)].flat()
  assert.deepEqual(
    records.map((r) => Buffer.from(r).toString()),
    ['bb', 'cc'],
  )
})

test('files that do not hold whole records are refused', () => {
  files.write('/r', Buffer.alloc(10))
  const read = (path: string, end: number): unknown => [...readRecords(files, { path, start: 0, end }, 4)]
  assert.throws(() => read('/r', 10), {
    message:
      'E_RECORD_LENGTH: /r has 10 bytes, which is not a whole number of records of 4 bytes. ' +
      'Give the length of a record in bytes, and write only whole records.',
  })
  files.write('/r', Buffer.alloc(8))
  assert.throws(() => read('/r', 12), { code: 'E_RECORD_LENGTH' })
  assert.throws(() => read('/r.gz', 12), {
    message:
      'E_INPUT_UNREADABLE: cannot read /r.gz: records of fixed length cannot be read from a compressed file. ' +
      'Decompress it first.',
  })
  assert.throws(() => read('/none', 12), { code: 'E_INPUT_MISSING' })
})

test('a whole file as text is decompressed and without its byte order mark, as bytes it is as it is', () => {
  const zipped = gzipSync('\ufeffé\n')
  files.write('/t', '\ufeffé\n')
  files.write('/t.gz', zipped)
  files.write('/bad', Uint8Array.of(0x61, 0xff))
  files.write('/empty', '')
  assert.deepEqual(
    ['/t', '/t.gz', '/bad', '/empty'].map((p) => readText(files, p)),
    ['é\n', 'é\n', 'a\ufffd', ''],
  )
  assert.deepEqual(readBytes(files, '/t.gz'), new Uint8Array(zipped))
  assert.deepEqual(readBytes(files, '/empty'), new Uint8Array(0))
})

test('a whole file has a bound, before and after decompression', () => {
  files.write('/t', 'x'.repeat(100))
  assert.equal(readText(files, '/t', 100).length, 100)
  assert.throws(() => readText(files, '/t', 99), {
    message:
      'E_INPUT_UNREADABLE: cannot read /t: the file is longer than 99 bytes. Read it in pieces, or raise the limit.',
  })
  files.write('/t.gz', gzipSync('x'.repeat(1e6)))
  assert.throws(() => readText(files, '/t.gz', 10_000), {
    message:
      'E_INPUT_UNREADABLE: cannot read /t.gz: its content is longer than 10000 bytes. Read it in pieces, or raise the limit.',
  })
  assert.throws(() => readText(files, '/none'), { code: 'E_INPUT_MISSING' })
})
