import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryMap } from '../../test/state/memory-map.ts'
import { lmdbMaps } from '../../test/state/stores.ts'
import type { OrderedMap } from '../storage/maps/ordered-map.ts'
import { SlotRecords } from './slot-records.ts'
import { StoredSlots } from './stored-slots.ts'
import { StoredStateStore } from './stored-store.ts'
import { VersionedPartition } from './versioned-partition.ts'

const lmdb = lmdbMaps()

/** A partition, and what of it is in memory. */
function stored<S = number>(map: OrderedMap, most: number) {
  const slots = new StoredSlots<unknown, S>(new SlotRecords(map, 0), most)
  let version: number | undefined
  const state = new VersionedPartition<unknown, S>({ slots, asData: true, keep: undefined })
  const batch = (change: (draft: ReturnType<typeof state.draft>) => void): void => {
    const draft = state.draft(version, (version ?? 0) + 1)
    try {
      change(draft)
      draft.commit()
    } catch (error) {
      draft.abort()
      throw error
    }
    version = state.version
    state.retain(version as number)
  }
  return { slots, state, batch, all: () => state.read(state.version).pairs() }
}

test('of a state that is far larger than what may be in memory, no more is there', () => {
  const { slots, state, batch } = stored(lmdb(), 500)
  for (let from = 0; from < 20_000; from += 100) {
    batch((draft) => {
      for (let i = from; i < from + 100; i++) draft.set(i, i)
    })
    assert.ok(slots.held <= 600, `${slots.held} entries are in memory`)
  }
  let [sum, held] = [0, 0]
  for (const [, value] of state.read(200)) {
    sum += value
    held = Math.max(held, slots.held)
  }
  assert.equal(sum, (20_000 * 19_999) / 2)
  assert.ok(held <= 600, `${held} entries are in memory while all are read`)
  batch((draft) => {
    for (let i = 0; i < 20_000; i++) {
      assert.equal(draft.get(i), i)
      assert.ok(slots.held <= 600)
    }
  })
})

test('keys that come in every batch are not read from the store, however many others there are', () => {
  const map = new MemoryMap()
  const { batch } = stored(map, 2000)
  batch((draft) => {
    for (let i = 0; i < 50_000; i++) draft.set(i, 0)
  })
  const active = (): void =>
    batch((draft) => {
      for (let i = 0; i < 50_000; i += 50) draft.set(i, (draft.get(i) as number) + 1)
    })
  for (let i = 0; i < 3; i++) active()
  const { reads, writes } = map
  for (let i = 0; i < 10; i++) active()
  assert.deepEqual([map.reads - reads, map.writes - writes], [0, 0])
  // Also when others come and go meanwhile.
  let hot = 0
  for (let i = 0; i < 200; i++) {
    batch((draft) => {
      for (let n = 0; n < 20; n++) draft.get(i * 200 + n * 10 + 1)
    })
    const before = map.reads
    active()
    hot += map.reads - before
  }
  assert.equal(hot, 0)
  assert.ok(map.reads - reads > 200 * 20, 'each of the others is read')
})

test('a draft may change more than may be in memory, and then it leaves again', () => {
  const { slots, batch, all } = stored(new MemoryMap(), 10)
  batch((draft) => {
    for (let i = 0; i < 5000; i++) draft.set(i, i)
    for (let i = 0; i < 5000; i += 2) draft.delete(i)
    for (let i = 0; i < 5000; i += 4) draft.set(i, -i)
  })
  assert.equal(all().length, 3750)
  assert.deepEqual(all().slice(-2), [
    [4992, -4992],
    [4996, -4996],
  ])
  batch((draft) => draft.get('nothing'))
  assert.ok(slots.held <= 10, `${slots.held} entries are in memory`)
})

test('what a full disk does not take stays in memory, and the batch is as if it had not been', () => {
  const map = new MemoryMap()
  const { batch, all } = stored(map, 10)
  for (let i = 0; i < 30; i++) batch((draft) => draft.set(i, i))
  const before = all()
  map.broken = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  const failing = (): void =>
    batch((draft) => {
      for (let i = 0; i < 30; i += 3) draft.delete(i)
      for (let i = 0; i < 60; i++) draft.set(i, -i)
    })
  for (let i = 0; i < 3; i++)
    assert.throws(failing, {
      message:
        'E_STATE_UNWRITABLE: states in memory cannot be read or written: ENOSPC: no space left on device, write. ' +
        'Make room on that disk, or set spark.local.dir to another one.',
      retryable: true,
    })
  map.broken = undefined
  assert.deepEqual(all(), before)
  failing()
  assert.equal(all().length, 60)
  assert.deepEqual(all().at(-1), [59, -59])
})

