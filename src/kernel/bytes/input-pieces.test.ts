import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { InputPieces } from './input-pieces.ts'
import { TextBlock } from './text-block.ts'

const TEXT = fc
  .array(fc.constantFrom('a', 'bb', 'needle', '\n', '\r\n', '\r', 'a line that is longer than the input'), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''))

test('pieces are whole lines that fit, and longer lines one by one', () => {
  const pieces = new InputPieces(Buffer.alloc(16))
  fc.assert(
    fc.property(TEXT, fc.boolean(), (text, some) => {
      const all = new TextBlock(Buffer.from(text))
      const block = some ? all.having(Buffer.from('needle')) : all
      const lines: string[] = []
      pieces.feed(block)
      for (let came = pieces.next(); came !== undefined; came = pieces.next()) {
        if (came === true) {
          assert.ok(pieces.length > 0)
          lines.push(...new TextBlock(Buffer.from(pieces.input.subarray(0, pieces.length))).lines())
        } else {
          assert.ok(came.length >= 15)
          lines.push(came.toString())
        }
      }
      assert.deepEqual(lines, block.lines())
    }),
    { numRuns: 500 },
  )
})
