import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialize } from 'node:v8'
import { decodeChanges, encodeChanges } from './changes.ts'
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

test('changes of another version, or with a state too few, are refused', () => {
  const columns = { keys: [1], orders: [0], states: ['x'] }
  const bytes = encodeChanges({ to: 5, nextOrder: 1, deleted: ['gone'], set: columns, same: columns })
  const { to, nextOrder, deleted, set, same } = decodeChanges(bytes, 'here')
  assert.deepEqual([to, nextOrder, deleted, set.keys, same.orders, same.states.at(0)], [5, 1, ['gone'], [1], [0], 'x'])
  const head = serialize([[1], [0]])
  for (const [row, message] of [
    [[2, 5, 1, [], [], []], /STATE_CORRUPT at here: changes of a state have version 2, and not 3/],
    [[3, 5, 1, [], [head, []], [head, []]], /keys of a state and their values are not as many/],
  ] as const)
    assert.throws(() => decodeChanges(serialize(row), 'here'), message)
})
