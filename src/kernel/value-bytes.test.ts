import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deserialize, serialize } from 'node:v8'
import { areShort, isExact, isText, valueBytes, valueIn } from './value-bytes.ts'

const same = {}
const named = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, i]))

const KEPT: readonly unknown[] = [
  ...[0, 1, -1.5, 2 ** 53, 1e300, 5e-324, '', 'a', 'é\u2028"\\\0', '\ud800', 'x\udc00y', '😀', true, false, null],
  ...['\0'.repeat(1024), named(64)],
  ...[{}, { a: 1, b: 'x' }, { b: 1, a: { c: { d: null } } }, { 2: 'b', 1: 'a' }, JSON.parse('{"__proto__":1}')],
]

const OTHERS: readonly unknown[] = [
  ...[-0, Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n, new Date(5), new Map([[1, 2]]), [1], { a: [] }],
  ...[{ a: undefined }, { a: -0 }, { a: same, b: same }, { a: { b: { c: { d: 1 } } } }, Uint8Array.of(1)],
  ...['x'.repeat(1025), named(65), { ['n'.repeat(1025)]: 1 }],
  ...[Object.assign([1], { more: 2 }), new Date(Number.NaN), Object.create(null), new Number(1)],
]

test('what JSON keeps is written as JSON, all else in the format of V8, and all comes back as from a structured clone', () => {
  for (const [values, isJson] of [
    [KEPT, true],
    [OTHERS, false],
  ] as const)
    for (const value of values) {
      assert.equal(isExact(value), isJson)
      const bytes = valueBytes(['key', value], isExact(value))
      assert.equal(bytes[0] !== 0xff, isJson)
      assert.deepStrictEqual(valueIn(bytes), deserialize(serialize(['key', value])))
    }
})

test('columns are short when all of their values are primitives that JSON keeps, without fractions', () => {
  const short = KEPT.filter((value) => (typeof value === 'number' ? Number.isInteger(value) : isText(value)))
  assert.equal(areShort(short), true)
  assert.deepEqual(
    [4096, 4097].map((count) => areShort(Array.from({ length: count }, () => 1))),
    [true, false],
  )
  for (const value of [...OTHERS, {}, 0.5]) assert.equal(areShort([...short, value]), false)
  for (const value of [...OTHERS, {}]) assert.equal(isText(value), false)
})

test('a program that changes what JSON makes of values does not change what is kept', () => {
  for (const prototype of [Object.prototype, Array.prototype, String.prototype]) {
    Object.defineProperty(prototype, 'toJSON', { value: () => 'changed', configurable: true })
    try {
      assert.deepEqual(valueIn(valueBytes([{ a: 'x' }], true)), [{ a: 'x' }])
    } finally {
      Reflect.deleteProperty(prototype, 'toJSON')
    }
  }
})

test('bytes that are no value are refused', () => {
  for (const bytes of [Uint8Array.of(), Uint8Array.of(255), Buffer.from('{'), Buffer.from('nope')])
    assert.throws(() => valueIn(bytes))
})
