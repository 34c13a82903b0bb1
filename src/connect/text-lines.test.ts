import assert from 'node:assert/strict'
import { test } from 'node:test'
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
