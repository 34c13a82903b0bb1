import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Pages } from '../../kernel/bytes/pages.ts'
import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { Backlog, countOf } from './backlog.ts'

const linesOf = (pieces: readonly (string | TextBlock)[]): string[] =>
  pieces.flatMap((piece) => (piece instanceof TextBlock ? piece.lines() : [piece]))

test('however records are taken, they come in order, and no more than were asked for', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', ' '), maxLength: 12 })
  const end = fc.constantFrom('\n', '\r\n', '\r')
  const block = fc.array(fc.tuple(line, end), { minLength: 1, maxLength: 400 })
  const piece = fc.oneof(line, block)
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 300 })),
      (added, asks) => {
        const backlog = new Backlog<string>(
          () => {},
          () => {},
        )
        const expected: string[] = []
        for (const one of added) {
          const made = typeof one === 'string' ? one : new TextBlock(Buffer.from(one.flat().join('')))
          backlog.add([made])
          expected.push(...linesOf([made]))
        }
        assert.equal(backlog.count, expected.length)
        const got: string[] = []
        for (const n of asks) {
          if (backlog.count === 0) break
          const left = backlog.count
          const taken = backlog.take(n)
          assert.equal(
            taken.reduce((sum, one) => sum + countOf(one), 0),
            Math.min(n, left),
          )
          got.push(...linesOf(taken))
        }
        assert.deepEqual(got, expected)
        assert.equal(backlog.bytes, 0)
      },
    ),
  )
})

test('a page is let go of when all parts of its block are', () => {
  const pages = new Pages({ shared: false })
  const page = pages.take()
  const text = `${'x'.repeat(99)}\n`.repeat(1000)
  page.write(text)
  const block = new TextBlock(page.subarray(0, text.length))
  pages.hold(block.bytes)
  pages.done(page)
  const backlog = new Backlog<string>(
    ({ bytes }) => pages.hold(bytes),
    ({ bytes }) => pages.free(bytes),
  )
  backlog.add([block])
  const taken = [...backlog.take(3), ...backlog.take(500), ...backlog.take(497)]
  assert.equal(linesOf(taken).length, 1000)
  // Few lines are made at once, many stay a block.
  assert.deepEqual(
    taken.map((piece) => countOf(piece)),
    [1, 1, 1, 500, 497],
  )
  for (const piece of taken) {
    assert.equal(pages.sizes.inUse, 1)
    if (piece instanceof TextBlock) pages.free(piece.bytes)
  }
  assert.equal(pages.sizes.inUse, 0)
})
