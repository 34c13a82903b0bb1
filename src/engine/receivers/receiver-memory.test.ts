import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ReceiverMemory, type Share } from './receiver-memory.ts'

let ids = 0
const hold = (memory: ReceiverMemory, share: Share, bytes: number): string => {
  const id = String(ids++)
  memory.hold(share, id, bytes)
  return id
}

test('one receiver may have all, and goes on when a quarter is free again', () => {
  const memory = new ReceiverMemory(100)
  const share = memory.open(() => 0)
  const blocks = Array.from({ length: 10 }, () => hold(memory, share, 9))
  assert.equal(share.isFull, false)
  blocks.push(hold(memory, share, 10))
  assert.equal(share.isFull, true)
  for (const id of blocks.slice(0, 2)) memory.letGo(id)
  assert.equal(share.isFull, true)
  memory.letGo(blocks[2] as string)
  assert.equal(share.isFull, false)
})

test('a receiver has its part whatever the others hold', async () => {
  const memory = new ReceiverMemory(100)
  const [greedy, modest] = [memory.open(() => 0), memory.open(() => 0)]
  hold(memory, greedy, 75)
  assert.equal(greedy.isFull, true)
  const block = hold(memory, modest, 24)
  assert.equal(modest.isFull, false)
  hold(memory, modest, 1)
  assert.equal(modest.isFull, true)
  const room = modest.room()
  memory.letGo(block)
  await room
  assert.equal(modest.isFull, false)
  assert.equal(greedy.isFull, true)
})

test('what is in no block yet counts, and one that holds nothing never waits', () => {
  const memory = new ReceiverMemory(0)
  let open = 0
  const share = memory.open(() => open)
  assert.equal(share.isFull, false)
  open = 1
  assert.equal(share.isFull, true)
  assert.equal(memory.held, 1)
  open = 0
  assert.equal(share.isFull, false)
})

test('a receiver that ends lets the others have its part', async () => {
  const memory = new ReceiverMemory(100)
  const [a, b] = [memory.open(() => 0), memory.open(() => 0)]
  hold(memory, a, 50)
  hold(memory, b, 50)
  assert.deepEqual([a.isFull, b.isFull], [true, true])
  const room = a.room()
  b.close()
  await room
})

test('receivers that wait when they should never hold more than the limit and one block each', () => {
  const step = fc.record({ who: fc.nat(3), bytes: fc.integer({ min: 1, max: 40 }), free: fc.nat(3) })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.array(step, { maxLength: 200 }), (limit, steps) => {
      const memory = new ReceiverMemory(limit)
      const shares = Array.from({ length: 4 }, () => memory.open(() => 0))
      const held: string[] = []
      for (const { who, bytes, free } of steps) {
        const share = shares[who] as Share
        if (!share.isFull) held.push(hold(memory, share, bytes))
        for (const id of held.splice(0, free - 1)) memory.letGo(id)
        assert.ok(memory.held <= limit + 4 * 40)
      }
      for (const id of held) memory.letGo(id)
      assert.equal(memory.held, 0)
      assert.ok(shares.every((share) => !share.isFull))
    }),
  )
})

test('blocks of next to nothing that nobody takes fill the memory, too', () => {
  const memory = new ReceiverMemory(1024 * 1024)
  const share = memory.open(() => 0)
  const held: string[] = []
  while (!share.isFull && held.length < 10_000) held.push(hold(memory, share, 1))
  assert.ok(held.length < 4096, `${held.length} blocks`)
  for (const id of held) memory.letGo(id)
  assert.equal(memory.held, 0)
})
