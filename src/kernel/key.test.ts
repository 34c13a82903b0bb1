import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hashKey } from './hash.ts'
import { encodeKey, sameKey } from './key.ts'
import { KeyMap, KeySet } from './key-map.ts'

test('keys are equal by value', () => {
  const equal: [unknown, unknown][] = [
    [Number.NaN, Number.NaN],
    [0, -0],
    [[0], [-0]],
    [[Number.NaN], [Number.NaN]],
    [
      ['a', 1],
      ['a', 1],
    ],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [new Date(5), new Date(5)],
    [Uint8Array.of(1, 2), Buffer.from([1, 2])],
    [undefined, undefined],
    [
      [['x', 'y'], 1],
      [['x', 'y'], 1],
    ],
  ]
  for (const [a, b] of equal) {
    assert.ok(sameKey(a, b), `${encodeKey(a)} should equal ${encodeKey(b)}`)
    assert.equal(hashKey(a), hashKey(b))
  }
})

test('keys that differ are different', () => {
  const different: [unknown, unknown][] = [
    [1, '1'],
    [1, 1n],
    [null, undefined],
    [[], {}],
    [['ab'], ['a', 'b']],
    [
      ['a', ['b']],
      [['a'], 'b'],
    ],
    [new Date(5), 5],
    [Uint8Array.of(1), Uint16Array.of(1)],
    [{ a: undefined }, {}],
    ['', null],
    [true, 1],
    ['__proto__', 'constructor'],
  ]
  for (const [a, b] of different) assert.ok(!sameKey(a, b), `${encodeKey(a)} should differ from ${encodeKey(b)}`)
})

test('what has no value to be compared by is refused', () => {
  const knot: unknown[] = []
  knot.push(knot)
  for (const key of [() => 1, Symbol('s'), new Map(), new (class A {})(), [() => 1], knot])
    assert.throws(() => new KeyMap<unknown, number>().set(key, 1), { code: 'E_KEY' })
  assert.throws(() => new KeyMap<unknown, number>().set(new Map([[1, 2]]), 1), {
    message:
      'E_KEY: Map(1) { 1 => 2 } cannot be a key: it has no value to be compared by. ' +
      'Use a string, a number, a Date, bytes, or an array or plain object of these.',
  })
})

test('a KeyMap behaves as a Map whose keys are compared by value, and keeps the order of insertion', () => {
  const map = new KeyMap<unknown, number>()
  map.set('__proto__', 1).set(['a', 1], 2).set('constructor', 3).set(Number.NaN, 4)
  map.set(['a', 1], 5)
  assert.deepEqual(
    [...map],
    [
      ['__proto__', 1],
      [['a', 1], 5],
      ['constructor', 3],
      [Number.NaN, 4],
    ],
  )
  assert.equal(map.get(['a', 1]), 5)
  assert.equal(map.has(['a', 2]), false)
  assert.equal(map.delete(['a', 1]), true)
  assert.equal(map.delete(['a', 1]), false)
  assert.equal(map.get(['a', 1]), undefined)
  assert.equal(map.size, 3)
  map.set(['a', 1], 6)
  assert.deepEqual([...map.keys()].at(-1), ['a', 1])
  map.clear()
  assert.equal(map.size, 0)
  assert.equal(map.has(['a', 1]), false)
})

test('a KeySet keeps the first of equal values', () => {
  const set = new KeySet<unknown>([[1, 2], [1, 2], 3, 3, null])
  assert.equal(set.size, 3)
  assert.deepEqual([...set], [[1, 2], 3, null])
})

const keys = fc.letrec((tie) => ({
  key: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined, '__proto__', 'constructor'),
    fc.array(tie('key')),
    fc.dictionary(fc.string(), tie('key')),
  ),
})).key

test('property: equal encodings if and only if a structural copy is equal, with equal hashes', () => {
  fc.assert(
    fc.property(keys, keys, (a, b) => {
      const copy = structuredClone(a)
      assert.ok(sameKey(a, copy))
      assert.equal(hashKey(a), hashKey(copy))
      assert.equal(Number.isInteger(hashKey(b)), true)
      if (sameKey(a, b)) assert.equal(hashKey(a), hashKey(b))
    }),
  )
})
