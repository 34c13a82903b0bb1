import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slopePerHour } from './slope.ts'

test('a line has its slope, and a few points beside it change nothing', () => {
  const line = Array.from({ length: 100 }, (_, i) => [i * 36_000, 5 + 0.02 * i] as const)
  assert.ok(Math.abs(slopePerHour(line) - 2) < 1e-9)
  const jumpy = line.map(([at, value], i) => [at, i % 17 === 0 ? 1000 : value] as const)
  assert.ok(Math.abs(slopePerHour(jumpy) - 2) < 0.1)
  assert.ok(Number.isNaN(slopePerHour([])))
})
