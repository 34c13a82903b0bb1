import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FEW, KeyIndex } from './key-index.ts'

/** Fill an index with `count` names, and look that each is found. */
function filled(count: number, name: (i: number) => unknown): KeyIndex<number> {
  const index = new KeyIndex<number>()
  for (let i = 0; i < count; i++) index.set(name(i), i)
  for (let i = 0; i < count; i += 7) assert.equal(index.get(name(i)), i)
  assert.equal(index.get('no such name'), undefined)
  assert.equal(
    index.sizes().reduce((sum, size) => sum + size),
    count,
  )
  return index
}

test('a hundred thousand names are in one piece, a million in more than 256, and none of them is large', () => {
  assert.deepEqual(filled(FEW, (i) => i).sizes(), [FEW])
  const sizes = filled(1_000_000, (i) => i).sizes()
  assert.ok(sizes.length >= 256, `${sizes.length} pieces`)
  assert.ok(Math.max(...sizes) <= 4096, `the largest has ${Math.max(...sizes)}`)
})

test('names of every kind are spread', () => {
  const kinds: Record<string, (i: number) => unknown> = {
    numbered: (i) => `user-${i}`,
    'numbered in front': (i) => `${i}-https://example.com/a/long/path`,
    // All that is looked at first is equal: the beginning, the middle and the end.
    'alike but for one part': (i) => `key ${String(i).padStart(8, '0')} of the very same kind, again and again`,
    fractions: (i) => i + 0.1,
    'thousands of millions': (i) => i * 1e9,
    bigints: (i) => BigInt(i) + 2n ** 70n,
    short: (i) => String.fromCharCode(i & 255, i >> 8),
  }
  for (const [kind, name] of Object.entries(kinds)) {
    const sizes = filled(FEW + 5000, name).sizes()
    assert.ok(Math.max(...sizes) <= 4096, `${kind}: ${sizes}`)
  }
})

test('every NaN is one name, 0 and −0 are one, and words are no texts', () => {
  // In memory they differ.
  const index = filled(FEW + 5000, (i) => i)
  index.set(Number.NaN, -1)
  index.set(-0, -2)
  const other = new Float64Array(new BigUint64Array([0xfff8_0000_0000_0001n]).buffer)[0]
  assert.deepEqual([index.get(other), index.get(0), index.get(-0)], [-1, -2, -2])
  for (const name of [null, undefined, true, false]) index.set(name, 5)
  assert.deepEqual(
    [index.get(null), index.get('null'), index.get(true), index.get('true')],
    [5, undefined, 5, undefined],
  )
  assert.deepEqual([index.delete(undefined), index.delete(undefined), index.get(undefined)], [true, false, undefined])
})