/** Keys that are easily taken for one another. */
const KEYS: readonly unknown[] = [
  '',
  '0',
  0,
  0n,
  false,
  null,
  undefined,
  [],
  {},
  [0],
  ['0'],
  [null],
  [[]],
  [undefined],
  { a: 1 },
  { a: '1' },
  { a: { b: 1 } },
  new Date(0),
  new Date(Number.NaN),
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  2n ** 80n,
  -1n,
  Uint8Array.of(0),
  Int8Array.of(0),
  new Uint8Array(0),
  '__proto__',
  'constructor',
  { __proto__: null, x: 1 },
  'n0;',
  's1:0',
  '\0',
  '\0\0',
  'é',
  'e\u0301',
  '\xff',
  'ÿÿ',
  '😀',
  '\ud83d',
  '\ude00',
  '\ufffd',
  'a'.repeat(400),
  'a'.repeat(600),
  `${'a'.repeat(600)}b`,
  'ä'.repeat(600),
  '\u0416'.repeat(600),
  '\ud800'.repeat(3000),
  '\ud801'.repeat(3000),
  'x'.repeat(100_000),
  Array.from({ length: 500 }, (_, i) => i),
]

test('keys are told apart by their values, however long they are', () => {
  for (const map of [new MemoryMap(), lmdb()]) {
    const { batch, state, all } = stored(map, 2)
    batch((draft) => {
      for (const [i, key] of KEYS.entries()) draft.set(key, i)
    })
    batch((draft) => {
      assert.equal(draft.size, KEYS.length)
      for (const [i, key] of KEYS.entries()) assert.equal(draft.get(structuredClone(key)), i)
    })
    const pairs = all()
    assert.deepEqual(
      pairs.map(([, i]) => i),
      KEYS.map((_, i) => i),
    )
    batch((draft) => {
      for (const [i, key] of KEYS.entries()) if (i % 2 === 0) draft.delete(key)
    })
    batch((draft) => {
      for (const [i, key] of KEYS.entries()) assert.equal(draft.get(key), i % 2 === 0 ? undefined : i)
    })
    assert.equal(state.read(4).has(-0), state.read(4).has(0))
    assert.throws(() => state.read(4).get(() => 1), { code: 'E_KEY' })
  }
})

test('a key is the same whether it is 0 or −0, and one NaN is like another', () => {
  const { batch, all } = stored(new MemoryMap(), 1)
  batch((draft) => {
    draft.set(-0, 1)
    draft.set('other', 2)
    draft.set(0, 3)
    draft.set(Number.NaN, 4)
    draft.set('another', 5)
    draft.set(0 / 0, 6)
  })
  assert.deepEqual(
    all().map(([, value]) => value),
    [3, 2, 6, 5],
  )
})

test('states come back as V8 keeps them', () => {
  const states = [
    undefined,
    null,
    -0,
    Number.NaN,
    2n ** 70n,
    '\ud800',
    new Date(5),
    new Map([[{ a: 1 }, new Set([1])]]),
    Uint8Array.of(1, 2),
    new Float64Array([1.5]),
    Buffer.from('ab'),
    { nested: [{ deep: { x: undefined } }] },
    'x'.repeat(1_000_000),
    /a/g,
    new RangeError('no'),
  ]
  for (const map of [new MemoryMap(), lmdb()]) {
    const { batch, all } = stored<unknown>(map, 1)
    batch((draft) => {
      for (const [i, state] of states.entries()) draft.set(i, state)
    })
    batch((draft) => {
      for (const [i, state] of states.entries()) assert.deepEqual(draft.get(i), state)
    })
    assert.deepEqual(
      all().map(([, state]) => state),
      states,
    )
  }
})

test('a state that is no data is named by the batch that makes it, though nobody keeps versions', () => {
  const { batch, state } = stored<unknown>(new MemoryMap(), 1)
  class Money {}
  for (const [bad, why] of [
    [() => 1, 'cannot be kept: () => 1 could not be cloned'],
    [new Money(), 'holds an object of class Money, which would lose its class'],
  ] as const)
    assert.throws(() => batch((draft) => draft.set('k', bad)), {
      message:
        `E_STATE_VALUE: the state of key 'k' ${why}. ` +
        'Keep plain data as state: objects, arrays, Map, Set, Date, numbers, texts, bytes.',
    })
  // Also when it leaves memory before the batch is over, to be read in order.
  assert.throws(
    () =>
      batch((draft) => {
        draft.set('f', () => 1)
        for (const _ of draft);
      }),
    { code: 'E_STATE_VALUE', message: /the state of key 'f' cannot be kept/ },
  )
  assert.equal(state.version, undefined)
})

test('what is changed in place and not set is lost when it leaves memory', () => {
  const { batch, state } = stored<{ n: number }>(new MemoryMap(), 2)
  batch((draft) => {
    for (const key of ['a', 'b', 'c', 'd']) draft.set(key, { n: 0 })
  })
  batch((draft) => {
    for (const key of ['a', 'b', 'c', 'd']) (draft.get(key) as { n: number }).n = 1
  })
  assert.deepEqual(state.read(2).get('a'), { n: 0 })
})

test('a partition that is dropped leaves nothing behind', () => {
  const map = new MemoryMap()
  const store = new StoredStateStore(() => map, 1)
  for (const operator of ['one', 'two']) {
    const draft = store.partition<unknown, number>(operator, 0).draft(undefined, 1)
    for (let i = 0; i < 20; i++) draft.set(i, i)
    for (const _ of draft);
    draft.commit()
  }
  store.drop('one')
  assert.equal(map.size, 40)
  assert.equal(store.partition('one', 0).version, undefined)
  assert.deepEqual(store.partition('two', 0).read(1).pairs().length, 20)
})
