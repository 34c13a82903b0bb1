import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialize } from 'node:v8'
import { parcel } from '../kernel/parcel.ts'
import { type Columns, decodeChanges, encodeChanges } from './changes.ts'
import { MemorySlot } from './memory-slot.ts'
import { PackedStates, packStates } from './packed-states.ts'

const states = (count: number): unknown[] => Array.from({ length: count }, (_, i) => ({ i }))

test('a column of any length is what it was', () => {
  for (const count of [0, 1, 127, 128, 129, 400]) {
    const blocks = packStates(states(count))
    assert.equal(PackedStates.fits(blocks, count), true)
    assert.equal(PackedStates.fits(blocks, count + 128), false)
    const read = new PackedStates(blocks, 'here')
    assert.deepEqual(
      Array.from({ length: count }, (_, i) => read.at(i)),
      states(count),
    )
  }
})

test('bytes are looked at when a state of theirs is asked for, and what was read may be written over', () => {
  const blocks = packStates(states(260))
  blocks[1] = Uint8Array.of(1, 2, 3)
  const read = new PackedStates(blocks, 'here')
  for (const block of blocks) block.fill(0)
  assert.deepEqual([read.at(0), read.at(127), read.at(259)], [{ i: 0 }, { i: 127 }, { i: 259 }])
  assert.throws(() => read.at(128), { code: 'STATE_CORRUPT', at: 'here' })
})

test('an entry takes a state that was kept, or a new one in its place', () => {
  const kept = new PackedStates(packStates(states(3)), 'here')
  const [read, replaced] = [
    new MemorySlot({ key: 'a', state: undefined as unknown, order: 0, draft: 0 }),
    new MemorySlot({ key: 'b', state: undefined as unknown, order: 1, draft: 0 }),
  ]
  read.take(kept, 1)
  replaced.take(kept, 2)
  replaced.state = 7
  const { state } = read
  assert.equal(read.state, state)
  assert.deepEqual([state, replaced.state], [{ i: 1 }, 7])
})

const columns = (): Columns => ({ keys: [1], orders: [0], states: ['x'] })

test('changes come back, and the columns that they were made of are empty', () => {
  const [given, other] = [columns(), { keys: [2, 3], orders: [5, 6], states: [{ a: [1] }, { a: [2] }] }]
  const bytes = encodeChanges({ to: 5, nextOrder: 1, deleted: ['gone'], set: given, same: other })
  const { to, nextOrder, deleted, set, same } = decodeChanges(bytes, 'here')
  assert.deepEqual([to, nextOrder, deleted, set.keys, set.states.at(0)], [5, 1, ['gone'], [1], 'x'])
  assert.deepEqual(
    [same.keys, same.orders, same.states.at(0), same.states.at(1)],
    [[2, 3], [5, 6], { a: [1] }, { a: [2] }],
  )
  assert.deepEqual(
    [given, other],
    [1, 1].map(() => ({ keys: [], orders: [], states: [] })),
  )
})

test('states are kept that JSON could not tell, as so many letters have no text', () => {
  const text = '\0'.repeat(2 ** 20)
  for (const state of [text, { text }]) {
    const read = new PackedStates(packStates(Array.from({ length: 128 }, () => state)), 'here')
    assert.deepEqual(read.at(127), state)
  }
})

test('keys and states that are bytes keep none of what lies around them in memory', () => {
  const given = { keys: [Uint8Array.of(1)], orders: [0], states: [Uint8Array.of(2)] }
  const around = Buffer.concat([
    new Uint8Array(100_000),
    encodeChanges({ to: 5, nextOrder: 1, deleted: [], set: given, same: columns() }),
  ])
  const { set } = decodeChanges(around.subarray(100_000), 'here')
  for (const [i, bytes] of [set.keys[0], set.states.at(0)].entries()) {
    assert.ok(bytes instanceof Uint8Array)
    assert.deepEqual([...bytes], [i + 1])
    assert.ok(bytes.buffer.byteLength < 1000)
  }
})

test('a state that cannot be kept leaves the columns as they are', () => {
  const given = { ...columns(), states: [() => 1] }
  assert.throws(() => encodeChanges({ to: 5, nextOrder: 1, deleted: [], set: columns(), same: given }), {
    code: 'E_STATE_VALUE',
  })
  assert.equal(given.keys.length, 1)
})

test('changes of another version, or with a state too few, are refused', () => {
  const head = serialize([[1], [0]])
  const row = (blocks: number): Uint8Array => Buffer.from(JSON.stringify([5, 1, [], blocks, 0]))
  for (const [bytes, message] of [
    [serialize([3, 5, 1, [], [], []]), /STATE_CORRUPT at here: changes of a state have an earlier version than 5/],
    [parcel(4, [row(0), head, head]), /changes of a state have version 4, and not 5/],
    [parcel(5, [row(0), head, head]), /keys of a state and their values are not as many/],
    [parcel(5, [row(1), head, head]), /it does not hold changes of a state/],
    [parcel(5, [Buffer.from('"x"'), head, head]), /it does not hold changes of a state/],
    [parcel(5, []), /cannot be read by this Node/],
    [Buffer.of(5), /cannot be read by this Node/],
  ] as const)
    assert.throws(() => decodeChanges(bytes, 'here'), message)
})
