import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, decodeColumns, encodePairs, encodeRecords } from './exchange.ts'

/** Values that something or other loses. */
const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -0,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  5e-324,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 53) - 2,
  10n ** 40n,
  -(2n ** 63n),
  '',
  'ä\0\n',
  '\ud800',
  'x\udc00\ud800',
  '😀',
  '__proto__',
  'z'.repeat(100_000),
  'Ω'.repeat(70_000),
  new Date(-1),
  new Date(Number.NaN),
  new Map<unknown, unknown>([[{ a: 1 }, new Set([[1], -0])]]),
  new Set(['x', Number.NaN]),
  /x\/y/giu,
  Object(1n),
  Object('s'),
  Object(false),
  [],
  [[], [[1]]],
  // biome-ignore lint/suspicious/noSparseArray: holes must cross
  [, 1, ,],
  Object.assign([1, 2], { extra: 3 }),
  { a: { b: [{ c: undefined }] } },
  { 2: 'b', 1: 'a', z: 1, y: -0 },
  JSON.parse('{"__proto__": 1, "constructor": null}'),
  new Uint8Array([1, 2, 3]),
  new Uint8Array(new ArrayBuffer(64), 8, 4),
  Buffer.from('bytes'),
  new Float64Array([1.5, -0, Number.NaN]),
  new BigInt64Array([-1n]),
  new Int16Array(0),
  new DataView(Uint8Array.from([1, 2, 3, 4]).buffer, 1, 2),
  new ArrayBuffer(3),
  new RangeError('no'),
]

const copyOf = (value: unknown): unknown => (Buffer.isBuffer(value) ? Buffer.from(value) : structuredClone(value))

test('every value comes back as structured clone would give it, alone and among others, shared and not', () => {
  for (const value of HOSTILE)
    for (const shared of [false, true]) {
      assert.deepEqual(decode(encodeRecords([value], { shared })), [copyOf(value)])
      assert.deepEqual(decode(encodeRecords([value, value, value], { shared })), Array(3).fill(copyOf(value)))
      assert.deepEqual(decode(encodePairs([[value, value]], { shared })), [[copyOf(value), copyOf(value)]])
      assert.deepEqual(decode(encodeRecords([[value, 1], [value]], { shared })), [[copyOf(value), 1], [copyOf(value)]])
      assert.deepEqual(decode(encodeRecords([{ value }, { value: 2 }], { shared })), [
        { value: copyOf(value) },
        { value: 2 },
      ])
    }
  assert.deepEqual(decode(encodeRecords(HOSTILE)), HOSTILE.map(copyOf))
})

test('every two values come back as the two sides of a pair, and in one column', () => {
  for (const a of HOSTILE)
    for (const b of HOSTILE) {
      const copies = [copyOf(a), copyOf(b)]
      assert.deepEqual(decode(encodePairs([[a, b]])), [copies])
      assert.deepEqual(decode(encodeRecords([a, b])), copies)
    }
})

test('columns have the form that is cheapest to read', () => {
  const kinds = (...values: unknown[]): string =>
    decodeColumns(encodePairs(values.map((v) => [v, v]))).keys.constructor.name
  assert.equal(kinds(1, -5, 2 ** 31 - 1), 'Int32Array')
  assert.equal(kinds(1, 2 ** 31), 'Float64Array')
  assert.equal(kinds(1, -0), 'Float64Array')
  assert.equal(kinds(1, Number.NaN), 'Float64Array')
  assert.equal(kinds('a', 'b'), 'Array')
  assert.equal(kinds(1, undefined), 'Array')
  assert.deepEqual(decode(encodePairs({ keys: Int32Array.of(1, 2), values: Float64Array.of(0.5, -0) })), [
    [1, 0.5],
    [2, -0],
  ])
  assert.deepEqual(decode(encodePairs({ keys: ['a', 'b'], values: Int32Array.of(3, 4) })), [
    ['a', 3],
    ['b', 4],
  ])
})

test('plain rows and constants are small, and numbers and strings are raw', () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({ id: i, name: `n${i % 10}`, ok: true, none: undefined }))
  const frame = encodeRecords(rows)
  assert.deepEqual(decode(frame), rows)
  assert.ok(frame.length < 8000, `${frame.length} bytes`)
  const tuples = rows.map(({ id, name }) => [[name, id], null] as const)
  assert.deepEqual(decode(encodePairs(tuples)), tuples)
  assert.ok(encodePairs(tuples).length < 8000)
})

test('no records are no records', () => {
  assert.deepEqual(decode(encodeRecords([])), [])
  assert.deepEqual(decode(encodePairs([])), [])
  assert.deepEqual(decode(encodePairs({ keys: [], values: [] })), [])
})

test('strings of every length, of one byte a unit and of two', () => {
  for (const letter of ['a', 'ÿ', 'Ā', '\ud83d'])
    for (const length of [0, 1, 12, 13, 14, 31, 32, 33, 255, 256, 65_535, 65_536]) {
      const strings = [letter.repeat(length), 'short', '', letter]
      assert.deepEqual(decode(encodeRecords(strings)), strings, `${length} of ${letter}`)
    }
})

