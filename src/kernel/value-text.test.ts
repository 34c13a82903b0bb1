import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { fromJson, toJson } from './value-text.ts'

/** Through text and back. */
const through = (value: unknown): any => fromJson(JSON.parse(JSON.stringify(toJson(value))))

const sparse = Object.assign(new Array(3), { 0: 1, 2: 3 })
const named = Object.assign([1, 2], { extra: new Date(5) })

const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    '',
    'a"\u2028\ud800',
    0,
    -0,
    1.5,
    Number.NaN,
    Infinity,
    -Infinity,
    2 ** 53,
    12n,
    -(2n ** 70n),
    undefined,
  ],
  ...[[], [[]], [undefined, null], {}, { a: { b: 1 } }, sparse, named, new Array(1_000_000_000)],
  ...[
    { $date: 1 },
    { $: 1, a: 2 },
    { $object: { $ref: 0 } },
    JSON.parse('{"__proto__":{"x":1},"constructor":2,"2":1,"1":2}'),
  ],
  ...[new Date(0), new Date(Number.NaN), /a+\//gi, new RangeError('far'), new Error('outer', { cause: { inner: 1n } })],
  ...[new Map<unknown, unknown>([[new Map([[1, 2]]), [new Set([Number.NaN])]]]), new Set([{ a: 1 }, [2]])],
  ...[
    new Uint8Array([1, 2, 255]),
    Buffer.from('text'),
    new Float64Array([-0, Number.NaN, 1e300]),
    new BigInt64Array([-1n]),
  ],
  ...[new Uint8Array([9, 8, 7, 6]).buffer, new DataView(new Uint8Array([1, 2, 3]).buffer), new Uint8Array(0)],
  ...[Object(1), Object(''), Object(false), Object(7n), Object(-0)],
]

for (const [i, value] of VALUES.entries())
  test(`value ${i} comes back as it was`, () => {
    // As it is when it comes out of a checkpoint: V8 does not keep everything either.
    const kept = deserialize(serialize(value))
    const back = through(kept)
    if (Array.isArray(kept) && kept.length > 1e6) assert.deepEqual([back.length, Object.keys(back)], [kept.length, []])
    else assert.deepStrictEqual(back, kept)
  })

test('what is the same object stays the same, also in a circle', () => {
  const shared = { n: new Date(1) }
  const circle: Record<string, unknown> = { shared, again: shared, list: [shared, new Map([[shared, shared.n]])] }
  circle.self = circle
  const back = through(circle)
  assert.equal(back.self, back)
  assert.equal(back.again, back.shared)
  assert.equal(back.list[0], back.shared)
  assert.equal(back.list[1].get(back.shared), back.shared.n)
})

test('a name that would change the prototype is only a name', () => {
  const back = through(JSON.parse('{"__proto__":{"evil":true}}'))
  assert.equal(back.evil, undefined)
  assert.equal(Object.getPrototypeOf(back), Object.prototype)
})

test('anything comes back', () => {
  const anything = fc.anything({
    ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true },
    withBoxedValues: true,
  })
  fc.assert(
    fc.property(anything, (value) => {
      const kept = deserialize(serialize(value))
      assert.deepStrictEqual(through(kept), kept)
    }),
    { numRuns: 500 },
  )
})

for (const json of [
  { $nothing: 1 },
  { $date: 'x' },
  { $date: 1, b: 2 },
  { $ref: 0 },
  { $ref: 'length' },
  { $number: '1' },
  { $bigint: 1 },
  { $bigint: 'x' },
  { $bytes: ['Uint8Array', 'not base64!'] },
  { $bytes: ['Function', ''] },
  { $bytes: ['Float64Array', 'AQI='] },
  { $map: [1] },
  { $map: {} },
  { $set: 1 },
  { $regexp: ['(', ''] },
  { $regexp: [] },
  { $array: [-1, []] },
  { $array: ['x', []] },
  { $object: [[1, 2]] },
  { $error: [] },
  { constructor: { $constructor: 1 } },
])
  test(`${JSON.stringify(json)} is no value`, () => {
    assert.throws(() => fromJson(json), /^(?:Type|Range|Syntax)Error/)
  })
