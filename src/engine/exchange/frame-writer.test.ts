import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encodePairs, encodeRecords } from './exchange.ts'
import { FrameWriter, writing } from './frame-writer.ts'

test('a frame is exactly as long as what is in it, and where it was asked for', () => {
  const plain = encodeRecords([1, 2, 3])
  assert.deepEqual([plain.length, plain.byteOffset, plain.buffer.byteLength], [56, 0, 56])
  assert.ok(plain.buffer instanceof ArrayBuffer)
  const shared = encodeRecords([1, 2, 3], { shared: true })
  assert.ok(shared.buffer instanceof SharedArrayBuffer)
  assert.deepEqual(decode(shared), [1, 2, 3])
})

test('memory doubles, keeps what is written, and is given back after a large frame', () => {
  const writer = new FrameWriter()
  const first = writer.bytes.length
  writer.append(Buffer.from('begin'))
  writer.room(first)
  assert.equal(writer.bytes.length, 2 * first)
  assert.equal(writer.bytes.toString('latin1', 32, 37), 'begin')
  writer.room(20 << 20)
  assert.ok(writer.bytes.length >= 20 << 20)
  writer.clear()
  assert.equal(writer.bytes.length, first)
})

test('the sides of pairs are right for few pairs after many, and let go', () => {
  const writer = new FrameWriter()
  const many = Array.from({ length: 1000 }, (_, i) => [`k${i}`, i] as const)
  const { keys, values, length } = writer.sides(many)
  assert.deepEqual([keys[999], values[999], length], ['k999', 999, 1000])
  writer.clear()
  assert.ok(Array.from(keys).every((key) => key === undefined) && Array.from(values).every((v) => v === undefined))
  const few = writer.sides([['a', 1]])
  assert.deepEqual([few.keys[0], few.values[0], few.length], ['a', 1, 1])
  assert.deepEqual(decode(encodePairs(many)), many)
  for (const last of [1, 'x', 0.5, new Date(1), [1], undefined])
    assert.deepEqual(decode(encodePairs([[last, last]])), [[last, last]])
})

test('what is too long for a frame is refused', () => {
  assert.throws(() => new FrameWriter(100_000).append(new Uint8Array(200_000)), {
    message:
      'E_ARGUMENT: the records of one task for another need 200040 bytes, and 100000 can be sent. ' +
      'Use more partitions, so that each has fewer records.',
  })
})

test('a frame may be made while another one is', () => {
  let inner: Uint8Array | undefined
  const record = {
    get value() {
      inner = encodeRecords(['inside'])
      return 'outside'
    },
  }
  const outer = encodeRecords([record])
  assert.deepEqual([decode(outer), decode(inner as Uint8Array)], [[{ value: 'outside' }], ['inside']])
  assert.notEqual(
    writing((a) => writing((b) => a === b)),
    true,
  )
})
