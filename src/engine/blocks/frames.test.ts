import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { framesOf, recordsOf } from './frames.ts'

const bytesOf = (records: readonly unknown[]): Buffer => Buffer.concat([...framesOf(records)])
const seen = (records: readonly unknown[]): unknown[] =>
  records.map((record) => (record instanceof TextBlock ? { lines: record.lines(), count: record.count } : record))

const LINES = Buffer.from('a\r\nü\n\nlast')

test('records and blocks of lines come back as they were, in their order', () => {
  const some = new TextBlock(LINES, [3, 6, 7, 11])
  const records = [1, new Map([['a', 1n]]), new TextBlock(LINES), 'x', some, new TextBlock(Buffer.from('z\n'))]
  assert.deepEqual(seen(recordsOf(bytesOf(records), 'f')), [
    1,
    new Map([['a', 1n]]),
    { lines: ['a', 'ü', '', 'last'], count: 4 },
    'x',
    { lines: ['ü', 'last'], count: 2 },
    { lines: ['z'], count: 1 },
  ])
  const many = Array.from({ length: 40_000 }, (_, i) => i)
  assert.deepEqual(recordsOf(bytesOf(many), 'f'), many)
  assert.deepEqual(recordsOf(bytesOf([]), 'f'), [])
})

test('every bit of a frame of lines counts, and so does each byte of its length', () => {
  const good = bytesOf([new TextBlock(LINES)])
  for (let bit = 0; bit < good.length * 8; bit++) {
    const bad = Buffer.from(good)
    bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7))
    assert.throws(() => recordsOf(bad, 'f'), { code: 'STATE_CORRUPT' }, `bit ${bit}`)
  }
  for (let length = 1; length < good.length; length++)
    assert.throws(() => recordsOf(good.subarray(0, length), 'f'), { code: 'STATE_CORRUPT' }, `${length} bytes`)
})
