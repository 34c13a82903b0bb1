import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { JsWords } from './js-words.ts'
import { compiled, WasmWords } from './wasm-words.ts'
import { WordCounts } from './word-counts.ts'
import { LONGEST_WORD, MOST_WORDS, type WordTable } from './word-table.ts'

const SPACE = 0x20

const COMPILED = fileURLToPath(new URL('words.wasm', import.meta.url))
const code = existsSync(COMPILED) ? compiled(readFileSync(COMPILED)) : undefined
const TABLES: readonly (readonly [string, ((seed: number) => WordTable) | undefined])[] = [
  ['JavaScript', (seed) => new JsWords(seed)],
  ['WebAssembly', code && ((seed) => new WasmWords(code, seed))],
]

/** What splitting the decoded lines gives. */
function byHand(text: Buffer, separator: string): [string, number][] {
  const lines = text.toString('utf8').split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  const counts = new Map<string, number>()
  for (const word of lines.flatMap((line) => line.split(separator))) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
}

function finished(counts: WordCounts): [string, number][] {
  const pairs: [string, number][] = []
  counts.finish((word, count) => pairs.push([word, count]))
  return pairs
}

/** Bytes of which many are separators, ends of lines, or not UTF-8. */
const HOSTILE = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'a',
        'b',
        ' ',
        ' ',
        '\n',
        '\r',
        '\r\n',
        '\t',
        '\0',
        'é',
        '語',
        '😀',
        '\ufeff',
        '\ufffd',
        '__proto__',
      ),
      fc.string({ unit: fc.constantFrom('x', 'y', '\0', 'é'), minLength: 6, maxLength: 40 }),
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part as string))))

for (const [title, make] of TABLES) {
  const options = { skip: make === undefined && 'words.wasm is not built' }
  const counting = (): WordCounts => new WordCounts((make as (seed: number) => WordTable)(7))

  test(`${title}: counts are those of the split lines, in the same order`, options, () => {
    fc.assert(
      fc.property(fc.array(HOSTILE, { maxLength: 3 }), fc.nat(9), (texts, before) => {
        const counts = counting()
        for (const text of texts) {
          // Not at the front of its memory, to see that offsets are heeded.
          const block = Buffer.concat([Buffer.alloc(before, 0x61), text, Buffer.from(' z')])
          counts.count(block, before, before + text.length, SPACE)
          assert.deepEqual(finished(counts), byHand(text, ' '))
        }
      }),
      { numRuns: 1000 },
    )
  })

  test(`${title}: texts are counted together until they are finished`, options, () => {
    const counts = counting()
    for (const text of ['b a\n', '', 'a \r\n', '\n', 'c']) counts.count(Buffer.from(text), 0, text.length, SPACE)
    assert.deepEqual(finished(counts), [['b', 1], ['a', 2], ['', 2], ['c', 1]]) // biome-ignore format: a table
    assert.deepEqual(finished(counts), [])
  })

  test(`${title}: words that differ in one byte anywhere are different`, options, () => {
    const words = Array.from({ length: 40 }, (_, n) => n + 1).flatMap((length) =>
      Array.from({ length }, (_, at) => `${'x'.repeat(at)}y${'x'.repeat(length - at - 1)}`).concat('x'.repeat(length)),
    )
    const counts = counting()
    const text = Buffer.from(`${words.join(' ')}\n${words.toReversed().join(' ')}\n`)
    counts.count(text, 0, text.length, SPACE)
    assert.deepEqual(
      finished(counts),
      words.map((word) => [word, 2]),
    )
  })

  test(`${title}: any byte may be the separator`, options, () => {
    const counts = counting()
    const text = Buffer.from('a,b c,\n,\r\na\0b')
    counts.count(text, 0, text.length, 0x2c)
    assert.deepEqual(finished(counts), byHand(text, ','))
    counts.count(text, 0, text.length, 0)
    assert.deepEqual(finished(counts), byHand(text, '\0'))
  })

  test(`${title}: words of every length, also longer than a table takes and than its input`, options, () => {
    const lengths = [0, 1, 7, 8, 9, 15, 16, 17, LONGEST_WORD - 1, LONGEST_WORD, LONGEST_WORD + 1, 300_000]
    const words = lengths.map((length) => 'ab'.repeat(length).slice(0, length))
    for (const end of ['', '\n', '\r\n', ' ']) {
      const counts = counting()
      const text = Buffer.from(`${words.join(' ')} ${words.join('\r\n')}${end}`)
      counts.count(text, 0, text.length, SPACE)
      assert.deepEqual(finished(counts), byHand(text, ' '))
    }
  })

  test(`${title}: a long text is the same wherever it is cut inside`, options, () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `w${i % 977} ${'é'.repeat(i % 5)} ${i}`)
    const text = Buffer.from(lines.join('\r\n'))
    const counts = counting()
    counts.count(text, 0, text.length, SPACE)
    assert.deepEqual(finished(counts), byHand(text, ' '))
  })

  test(`${title}: a \\r\\n is one end wherever the text is cut inside`, options, () => {
    for (const before of [262_141, 262_142, 262_143, 262_144, 262_145]) {
      const counts = counting()
      const text = Buffer.concat([Buffer.alloc(before, 'a '), Buffer.from('\r\nb\r\n')])
      counts.count(text, 0, text.length, SPACE)
      assert.deepEqual(finished(counts), byHand(text, ' '))
    }
  })

  test(`${title}: long words are told apart by their bytes, also where their hashes are the same`, options, () => {
    // Of so many some have the same hash of 31 bits, whatever the seed is.
    const n = 400_000
    const counts = counting()
    const text = Buffer.from(Array.from({ length: n }, (_, i) => `the-same${i}x${Math.imul(i, 0x9e3779b1)}`).join(' '))
    counts.count(text, 0, text.length, SPACE)
    const pairs = finished(counts)
    assert.equal(pairs.length, n)
    assert.ok(pairs.every(([, count]) => count === 1))
  })

  test(`${title}: more words than a table holds are counted all the same`, options, () => {
    const counts = counting()
    const n = MOST_WORDS + 1000
    const text = Buffer.from(Array.from({ length: n }, (_, i) => i.toString(36)).join(' '))
    counts.count(text, 0, text.length, SPACE)
    counts.count(text, 0, text.length, SPACE)
    const pairs = finished(counts)
    assert.equal(pairs.length, n)
    assert.ok(pairs.every(([word, count], i) => word === i.toString(36) && count === 2))
  })
}
