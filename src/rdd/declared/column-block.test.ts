import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ColumnData, columnBlock } from './column-block.ts'

test('rows are what stands in their columns, in any part of them', () => {
  const block = columnBlock({
    city: { texts: ['Oslo', 'Rome', 'Oslo'], ids: Uint8Array.of(2, 1, 0) },
    name: ['a', 'a', '__proto__'],
    degrees: Float64Array.of(1.5, -0, Number.NaN),
    day: [1, 2, 3],
  })
  const rows = [
    { city: 'Oslo', name: 'a', degrees: 1.5, day: 1 },
    { city: 'Rome', name: 'a', degrees: -0, day: 2 },
    { city: 'Oslo', name: '__proto__', degrees: Number.NaN, day: 3 },
  ]
  assert.deepEqual([...block], rows)
  assert.deepEqual([...block.part(1, 3)], rows.slice(1))
  assert.deepEqual(block.part(1, 3).records(1, 2), rows.slice(2))
  // Equal texts have one id, wherever they stand in the list.
  const { ids, dictionary } = block.column('city')
  assert.deepEqual([...ids], [dictionary.idOf('Oslo'), dictionary.idOf('Rome'), dictionary.idOf('Oslo')])
  assert.equal(dictionary.idOf('Paris'), -1)
})

test('columns are copied', () => {
  const degrees = Float64Array.of(1)
  const block = columnBlock({ degrees })
  degrees[0] = 2
  assert.deepEqual([...block], [{ degrees: 1 }])
})

test('columns that are wrong say how', () => {
  const rows: readonly (readonly [unknown, string])[] = [
    [undefined, 'the columns are undefined. Use an object of columns.'],
    [{}, 'the columns are {}. Use at least one column.'],
    [{ a: 5 }, 'column a is 5. Use numbers, texts, or { texts, ids }.'],
    [{ a: [1, 'x'] }, "column a is [ 1, 'x' ]. Use numbers, texts, or { texts, ids }."],
    [{ a: BigInt64Array.of(1n) }, 'column a is BigInt64Array(1) [ 1n ]. Use numbers, texts, or { texts, ids }.'],
    [
      { a: { texts: ['x'], ids: Int8Array.of(-1) } },
      "column a is { texts: [ 'x' ], ids: Int8Array(1) [ -1 ] }. Use numbers, texts, or { texts, ids }.",
    ],
    [{ a: [1], b: [1, 2] }, 'column b has the length 2. Use 1, as the first has.'],
    [{ 1: [1] }, "a column is called '1'. Use a name that is no number."],
  ]
  for (const [given, said] of rows)
    assert.throws(
      () => columnBlock(given as Record<string, ColumnData>),
      (error: Error) => {
        assert.equal(error.message.replace(/ \([^()]*:\d+\)/, ''), `E_ARGUMENT at columns: ${said}`)
        return true
      },
    )
})
