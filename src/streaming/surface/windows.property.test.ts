import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Batch, bench, collected, sorted } from './table.test.ts'

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b

const batches = fc.array(
  fc.option(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 9 })), { maxLength: 4 }), {
    freq: 5,
  }),
  { minLength: 1, maxLength: 10 },
)
const seconds = fc.integer({ min: 1, max: 4 })

test('a window made from the one before equals one that is made anew', async () => {
  await fc.assert(
    fc.asyncProperty(batches, seconds, seconds, async (input, w, s) => {
      const b = bench()
      const stream = b.input(input)
      const [window, slide] = [w * 1000, s * 1000]
      const anew = collected(stream.reduceByKeyAndWindow(add, window, slide))
      const moved = collected(stream.reduceByKeyAndWindow(add, subtract, window, slide, 2, ([, value]) => value !== 0))
      await b.run(input.length + w + s)
      assert.deepEqual(moved.batches.map(sorted), anew.batches.map(sorted))
      assert.deepEqual(anew.batches.map(sorted), expected(input, w, s, anew.batches.length))
    }),
    { numRuns: 60 },
  )
})

function expected(input: readonly Batch[], w: number, s: number, n: number): Batch[] {
  return Array.from({ length: n }, (_, i) => {
    const end = (i + 1) * s
    const sums = new Map<string, number>()
    for (const batch of input.slice(Math.max(0, end - w), end))
      for (const [key, value] of batch ?? []) sums.set(key, (sums.get(key) ?? 0) + value)
    return sorted([...sums])
  })
}
