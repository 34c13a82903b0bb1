import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeKey, type Key } from './key.ts'
import { KeyMap } from './key-map.ts'

/** What a KeyMap has to be: a Map of the language whose keys are texts. */
type Model = Map<string, [Key, number]>

const key = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.constantFrom('a', 'b', '1', 'constructor', '__proto__', null, undefined, Number.NaN, true, 1n),
  fc.tuple(fc.constantFrom('x', 'y'), fc.integer({ min: 0, max: 5 })),
  fc.record({ id: fc.integer({ min: 0, max: 5 }) }),
)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), key, value: fc.integer() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('clear', 'look') }) },
)

function same(map: KeyMap<Key, number>, model: Model): void {
  assert.deepEqual([...map], [...model.values()])
  assert.deepEqual(
    [...map.keys()],
    [...map.entries()].map(([k]) => k),
  )
  assert.deepEqual(
    [...map.values()],
    [...model.values()].map(([, value]) => value),
  )
  assert.equal(map.size, model.size)
  const seen: [Key, number][] = []
  map.forEach((value, k) => {
    seen.push([k, value])
  })
  assert.deepEqual(seen, [...map])
}

// A failure prints its seed and path; `fc.assert(…, { seed, path })` plays it again.
test('property: small and large, a KeyMap is a Map whose keys are compared by value', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), fc.array(step, { maxLength: 120 }), (most, steps) => {
      const map = new KeyMap<Key, number>(most)
      const model: Model = new Map()
      for (const next of steps) {
        if (next.kind === 'set') {
          const { key: k, value } = next as { key: Key; value: number }
          map.set(k, value)
          model.set(encodeKey(k), [model.get(encodeKey(k))?.[0] ?? k, value])
        } else if (next.kind === 'delete') {
          const k = (next as { key: Key }).key
          assert.equal(map.delete(k), model.delete(encodeKey(k)))
        } else if (next.kind === 'clear') {
          map.clear()
          model.clear()
        } else same(map, model)
        if ('key' in next) {
          const kept = model.get(encodeKey(next.key))
          assert.deepEqual([map.get(next.key), map.has(next.key)], [kept?.[1], kept !== undefined])
        }
      }
      same(map, model)
    }),
    { numRuns: 500 },
  )
})

test('a map that grows, shrinks and grows again keeps its order', () => {
  const map = new KeyMap<number, number>(100)
  for (let i = 0; i < 40_000; i++) map.set(i, i)
  for (let i = 0; i < 40_000; i++) if (i % 1000 !== 0) map.delete(i)
  for (let i = 39_999; i >= 0; i -= 500) map.set(i, -i)
  const kept = Array.from({ length: 40 }, (_, i) => 1000 * i)
  const added = Array.from({ length: 80 }, (_, i) => 39_999 - 500 * i)
  assert.deepEqual([...map.keys()], [...kept, ...added])
  map.clear()
  assert.deepEqual([map.size, [...map.set(3, 4)]], [0, [[3, 4]]])
})

test('an iteration does not visit what is deleted before it comes there, however the map changes', () => {
  for (const most of [2, 5, 1000]) {
    const map = new KeyMap<Key, number>(most)
    for (let i = 0; i < 4; i++) map.set([i], i)
    const visited: number[] = []
    for (const [k, value] of map) {
      visited.push(value)
      if (value !== 0) continue
      // It becomes large here, for the second of the sizes.
      for (let i = 10; i < 20; i++) map.set(i, i)
      map.delete([2])
      map.set([3], 33)
      assert.deepEqual(k, [0])
    }
    assert.deepEqual(visited.slice(0, 3), [0, 1, 33])
    const cleared = new KeyMap<number, number>(most)
    for (let i = 0; i < 4; i++) cleared.set(i, i)
    const rest: number[] = []
    for (const k of cleared.keys()) {
      rest.push(k)
      cleared.clear()
    }
    assert.deepEqual(rest, [0])
  }
})

test('entries that are removed by the thousand meanwhile are not visited either', () => {
  const map = new KeyMap<number, number>(10)
  for (let i = 0; i < 30_000; i++) map.set(i, i)
  const visited: number[] = []
  for (const k of map.keys()) {
    visited.push(k)
    if (k === 5) for (let i = 3; i < 29_990; i++) map.delete(i)
  }
  assert.deepEqual(visited, [0, 1, 2, 3, 4, 5, ...Array.from({ length: 10 }, (_, i) => 29_990 + i)])
})
