import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PairIndex } from './pair-index.ts'

const part = fc.constantFrom<unknown>('a', 'b', '', 0, -0, 1, Number.NaN, 1n, true, null, undefined)
const step = fc.record({ kind: fc.constantFrom('set', 'set', 'delete'), first: part, second: part })

// A failure prints its seed and path; `fc.assert(…, { seed, path })` plays it again.
test('property: it is a Map of Maps', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const index = new PairIndex<{ readonly n: number }>()
      const model = new Map<unknown, Map<unknown, { readonly n: number }>>()
      for (const [n, { kind, first, second }] of steps.entries()) {
        const seconds = model.get(first) ?? new Map()
        model.set(first, seconds)
        if (kind === 'set') {
          index.set(first, second, { n })
          seconds.set(second, { n })
        } else {
          index.delete(first, second)
          seconds.delete(second)
        }
        for (const [a, of] of model)
          for (const b of ['a', 0, -0, Number.NaN, undefined, null, 1n]) assert.deepEqual(index.get(a, b), of.get(b))
      }
    }),
  )
})
