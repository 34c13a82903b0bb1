import assert from 'node:assert/strict'
import { test } from 'node:test'
import { naturalOrder } from '../kernel/order.ts'
import { FunctionPartitioner, HashPartitioner, RangePartitioner, toPartitioner } from './partitioner.ts'

test('by hash: equal keys together, small numbers in turn, nothing in the first', () => {
  const by = new HashPartitioner(3)
  assert.deepEqual(
    [0, 1, 2, 3, -1].map((n) => by.getPartition(n)),
    [0, 1, 2, 0, 2],
  )
  assert.deepEqual([by.getPartition(null), by.getPartition(undefined)], [0, 0])
  assert.equal(by.getPartition({ a: 1, b: [2] }), by.getPartition({ b: [2], a: 1 }))
  assert.ok(by.equals(new HashPartitioner(3)))
  assert.ok(!by.equals(new HashPartitioner(4)))
})

test('by ranges: a bound belongs to the partition below it', () => {
  const up = new RangePartitioner(3, naturalOrder)
  assert.equal(up.isDecided, false)
  up.decide([10, 20])
  assert.deepEqual(
    [5, 10, 11, 20, 21].map((n) => up.getPartition(n)),
    [0, 0, 1, 1, 2],
  )
  assert.deepEqual(
    [0, 1, 2].map((p) => up.overlaps(p, 12, 25)),
    [false, true, true],
  )
  const down = new RangePartitioner(3, naturalOrder, false)
  down.decide([10, 20])
  assert.deepEqual(
    [5, 15, 25].map((n) => down.getPartition(n)),
    [2, 1, 0],
  )
  assert.deepEqual(
    [0, 1, 2].map((p) => down.overlaps(p, 12, 25)),
    [true, true, false],
  )
  assert.ok(up.equals(up))
  assert.ok(!up.equals(down))
})

test('by a function: any whole number will do', () => {
  const f = (key: number): number => key
  const by = new FunctionPartitioner(3, f)
  assert.deepEqual(
    [4, -1].map((n) => by.getPartition(n)),
    [1, 2],
  )
  assert.ok(by.equals(new FunctionPartitioner(3, f)))
  assert.ok(!by.equals(new FunctionPartitioner(3, (key) => key)))
  assert.throws(() => by.getPartition(1.5), {
    message: 'E_ARGUMENT: the partition function answered 1.5 for key 1.5. Answer a whole number.',
  })
})

test('a number means by hash', () => {
  assert.ok(toPartitioner('join', 2).equals(new HashPartitioner(2)))
  assert.throws(() => toPartitioner('join', 0), {
    message:
      /^E_ARGUMENT at join \(partitioner\.test\.ts:\d+\): join was asked for 0 partitions\. Use a whole number of at least 1\.$/,
  })
})
