import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TextBlock } from './text-block.ts'

const block = (text: string | Uint8Array): TextBlock => new TextBlock(Buffer.from(text as string))

function byHand(bytes: Buffer): string[] {
  const lines = bytes.toString('utf8').split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

test('lines end with \\n, \\r\\n or a lone \\r; the last one may have no end', () => {
  for (const [text, lines] of [
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['\n', ['']],
    ['a\r\n\r\nb\rc\n\nd', ['a', '', 'b', 'c', '', 'd']],
  ] as const) {
    assert.deepEqual(block(text).lines(), lines)
    assert.deepEqual([...block(text)], lines)
    assert.equal(block(text).count, lines.length)
  }
})

test('lines that have something in them, as often as they have it', () => {
  const found = block('no\nyes yes\nyes\r\nno\n\nyes').having(Buffer.from('yes'))
  assert.deepEqual(found.lines(), ['yes yes', 'yes', 'yes'])
  assert.equal(found.count, 3)
  // Neighbours are one run.
  assert.deepEqual(found.runs, [3, 16, 20, 23])
  assert.deepEqual(found.having(Buffer.from(' ')).lines(), ['yes yes'])
  assert.deepEqual(found.having(Buffer.from('no')).lines(), [])
})

test('whatever the bytes are, lines are those of the text, and those that have a text are the same', () => {
  const parts = fc.oneof(
    fc.constantFrom('a', 'b', 'ab', ' ', '\n', '\n', '\r', '\r\n', '\0', 'é', '語', '😀'),
    fc.uint8Array({ minLength: 1, maxLength: 3 }),
  )
  const needles = fc.array(fc.constantFrom('a', 'b', 'ab', ' ', '\0', 'é', '語', '😀'), { minLength: 1, maxLength: 2 })
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 40 }), needles, needles, (texts, first, second) => {
      const bytes = Buffer.concat(texts.map((part) => Buffer.from(part as string)))
      const all = new TextBlock(bytes)
      const lines = byHand(bytes)
      assert.deepEqual(all.lines(), lines)
      assert.equal(all.count, lines.length)
      const [a, b] = [first.join(''), second.join('')]
      const found = all.having(Buffer.from(a)).having(Buffer.from(b))
      const expected = lines.filter((line) => line.includes(a) && line.includes(b))
      assert.deepEqual(found.lines(), expected)
      assert.equal(found.count, expected.length)
    }),
    { numRuns: 2000 },
  )
})
