import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { STORES } from '../../test/state/stores.ts'
import type { StateDraft, StateStore, StateView } from './store.ts'

const partition = (newStore: () => StateStore) => newStore().partition<unknown, number>('sums', 0)

for (const [name, newStore, numRuns] of STORES) {
  test(`a draft is seen by itself at once and by others after commit [${name}]`, () => {
    const state = partition(newStore)
    const draft = state.draft(undefined, 1000)
    draft.set('a', 1)
    draft.set('b', 2)
    assert.deepEqual(
      [...draft],
      [
        ['a', 1],
        ['b', 2],
      ],
    )
    assert.equal(state.version, undefined)
    draft.commit()
    assert.equal(state.version, 1000)
    assert.deepEqual(
      [...state.read(1000)],
      [
        ['a', 1],
        ['b', 2],
      ],
    )
    assert.deepEqual([...state.read(undefined)], [])
  })

  test(`an aborted draft leaves no trace, not even in the order [${name}]`, () => {
    const state = partition(newStore)
    fill(state.draft(undefined, 1), ['a', 'b', 'c']).commit()
    const draft = state.draft(1, 2)
    draft.delete('a')
    draft.set('a', 9)
    draft.set('d', 9)
    assert.deepEqual(
      [...draft].map(([key]) => key),
      ['b', 'c', 'a', 'd'],
    )
    draft.abort()
    assert.deepEqual(
      [...state.read(1)].map(([key]) => key),
      ['a', 'b', 'c'],
    )
    state.draft(1, 2).commit()
    assert.equal(state.version, 2)
  })

  test(`an older version is read with the keys that were deleted since, where they stood [${name}]`, () => {
    const state = partition(newStore)
    fill(state.draft(undefined, 1), ['a', 'b', 'c']).commit()
    const second = state.draft(1, 2)
    second.delete('b')
    second.set('d', 4)
    second.commit()
    const third = state.draft(2, 3)
    third.set('b', 7)
    third.set('a', 8)
    third.commit()
    assert.deepEqual(
      [...state.read(1)],
      [
        ['a', 0],
        ['b', 1],
        ['c', 2],
      ],
    )
    assert.deepEqual(
      [...state.read(2)],
      [
        ['a', 0],
        ['c', 2],
        ['d', 4],
      ],
    )
    assert.deepEqual(
      [...state.read(3)],
      [
        ['a', 8],
        ['c', 2],
        ['d', 4],
        ['b', 7],
      ],
    )
  })

  test(`a scratch draft works on an old version and cannot be committed [${name}]`, () => {
    const state = partition(newStore)
    fill(state.draft(undefined, 1), ['a']).commit()
    fill(state.draft(1, 2), ['b']).commit()
    const scratch = state.scratch(1, 2)
    scratch.set('x', 5)
    assert.deepEqual(
      [...scratch],
      [
        ['a', 0],
        ['x', 5],
      ],
    )
    assert.throws(() => scratch.commit(), {
      message: 'BUG_INVARIANT: version 2 was committed from a scratch draft.',
    })
    assert.deepEqual(
      [...state.read(2)],
      [
        ['a', 0],
        ['b', 0],
      ],
    )
  })

  test(`retain forgets the older versions and keeps the rest [${name}]`, () => {
    const store = newStore()
    const state = store.partition<unknown, number>('sums', 3)
    for (let v = 1; v <= 4; v++) fill(state.draft(v === 1 ? undefined : v - 1, v), [v]).commit()
    store.retain('sums', 3)
    assert.deepEqual(
      [1, 2, 3, 4].map((v) => state.has(v)),
      [false, false, true, true],
    )
    assert.throws(() => state.read(2), {
      message: 'BUG_INVARIANT: version 2 of a state was read, but it is not there any more.',
    })
    store.retain('sums', 9)
    assert.equal(state.has(4), true)
    store.drop('sums')
    assert.equal(store.partition('sums', 3).version, undefined)
  })

  test(`a draft must stand on the newest version [${name}]`, () => {
    const state = partition(newStore)
    fill(state.draft(undefined, 5), ['a']).commit()
    assert.throws(() => state.draft(undefined, 6), {
      message: 'BUG_INVARIANT: a draft of version 6 was asked for on top of undefined, but the newest is 5.',
    })
    assert.throws(() => state.draft(5, 5), {
      message: 'BUG_INVARIANT: a draft of version 5 was asked for on top of 5, but the newest is 5.',
    })
    const draft = state.draft(5, 6)
    draft.commit()
    draft.abort()
    assert.throws(() => draft.set('a', 1), { message: 'BUG_INVARIANT: a draft of a state was used after its end.' })
  })

  test(`any history reads as a copy of every version would [${name}]`, () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 12 }), fc.nat(12), (batches, retained) => {
        const store = newStore()
        const state = store.partition<unknown, number>('any', 0)
        const copies: Copy[] = []
        for (const { changes, end } of batches) {
          const from = copies.length === 0 ? undefined : copies.length
          const copy = new Map(copies.at(-1) ?? [])
          const draft =
            end === 'scratch' ? state.scratch(from, copies.length + 1) : state.draft(from, copies.length + 1)
          for (const change of changes) play(draft, copy, change)
          same(draft, copy)
          if (end !== 'commit') draft.abort()
          else {
            draft.commit()
            copies.push(copy)
          }
        }
        store.retain('any', retained)
        copies.forEach((copy, i) => {
          assert.equal(state.has(i + 1), i + 1 >= Math.min(retained, copies.length))
          if (state.has(i + 1)) same(state.read(i + 1), copy)
        })
      }),
      { numRuns },
    )
  })
}

type Copy = Map<string, [unknown, number]>
interface Change {
  readonly key: unknown
  readonly value: number | undefined
}

const batch = fc.record({
  changes: fc.array(
    fc.record({
      key: fc.oneof(fc.constantFrom('a', 'b', 'c', 'd'), fc.tuple(fc.constantFrom('x', 'y'), fc.nat(1))),
      value: fc.option(fc.nat(99), { nil: undefined }),
    }),
    { maxLength: 8 },
  ),
  end: fc.constantFrom('commit', 'commit', 'abort', 'scratch'),
})

function play(draft: StateDraft<unknown, number>, copy: Copy, { key, value }: Change): void {
  const name = JSON.stringify(key)
  if (value === undefined) {
    draft.delete(key)
    copy.delete(name)
  } else {
    draft.set(key, value)
    copy.set(name, [key, value])
  }
}

function same(view: StateView<unknown, number>, copy: Copy): void {
  assert.deepEqual([...view], [...copy.values()])
  assert.deepEqual(view.pairs(), [...copy.values()])
  assert.equal(view.size, copy.size)
  for (const [key, value] of copy.values()) assert.equal(view.get(key), value)
  assert.equal(view.has('never'), false)
}

function fill(draft: StateDraft<unknown, number>, keys: readonly unknown[]): StateDraft<unknown, number> {
  keys.forEach((key, i) => {
    draft.set(key, i)
  })
  return draft
}
