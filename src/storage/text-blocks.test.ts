import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../kernel/clock/manual.ts'
import type { Files } from './files.ts'
import { readLines } from './lines.ts'
import { MemoryFiles } from './memory-files.ts'
import type { FileSplit } from './splits.ts'
import { readTextBlocks } from './text-blocks.ts'

const files = new MemoryFiles(new ManualClock())

function put(path: string, content: string | Uint8Array): FileSplit {
  files.write(path, content)
  return { path, start: 0, end: files.statSync(path)?.size ?? 0 }
}

function read(split: FileSplit, limits = {}, from: Files = files): string[] {
  const lines: string[] = []
  for (const block of readTextBlocks(from, split, limits)) lines.push(...block)
  return lines
}

/** Files of which no more than `most` bytes come at once. */
const slow = (most: number): Files =>
  ({
    open(path: string) {
      const file = files.open(path)
      const part = (into: Uint8Array, position: number): number => file.read(into.subarray(0, most), position)
      return { size: file.size, read: part, close: () => file.close() }
    },
  }) as unknown as Files

test('splits have the lines that readLines gives, wherever they are cut and however bytes come', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '\r\n', '\ufeff'), maxLength: 40 })
  fc.assert(
    fc.property(text, fc.array(fc.nat(60)), fc.integer({ min: 1, max: 9 }), (content, cuts, most) => {
      const { path, end: size } = put('/p', content)
      const at = [0, ...cuts.map((c) => Math.min(c, size)).sort((a, b) => a - b), size]
      for (const [i, end] of at.slice(1).entries()) {
        const split = { path, start: at[i] as number, end }
        assert.deepEqual(read(split, {}, slow(most)), [...readLines(slow(most), split)].flat())
      }
    }),
    { numRuns: 500 },
  )
})

test('a file of many blocks, with ends at every place in them', () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => 'é'.repeat(i % 7) + i)
  assert.deepEqual(read(put('/m', lines.join('\r\n'))), lines)
  assert.deepEqual(read(put('/m', `${lines.join('\r')}\r`)), lines)
})

test('a line that is longer than many blocks is whole', () => {
  const long = 'x'.repeat(1_000_000)
  assert.deepEqual(read(put('/l', `a\n${long}\nb`)), ['a', long, 'b'])
  assert.deepEqual(read(put('/l', long)), [long])
})

test('a line longer than the limit is an error, wherever it is', () => {
  const message =
    'E_INPUT_UNREADABLE: cannot read /t: a line in the block at offset 8 is longer than 3 bytes. ' +
    'Check that it is a text file, or read it with binaryRecords or binaryFiles.'
  for (const content of ['abcd\nefg', 'abc\nefgh', 'abcdefgh'])
    assert.throws(() => read(put('/t', content), { maxLineBytes: 3 }), { code: 'E_INPUT_UNREADABLE', message })
  assert.deepEqual(read(put('/t', 'abc\r\nefg'), { maxLineBytes: 3 }), ['abc', 'efg'])
})

test('a file that is not there', () => {
  assert.throws(() => read({ path: '/none', start: 0, end: 9 }), { code: 'E_INPUT_MISSING' })
})
