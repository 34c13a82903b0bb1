import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TextBlock } from '../kernel/bytes/text-block.ts'
import { textLines } from './text-lines.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

test('each connection has a decoder of its own', () => {
  const decoding = textLines(100)
  const [a, b] = [decoding.create(), decoding.create()]
  a.decode(utf8('held by a'))
  assert.deepEqual([...b.decode(utf8('line\n'))], ['line'])
  assert.deepEqual([...(a.end?.() ?? [])], ['held by a'])
})

test('a line that is too long is refused, after the lines before it', () => {
  const decoder = textLines(4).create()
  assert.deepEqual([...decoder.decode(utf8('one\nlonger\n'))], ['one'])
  assert.equal(
    decoder.refusal?.message,
    'CONN_LINE_TOO_LONG: a line has more than 4 bytes. Set maxLineBytes if lines may be that long.',
  )
})

test('blocks of lines among the records stand for the same lines, however the bytes come', () => {
  const part = fc.oneof(
    fc.constantFrom('a', 'b c', '\n', '\n', '\r', '\r\n', 'é', '\0'),
    fc.uint8Array({ minLength: 1, maxLength: 2 }),
  )
  const packet = fc
    .array(part, { maxLength: 12 })
    .map((parts) => Buffer.concat(parts.map((p) => Buffer.from(p as string))))
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 6 }), fc.integer({ min: 1, max: 8 }), (packets, maxBytes) => {
      const [plain, packed] = [textLines(maxBytes).create(), textLines(maxBytes, 1).create()]
      for (const bytes of packets) {
        // What comes is good during the call only.
        const lent = Buffer.from(bytes)
        const pieces = packed.pieces?.(lent) ?? []
        lent.fill(0x21)
        const lines = pieces.flatMap((piece) => (piece instanceof TextBlock ? piece.lines() : [piece]))
        assert.deepEqual(lines, [...plain.decode(bytes)])
        assert.equal(packed.refusal?.message, plain.refusal?.message)
      }
      assert.deepEqual([...(packed.end?.() ?? [])], [...(plain.end?.() ?? [])])
    }),
    { numRuns: 1000 },
  )
  const [first, ...rest] = textLines(9, 1).create().pieces?.(utf8('a\nb\nc\nd')) ?? []
  assert.equal(first, 'a')
  assert.deepEqual(
    rest.map((piece) => [...piece]),
    [['b', 'c']],
  )
  assert.deepEqual(textLines(9).create().pieces?.(utf8('a\nb\nc\nd')), ['a', 'b', 'c'])
})
