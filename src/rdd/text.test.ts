import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from './text.ts'

test('records as lines', () => {
  class Point {
    toString(): string {
      return 'point'
    }
  }
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const cases: [unknown, string][] = [
    ['as it is', 'as it is'],
    [1.5, '1.5'],
    [undefined, 'undefined'],
    [null, 'null'],
    [10n, '10'],
    [['a', ['b', 1]], '(a,(b,1))'],
    [[], '()'],
    [{ a: [1] }, '{"a":[1]}'],
    [new Point(), 'point'],
    [new Date(Number.NaN), 'Invalid Date'],
    [circular, '<ref *1> { self: [Circular *1] }'],
    [Object.create(null), '{}'],
  ]
  for (const [value, text] of cases) assert.equal(textOf(value), text)
})