test('strings that are too many for one string of V8 are read one by one', () => {
  const strings = Array.from({ length: 20 }, (_, i) => String.fromCharCode(97 + i).repeat(i === 0 ? 3 : 1 << 20))
  assert.deepEqual(decode(encodeRecords(strings)), strings)
})

test('what was decoded shares no memory with the frame', () => {
  const frame = encodeRecords([Uint8Array.of(1, 2, 3), Buffer.from([1, 2, 3]), Int32Array.of(1)], { shared: true })
  const [bytes, buffer, ints] = decode(frame) as [Uint8Array, Buffer, Int32Array]
  bytes[0] = buffer[0] = ints[0] = 9
  assert.deepEqual(decode(frame), [Uint8Array.of(1, 2, 3), Buffer.from([1, 2, 3]), Int32Array.of(1)])
  assert.deepEqual([bytes.buffer.byteLength, ints.buffer.byteLength], [3, 4])
  assert.ok(bytes.buffer instanceof ArrayBuffer)
})

test('objects of classes come back as plain objects, cycles as cycles, shared objects shared', () => {
  class Point {
    x = 1
    get y() {
      return 2
    }
  }
  assert.deepEqual(decode(encodeRecords([new Point(), Object.create(null)])), [{ x: 1 }, {}])
  const ring: Record<string, unknown> = { name: 'ring' }
  ring.self = ring
  const [once, twice] = decode(encodeRecords([ring, ring])) as [typeof ring, typeof ring]
  assert.ok(once === twice && once.self === once)
})

// biome-ignore lint/suspicious/noSparseArray: holes must cross
const HOLE = [, 1]

test('rows that a column cannot have are no rows', () => {
  const lists: unknown[][] = [
    [{ a: 1 }, { b: 1 }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: 1, b: undefined }, { a: 1 }],
    [{ a: 1 }, [1]],
    [[1], { 0: 1 }],
    [[1, 2], [1]],
    [{}, {}],
    [[], []],
    [[undefined, 1], HOLE],
    [[1, 2], Object.assign(new Array(2), { 1: 1, extra: 1 })],
    [[1, 2], 'a=b'.match(/(.)=b/)],
    [{ a: 1 }, new Date(1)],
    [{ a: 1 }, null],
    [JSON.parse('{"a":1,"__proto__":2}'), JSON.parse('{"a":3,"__proto__":null}')],
    [Array.from({ length: 33 }, (_, i) => i)],
  ]
  for (const list of lists) assert.deepEqual(decode(encodeRecords(list)), structuredClone(list))
  assert.deepEqual(Object.keys((decode(encodeRecords([{ b: 1, a: 2, 7: 3 }])) as object[])[0] as object), [
    '7',
    'b',
    'a',
  ])
})

const HINT = 'Let records be data: numbers, strings, dates, bytes, Maps, Sets, arrays and plain objects of these.'

test('what cannot be cloned is refused with the record', () => {
  assert.throws(() => encodeRecords([1, { f: () => 1 }, 2]), {
    code: 'E_USER_FUNCTION',
    message:
      'E_USER_FUNCTION: a record cannot go to another thread: () => 1 could not be cloned ' +
      `(record { f: [Function: f] }). ${HINT}`,
  })
  assert.throws(
    () =>
      encodePairs([
        ['a', 1],
        ['b', Symbol('s')],
      ]),
    {
      message:
        'E_USER_FUNCTION: a record cannot go to another thread: Symbol(s) could not be cloned ' +
        `(record [ 'b', Symbol(s) ]). ${HINT}`,
    },
  )
  const long = { text: 'x'.repeat(10_000), f() {} }
  assert.throws(
    () => encodePairs([[long, 1]]),
    (error: Error) => error.message.length < 800,
  )
  for (const value of [Promise.resolve(), new WeakMap(), new Proxy({ a: [] }, {}), new SharedArrayBuffer(1)])
    assert.throws(() => encodeRecords([value]), { code: 'E_USER_FUNCTION' })
})

test('a getter that throws is named, and records are not shown where they may not be', () => {
  const secret = {
    get password() {
      throw new Error('the password is 1234')
    },
  }
  assert.throws(() => encodeRecords([secret]), {
    message:
      'E_USER_FUNCTION: a record cannot go to another thread: the password is 1234 (record { password: [Getter] }). ' +
      HINT,
  })
  assert.throws(() => encodeRecords([secret], { showRecords: false }), {
    message: `E_USER_FUNCTION: a record cannot go to another thread. ${HINT}`,
  })
})

test('after a refusal the next frame is as it should be', () => {
  assert.throws(() => encodePairs([['k'.repeat(1000), () => 1]]), { code: 'E_USER_FUNCTION' })
  assert.deepEqual(decode(encodePairs([['k', 1]])), [['k', 1]])
})

test('columns of different lengths are refused', () => {
  assert.throws(() => encodePairs({ keys: ['a', 'b'], values: [1] }), { code: 'BUG_INVARIANT' })
})
