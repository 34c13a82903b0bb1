import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { STORES } from '../../test/state/stores.ts'
import type { KeptVersion } from '../kernel/kept-state.ts'
import { decodeChanges } from './changes.ts'
import type { StateDraft, StateStore, StateView } from './store.ts'

const [inMemory, , inMap, , inLmdb] = STORES.map(([, newStore]) => newStore) as [
  () => StateStore,
  ...(() => StateStore)[],
]

/** A store, the one that goes on from what it has told, and how many histories are tried. */
const KINDS = [
  ...STORES.map(([name, newStore, runs]) => [name, newStore, newStore, runs] as const),
  ['in memory, then in a map', inMemory, inMap, 100],
  ['in memory, then in lmdb', inMemory, inLmdb, 15],
  ['in lmdb, then in memory', inLmdb, inMemory, 15],
] as (readonly [string, () => StateStore, () => StateStore, number])[]

type Change = readonly [key: unknown, state: unknown]

/** Of so many versions there are copies. */
const COPIED = 50

/** A store whose versions are kept as a checkpoint keeps them. */
class Kept {
  readonly versions: KeptVersion[] = []
  readonly store: StateStore
  readonly #newStore: () => StateStore
  readonly copies: [unknown, unknown][][] = []

  /** `newStore` makes the one that is restored, too: `restored`, unless it is of the same kind. */
  constructor(newStore: () => StateStore, restored = newStore) {
    this.store = newStore()
    this.#newStore = restored
    this.store.keepBy((version) => this.versions.push(version))
  }

  get state() {
    return this.store.partition<unknown, unknown>('sums', 0)
  }

  batch(changes: readonly Change[], abort = false): void {
    const from = this.copies.length === 0 ? undefined : this.copies.length
    const draft = this.state.draft(from, this.copies.length + 1)
    for (const change of changes) play(draft, change)
    if (abort) draft.abort()
    else {
      draft.commit()
      this.copies.push(this.copies.length < COPIED ? [...this.state.read(this.copies.length + 1)] : [])
    }
  }

  /** The number of the first version that is needed to know the newest, and of the one at which all is known. */
  needed(): { first: number; whole: number } | undefined {
    const ends = this.versions.findLastIndex(({ ends }) => ends)
    const begins = this.versions.findLastIndex(({ begins }, i) => begins && i <= ends)
    return ends < 0 ? undefined : { first: begins, whole: (this.versions[ends] as KeptVersion).to }
  }

  restored(first: number, whole: number, oldest: number) {
    const store = this.#newStore()
    const changes = this.versions.slice(first).map((version) => version.changes)
    store.restore({ operator: 'sums', partition: 0, versions: [oldest], changes, whole })
    return store.partition<unknown, unknown>('sums', 0)
  }
}

function play(draft: StateDraft<unknown, unknown>, [key, state]: Change): void {
  if (state === undefined) draft.delete(key)
  else draft.set(key, state)
}

const seen = (view: StateView<unknown, unknown>): [unknown, unknown][] => [...view]

for (const [name, newStore, restored, numRuns] of KINDS) {
  test(`any history is restored from its last round, with the order of its keys and the versions that may be asked for [${name}]`, () => {
    const change = fc.record({
      changes: fc.array(
        fc.tuple(
          fc.oneof(fc.nat(60), fc.tuple(fc.constantFrom('x', 'y'), fc.nat(1))),
          fc.option(fc.oneof(fc.nat(99), fc.record({ n: fc.nat(9) }, { noNullPrototype: true })), {
            nil: undefined,
            freq: 4,
          }),
        ),
        { maxLength: 40 },
      ),
      abort: fc.boolean().map((b) => b && true),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), fc.nat(40), (batches, back) => {
        const kept = new Kept(newStore, restored)
        for (const { changes, abort } of batches) kept.batch(changes as Change[], abort)
        const needed = kept.needed()
        if (needed === undefined) return
        const newest = kept.copies.length
        const oldest = Math.max(needed.whole, newest - back)
        const state = kept.restored(needed.first, needed.whole, oldest)
        assert.equal(state.version, newest)
        for (let version = oldest; version <= newest; version++)
          assert.deepEqual(seen(state.read(version)), kept.copies[version - 1], `version ${version}`)
        // And it goes on as the one that never stopped.
        const [a, b] = [state.draft(newest, newest + 1), kept.state.draft(newest, newest + 1)]
        for (const draft of [a, b]) for (const key of [1, 2, ['x', 1], 'new']) draft.set(key, 0)
        assert.deepEqual(seen(a), seen(b))
      }),
      { numRuns },
    )
  })

  test(`with many keys a round takes many versions, and each tells a few of them [${name}]`, () => {
    const kept = new Kept(newStore, restored)
    kept.batch(Array.from({ length: 10_000 }, (_, i) => [i, i] as const))
    for (let batch = 0; batch < 700; batch++) kept.batch([[batch % 10, batch]])
    const sizes = kept.versions.map(({ changes }) => decodeChanges(changes, '').same.keys.length)
    assert.equal(Math.max(...sizes), 16)
    const { first, whole } = kept.needed() ?? { first: -1, whole: -1 }
    assert.equal(whole - first > 600, true)
    assert.deepEqual(seen(kept.restored(first, whole, whole).read(701)), seen(kept.state.read(701)))
  })

  test(`entries whose turn came with a version that was not kept are told by the next [${name}]`, () => {
    const kept = new Kept(newStore, restored)
    kept.batch(Array.from({ length: 100 }, (_, i) => [i, i] as const))
    for (let batch = 0; batch < 40; batch++) {
      kept.batch([[batch % 10, batch]])
      const newest = kept.copies.length
      const draft = kept.state.draft(newest, newest + 1)
      draft.set('k', () => 1)
      assert.throws(() => draft.commit(), { code: 'E_STATE_VALUE' })
      draft.abort()
      const { first, whole } = kept.needed() ?? { first: 0, whole: 1 }
      assert.deepEqual(seen(kept.restored(first, whole, newest).read(newest)), kept.copies.at(-1))
    }
  })

  test(`a state that cannot be kept is named, and there is no such version [${name}]`, () => {
    const kept = new Kept(newStore, restored)
    class Money {
      readonly cents = 5
    }
    for (const [state, why] of [
      [() => 1, /the state of key 'k' cannot be kept: .*could not be cloned/],
      [{ deep: { f: () => 1 } }, /the state of key 'k' cannot be kept: .*could not be cloned/],
      [new Money(), /the state of key 'k' holds an object of class Money, which would lose its class/],
      [{ value: new Money(), time: 1 }, /holds an object of class Money/],
    ] as const) {
      const draft = kept.state.draft(undefined, 1)
      draft.set('a', 1)
      draft.set('k', state)
      assert.throws(() => draft.commit(), { code: 'E_STATE_VALUE', message: why })
      draft.abort()
      assert.equal(kept.state.version, undefined)
    }
    assert.equal(kept.versions.length, 0)
    kept.batch([['k', new Map([['a', [new Date(1), 2n, new Set([Number.NaN]), Uint8Array.of(1)]]])]])
    assert.deepEqual(seen(kept.restored(0, 1, 1).read(1)), kept.copies[0])
  })

  test(`bytes of another kind are refused [${name}]`, () => {
    const store = newStore()
    for (const changes of [Uint8Array.of(1, 2, 3), Buffer.from(''), Buffer.alloc(40)])
      assert.throws(() => store.restore({ operator: 'o', partition: 3, versions: [1], changes: [changes], whole: 1 }), {
        code: 'STATE_CORRUPT',
        message: /state of 'o', partition 3/,
      })
  })
}
