import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LineSplitter } from './line-splitter.ts'

const never = { maxLineBytes: 1e9, tooLong: () => assert.fail('no line is too long') }

/** All the lines of `chunks`, pushed one after another. */
function lines(
  chunks: readonly (string | Uint8Array)[],
  limits: ConstructorParameters<typeof LineSplitter>[0] = never,
): string[] {
  const splitter = new LineSplitter(limits)
  return [...chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk))), ...splitter.flush()]
}

/** The lines of a text, as slowly and plainly as can be. */
function plainly(text: string): string[] {
  const all = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n')
  if (all.at(-1) === '') all.pop()
  return all
}

const CASES: readonly [title: string, chunks: (string | Uint8Array)[], lines: string[]][] = [
  ['ends of three kinds', ['a\nb\r\nc\rd'], ['a', 'b', 'c', 'd']],
  ['empty lines are lines', ['\n\n\r\n\r\rx\n\n'], ['', '', '', '', '', 'x', '']],
  ['\\r\\n cut in two', ['a\r', '\nb\r', '\r', '\n'], ['a', 'b', '']],
  ['a lone \\r at the end of a push', ['a\r', 'b'], ['a', 'b']],
  ['a line over many pushes', ['a', 'b', '', 'c\nd', 'e\n'], ['abc', 'de']],
  ['a character cut in two', [Buffer.from('é😀').subarray(0, 4), Buffer.from('é😀').subarray(4)], ['é😀']],
  ['bytes that are not UTF-8', [Uint8Array.of(0x61, 0xff, 0x0a, 0xc3, 0x0a)], ['a\ufffd', '\ufffd']],
  ['a NUL is a character', ['a\0b\n'], ['a\0b']],
  ['nothing', [], []],
]

for (const [title, chunks, expected] of CASES) test(title, () => assert.deepEqual(lines(chunks), expected))

const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\n', '\r', '\r\n', ' '), maxLength: 60 })

test('however the bytes are cut, the lines are the same', () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat(80)), (all, cuts) => {
      const bytes = Buffer.from(all)
      const at = [0, ...cuts.map((c) => Math.min(c, bytes.length)).sort((a, b) => a - b), bytes.length]
      const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end))
      assert.deepEqual(lines(chunks), plainly(all))
    }),
  )
})

test('lines come with the push that ends them', () => {
  const splitter = new LineSplitter(never)
  assert.deepEqual(splitter.push(Buffer.from('a\nb')), ['a'])
  assert.equal(splitter.pending, 1)
  assert.deepEqual(splitter.push(Buffer.from('\r')), ['b'])
  assert.equal(splitter.pending, 0)
})

test('pushed bytes may be used again at once', () => {
  const splitter = new LineSplitter(never)
  const block = Buffer.from('ab')
  splitter.push(block)
  block.fill('x')
  assert.deepEqual(splitter.push(Buffer.from('\n')), ['ab'])
})

test('a line that is too long is told once and dropped to its end, wherever its bytes are cut', () => {
  const all = Buffer.from('abc\nabcd\nab\nabcdefgh\r\nxyz\nlonglong')
  for (let size = 1; size <= all.length; size++) {
    const told: number[] = []
    const chunks: Uint8Array[] = []
    for (let at = 0; at < all.length; at += size) chunks.push(all.subarray(at, at + size))
    assert.deepEqual(lines(chunks, { maxLineBytes: 3, tooLong: (bytes) => told.push(bytes) }), ['abc', 'ab', 'xyz'])
    assert.equal(told.length, 3, `cut every ${size} bytes`)
    assert.ok(told.every((bytes) => bytes > 3))
  }
})

test('what is dropped is not kept', () => {
  const splitter = new LineSplitter({ maxLineBytes: 10, tooLong: () => {} })
  for (let i = 0; i < 100; i++) splitter.push(Buffer.alloc(1000, 'x'))
  assert.deepEqual(splitter.push(Buffer.from('x\nok\n')), ['ok'])
})
