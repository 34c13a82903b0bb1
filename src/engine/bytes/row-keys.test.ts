import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnBlock } from '../../rdd/declared/column-block.ts'
import { field } from '../../rdd/declared/field.ts'
import { meaningOf, type RowMeaning } from '../../rdd/declared/meaning.ts'
import { tuple } from '../../rdd/declared/tuple.ts'
import { RowKeys } from './row-keys.ts'

const TEXTS = ['', 'a', 'b', '__proto__']
const ROW = fc.record({
  a: fc.constantFrom(...TEXTS),
  b: fc.nat(2000),
  c: fc.constantFrom(0, -0, Number.NaN, 1, 10_000, 12_345),
})
const TABLE = new Map([
  ['a', 'found'],
  ['b', 'found'],
])

const KEYS = [
  field('a'),
  field('b'),
  field('a').lookup(TABLE),
  tuple<any, unknown>(field('c')),
  tuple<any, unknown, unknown>(field('b'), field('a')),
  tuple<any, unknown, unknown, unknown>(field('c').windowStart(10_000), field('a').lookup(TABLE), field('b')),
]

test('ids stand for the keys that the function makes; equal texts and numbers have the same', () => {
  fc.assert(
    fc.property(fc.array(ROW, { minLength: 1, maxLength: 3000 }), fc.constantFrom(...KEYS), (rows, key) => {
      const block = columnBlock({
        a: rows.map(({ a }) => a),
        b: rows.map(({ b }) => b),
        c: rows.map(({ c }) => c),
      })
      const keys = new RowKeys(meaningOf(key) as RowMeaning)
      const numbers = Int32Array.from(rows, (_, i) => i)
      const ids = new Int32Array(rows.length)
      // In two parts, as blocks come.
      const half = rows.length >> 1
      const columnOf = (name: string) => block.column(name)
      keys.fill(columnOf, numbers, half, ids)
      const later = new Int32Array(rows.length)
      keys.fill(columnOf, numbers.subarray(half), rows.length - half, later)
      ids.set(later.subarray(0, rows.length - half), half)
      const made = rows.map((row) => (key as (row: unknown) => unknown)(row))
      assert.deepEqual(
        [...ids].map((id) => keys.key(id)),
        made,
      )
      const code = (value: unknown): string =>
        [value]
          .flat()
          .map((part) => (Object.is(part, -0) ? '-0' : `${typeof part} ${part}`))
          .join('|')
      assert.equal(new Set(ids).size, new Set(made.map(code)).size)
    }),
    { numRuns: 60 },
  )
})
