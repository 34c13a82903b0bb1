import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LINE_BYTES, textOf, vocabulary } from './text.ts'
import { prefixOf, truthOf } from './truth.ts'

const text = textOf(2000)

test('lines are whole words of the vocabulary, and exactly as long as they must be', () => {
  const known = new Set(vocabulary())
  assert.equal(known.size, 10_000)
  assert.ok(text.lines.every((line) => line.length === LINE_BYTES - 1))
  assert.ok(text.lines.every((line) => line.split(' ').every((word) => known.has(word))))
  assert.equal(text.bytes.toString('latin1'), text.lines.map((line) => `${line}\n`).join(''))
})

test('the text is the same each time, and words come by their rank', () => {
  assert.deepEqual(textOf(50).lines, text.lines.slice(0, 50))
  const words = text.lines.flatMap((line) => line.split(' '))
  const count = (rank: number): number => words.filter((word) => word === vocabulary(rank + 1)[rank]).length
  assert.ok(count(0) > 1.5 * count(1) && count(1) > 3 * count(9), `${count(0)} ${count(1)} ${count(9)}`)
})

test('about one line in a hundred holds the pattern', () => {
  const hits = text.lines.filter((line) => line.includes(text.pattern)).length
  assert.ok(hits > 2 && hits < 60, `${hits}`)
})

test('sums over an endless repetition, and where a sum is reached', () => {
  const prefix = prefixOf([2, 0, 3])
  assert.deepEqual(
    [0, 1, 2, 3, 4, 6, 7].map((n) => prefix.upTo(n)),
    [0, 2, 2, 5, 7, 10, 12],
  )
  assert.deepEqual(
    [0, 1, 2, 3, 5, 6, 10, 11].map((sum) => prefix.reached(sum)),
    [0, 1, 1, 3, 3, 4, 6, 7],
  )
})

test('distinct words of a part of the block, around its end, and of more than the block', () => {
  const { distinct } = truthOf({ lines: ['a b', 'b', 'c'], pattern: 'b', bytes: Buffer.alloc(0) })
  assert.deepEqual([distinct(0, 1), distinct(1, 2), distinct(2, 4), distinct(5, 99)], [2, 1, 3, 3])
})
