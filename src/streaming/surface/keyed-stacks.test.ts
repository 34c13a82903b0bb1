import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { KeyedStacks } from './keyed-stacks.ts'
import type { Pane } from './panes.ts'

const pane = <K, V>(...pairs: readonly (readonly [K, V])[]): Pane<K, V> => ({
  keys: pairs.map(([key]) => key),
  values: pairs.map(([, value]) => value),
})

const sorted = (pairs: readonly (readonly [unknown, unknown])[]) =>
  [...pairs].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))

const join = (a: string, b: string): string => a + b

test('values are merged in order of time and leave with their pane', () => {
  const stacks = new KeyedStacks<string, string>(join, 3)
  stacks.add(1, pane(['a', '1'], ['b', '1']))
  stacks.add(2, pane(['a', '2']))
  stacks.add(3, pane(['a', '3'], ['c', '3']))
  assert.deepEqual(sorted(stacks.pairs()), [
    ['a', '123'],
    ['b', '1'],
    ['c', '3'],
  ])
  stacks.add(4, pane(['a', '4']))
  stacks.drop(1)
  assert.deepEqual(sorted(stacks.pairs()), [
    ['a', '234'],
    ['c', '3'],
  ])
  stacks.drop(3)
  assert.deepEqual(stacks.pairs(), [['a', '4']])
  assert.equal(stacks.size, 1)
  stacks.drop(9)
  assert.deepEqual(stacks.pairs(), [])
})

test('pairs that were handed out stay as they were', () => {
  const stacks = new KeyedStacks<string, number>(Math.max, 2)
  stacks.add(1, pane(['a', 1], ['b', 1]))
  const first = stacks.pairs()
  stacks.add(2, pane(['a', 2]))
  stacks.drop(1)
  stacks.pairs()
  assert.deepEqual(first, [
    ['a', 1],
    ['b', 1],
  ])
})

test('values of any kind are told apart from none, also when their kind changes', () => {
  const last = (_: unknown, b: unknown): unknown => b
  const stacks = new KeyedStacks<string, unknown>(last, 4)
  const values = [-0, undefined, 0.5, null, Number.NaN, 'x', 2 ** 40]
  values.forEach((value, i) => {
    stacks.add(i, pane(['a', value]))
    stacks.drop(i - 4)
    const [[, sum] = []] = stacks.pairs()
    assert.ok(Object.is(sum, value), `${i}`)
  })
})

const columns = fc.array(
  fc.uniqueArray(fc.tuple(fc.constantFrom<unknown>('a', 'b', ['c'], 4, Number.NaN), fc.string({ minLength: 1 })), {
    selector: ([key]) => String(key),
    maxLength: 5,
  }),
  { maxLength: 60 },
)

test('any history of panes is as if each window was reduced anew', () => {
  fc.assert(
    fc.property(columns, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4 }), (panes, window, slide) => {
      const stacks = new KeyedStacks<unknown, string>(join, window)
      for (let end = slide; end <= panes.length; end += slide) {
        for (let time = end - slide; time < end; time++) stacks.add(time, pane(...(panes[time] ?? [])))
        stacks.drop(end - window - 1)
        const expected = new Map<string, [unknown, string]>()
        for (const pairs of panes.slice(Math.max(0, end - window), end))
          for (const [key, value] of pairs)
            expected.set(String(key), [key, (expected.get(String(key))?.[1] ?? '') + value])
        assert.deepEqual(sorted(stacks.pairs()), sorted([...expected.values()]))
        assert.equal(stacks.size, Math.min(window, end))
      }
    }),
    { numRuns: 200 },
  )
})

test('a value is merged three times at most, however long the window is, and no pane costs more than others', () => {
  const KEYS = 200
  for (const window of [10, 100, 1000]) {
    let merges = 0
    const max = (a: number, b: number): number => {
      merges++
      return Math.max(a, b)
    }
    const stacks = new KeyedStacks<number, number>(max, window)
    const all = pane(...Array.from({ length: KEYS }, (_, key) => [key, key] as const))
    const costs: number[] = []
    for (let time = 0; time < 3 * window; time++) {
      merges = 0
      stacks.add(time, all)
      stacks.drop(time - window)
      stacks.pairs()
      costs.push(merges / KEYS)
    }
    const total = costs.reduce((sum, cost) => sum + cost, 0)
    assert.ok(total / costs.length <= 3, `${window}: ${total / costs.length}`)
    // Each key is turned over once in a window; when all were, in one pane, that one would cost `window`.
    assert.ok(Math.max(...costs) < 3 + 0.1 * window, `${window}: ${Math.max(...costs)}`)
  }
})
