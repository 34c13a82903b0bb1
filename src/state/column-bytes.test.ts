import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parcel } from '../kernel/parcel.ts'
import { columnBytes, columnIn } from './column-bytes.ts'
import type { Column } from './state-columns.ts'

/** What the first byte tells. */
const formOf = (column: Column): string => {
  const [first] = columnBytes(column)
  return first === 0xff ? 'v8' : first === 1 ? 'doubles' : 'json'
}

const FRACTIONS = [0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 2 ** 53 + 2, 7]

test('columns come back as they were, numbers that JSON does not keep in few bytes as doubles', () => {
  for (const [column, form] of [
    [[], 'json'],
    [[1, 2, 2 ** 53, 1e300], 'json'],
    [['a', null, true, 1], 'json'],
    [FRACTIONS, 'doubles'],
    [[-0], 'doubles'],
    [[0.5, 'a'], 'v8'],
    [[0.5, undefined], 'v8'],
    [[1n], 'v8'],
    [
      {
        names: ['count', 'of'],
        columns: [
          [1, 2],
          ['a', 'b'],
        ],
      },
      'json',
    ],
    [
      {
        names: ['count', 'sum', 'mean'],
        columns: [
          [1, 2],
          [0.1, 0.2],
          [0.3, 4],
        ],
      },
      'doubles',
    ],
    [{ names: ['at', 'in'], columns: [[0.5], { names: ['x', 'y'], columns: [[-0], ['a']] }] }, 'doubles'],
    [{ names: ['text', 'sum'], columns: [['x'.repeat(2000)], [0.1]] }, 'doubles'],
    [{ names: ['text', 'sum'], columns: [['x'.repeat(2000)], [1]] }, 'v8'],
  ] as const satisfies [Column, string][]) {
    assert.equal(formOf(column), form)
    assert.deepEqual(columnIn(columnBytes(column)), column)
  }
})

test('doubles are eight bytes each, little-endian, wherever they lie', () => {
  const bytes = columnBytes([1.5, -0.1])
  assert.equal(
    Buffer.from(bytes).toString('hex'),
    '01020000000100000010000000' + '30' + '000000000000f83f9a9999999999b9bf',
  )
  const moved = new Uint8Array(bytes.length + 3)
  moved.set(bytes, 3)
  assert.deepEqual(columnIn(moved.subarray(3)), [1.5, -0.1])
})

test('any columns are what they were', () => {
  const numbers = fc.oneof(fc.integer(), fc.double())
  const values = fc.oneof(numbers, fc.string(), fc.boolean(), fc.constant(null), fc.constant(undefined))
  const column = fc.oneof(fc.array(numbers, { maxLength: 128 }), fc.array(fc.double()), fc.array(values))
  const columns = fc
    .dictionary(fc.string(), column, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
    .map((all) => ({ names: Object.keys(all), columns: Object.values(all) }))
  const nested = fc.tuple(columns, column).map((both): Column => ({ names: ['in', 'beside'], columns: both }))
  fc.assert(
    fc.property(fc.oneof<fc.Arbitrary<Column>[]>(column, columns, nested), (one) => {
      assert.deepEqual(columnIn(columnBytes(one)), one)
    }),
  )
})

test('bytes that are no columns are refused', () => {
  const form = Buffer.from('0')
  for (const bytes of [
    Uint8Array.of(),
    Uint8Array.of(1),
    parcel(1, []),
    parcel(1, [form]),
    parcel(1, [form, new Uint8Array(7)]),
    parcel(1, [Buffer.from('null'), new Uint8Array(8)]),
    Buffer.from('3'),
    parcel(2, [form, new Uint8Array(8)]),
  ])
    assert.throws(() => columnIn(bytes))
})
