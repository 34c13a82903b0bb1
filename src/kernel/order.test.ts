import assert from 'node:assert/strict'
import { test } from 'node:test'
import { naturalOrder, reversed } from './order.ts'

test('values of one kind have an order, and missing ones come first', () => {
  const rising: unknown[][] = [
    [null, -1, 0, 1.5, Number.POSITIVE_INFINITY, Number.NaN],
    [undefined, '', 'A', 'a', 'ab', 'b'],
    [false, true],
    [1n, 2, 3n],
    [new Date(1), new Date(2)],
    [[], ['a'], ['a', 1], ['b']],
    [Uint8Array.of(1), Uint8Array.of(1, 0), Uint8Array.of(2)],
  ]
  for (const values of rising)
    for (const [i, a] of values.entries())
      for (const [j, b] of values.entries()) {
        assert.equal(Math.sign(naturalOrder(a, b)), Math.sign(i - j))
        assert.equal(Math.sign(reversed(naturalOrder)(a, b)), Math.sign(j - i) + 0)
      }
})

test('values of different kinds have none', () => {
  assert.throws(() => naturalOrder(1, 'a'), {
    message: "E_NOT_COMPARABLE: 1 and 'a' have no order. Give an ordering, or sort by something that has one.",
  })
  assert.throws(() => naturalOrder({}, {}), { code: 'E_NOT_COMPARABLE' })
})
