import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownBytes } from './own-bytes.ts'

test('a part of some memory becomes a copy, and all of it stays as it is', () => {
  const whole = Uint8Array.of(1, 2, 3, 4)
  assert.equal(ownBytes(whole), whole)
  // What is a copy of an array is a view of a buffer: `slice` would not do.
  for (const part of [
    whole.subarray(1, 3),
    Buffer.from(whole.buffer, 1, 2),
    Buffer.from(whole.buffer).subarray(1, 3),
  ]) {
    const own = ownBytes(part)
    assert.deepEqual([[...own], own.buffer.byteLength], [[2, 3], 2])
  }
  assert.equal(ownBytes(whole.subarray(4)).buffer.byteLength, 0)
})
