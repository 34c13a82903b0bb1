import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Pages } from '../kernel/bytes/pages.ts'
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
  const between = textLines(9, 1).create()
  const read = (text: string): string[][] => (between.pieces?.(utf8(text)) ?? []).map((piece) => [...piece])
  assert.deepEqual(read('a\nb\nc\nd'), [['a', 'b', 'c']])
  assert.deepEqual(read('e\nf\n'), [['d', 'e'], ['f']])
  assert.deepEqual(textLines(9).create().pieces?.(utf8('a\nb\nc\nd')), ['a', 'b', 'c'])
})

/** Puts packets into pages as a network does, and writes over pages that nobody holds. */
class Placer {
  readonly pages = new Pages({ shared: false })
  #page = this.pages.take()
  #at = 0

  place(bytes: Buffer, where: string): Buffer {
    if (where === 'lent') return Buffer.from(bytes)
    if (where === 'page') this.#turn()
    const lies = this.#page.subarray(this.#at, this.#at + bytes.length)
    this.#at += bytes.length
    lies.set(bytes)
    return lies
  }

  async spoil(): Promise<void> {
    await undefined
    for (const free of Array.from({ length: this.pages.sizes.free }, () => this.pages.take()))
      this.pages.done(free.fill(0x21))
  }

  close(): void {
    this.pages.done(this.#page)
  }

  #turn(): void {
    this.close()
    this.#page = this.pages.take()
    this.#at = 0
  }
}

const linesOf = (piece: string | TextBlock): string[] => (piece instanceof TextBlock ? piece.lines() : [piece])

test('lines of pages stay where they lie, and a page is let go when nobody holds a line of it', async () => {
  const part = fc.oneof(
    fc.constantFrom('a', 'b c', '\n', '\n', '\r', '\r\n', 'é', '\0'),
    fc.uint8Array({ minLength: 1, maxLength: 2 }),
  )
  const packet = fc.record({
    bytes: fc.array(part, { maxLength: 12 }).map((parts) => Buffer.concat(parts.map((p) => Buffer.from(p as string)))),
    where: fc.constantFrom('behind', 'behind', 'behind', 'page', 'lent'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(packet, { maxLength: 8 }), fc.integer({ min: 1, max: 8 }), async (packets, maxBytes) => {
      const placer = new Placer()
      const [plain, packed] = [textLines(maxBytes).create(), textLines(maxBytes, 1).create()]
      const stored: (string | TextBlock)[] = []
      const expected: string[] = []
      for (const { bytes, where } of packets) {
        stored.push(...(packed.pieces?.(placer.place(bytes, where), placer.pages) ?? []))
        expected.push(...plain.decode(bytes))
        assert.equal(packed.refusal?.message, plain.refusal?.message)
        await placer.spoil()
      }
      stored.push(...(packed.end?.() ?? []))
      expected.push(...(plain.end?.() ?? []))
      assert.deepEqual(stored.flatMap(linesOf), expected)
      placer.close()
      packed.close?.()
      for (const piece of stored) if (piece instanceof TextBlock) placer.pages.free(piece.bytes)
      assert.equal(placer.pages.sizes.inUse, 0)
    }),
    { numRuns: 1000 },
  )
})
