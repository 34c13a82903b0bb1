import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashBytes, hashKey, hashText, nonNegativeMod } from './hash.ts'

test('text hashes as murmur3-32 with seed 0 of its UTF-8 bytes', () => {
  // Values published with the reference implementation (SMHasher) and in its many ports.
  const vectors: [string, number][] = [
    ['', 0],
    ['a', 0x3c2569b2],
    ['abc', 0xb3dd93fa],
    ['abcd', 0x43ed676a],
    ['Hello, world!', 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ]
  for (const [text, hash] of vectors) assert.equal(hashText(text) >>> 0, hash, text)
})

test('text beyond ASCII hashes as its bytes do, wherever the first such character stands', () => {
  for (const text of ['ä', 'abcdä', 'xxä', '日本語', 'naïve café', '😀', 'abc😀'])
    assert.equal(hashText(text), hashBytes(new TextEncoder().encode(text)), text)
})

test('whole numbers hash as Java does, so they spread over partitions in turn', () => {
  assert.deepEqual([0, 1, 7, -1].map(hashKey), [0, 1, 7, -1])
  assert.equal(hashKey(2 ** 32 + 5), 5 ^ 1)
  assert.equal(hashKey(null), 0)
  assert.equal(hashKey(undefined), 0)
  assert.equal(hashKey(-0), 0)
})

test('nonNegativeMod is never negative and never minus zero', () => {
  assert.equal(nonNegativeMod(-1, 4), 3)
  assert.ok(Object.is(nonNegativeMod(-4, 4), 0))
})
