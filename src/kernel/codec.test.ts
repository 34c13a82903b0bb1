import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import { decodeFrames, encodeRecords } from './codec.ts'

const RECORDS = [
  undefined,
  null,
  -0,
  Number.NaN,
  10n ** 30n,
  'ä\0',
  new Date(1),
  new Map([[1, new Set(['x'])]]),
  [[]],
  { __proto__: null, a: 1 },
  new Float32Array([1.5]),
]

test('every value that can be cloned comes back', () => {
  const bytes = Buffer.concat([encodeRecords(RECORDS), encodeRecords([]), encodeRecords([1])])
  const frames = [...decodeFrames(bytes, 'x')]
  assert.deepEqual(
    frames[0],
    RECORDS.map((r) => structuredClone(r)),
  )
  assert.ok(Object.is(frames[0]?.[2], -0))
  assert.deepEqual(frames.slice(1), [[], [1]])
})

test('every flipped bit and every cut is noticed', () => {
  const good = encodeRecords(['some', 'records', 1, 2])
  for (let bit = 0; bit < good.length * 8; bit++) {
    const bad = Uint8Array.from(good)
    bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7))
    assert.throws(() => [...decodeFrames(bad, 'x')], { code: 'STATE_CORRUPT' }, `bit ${bit}`)
  }
  for (let length = 1; length < good.length; length++)
    assert.throws(() => [...decodeFrames(good.subarray(0, length), 'x')], { code: 'STATE_CORRUPT' })
})

test('the error names the file and the offset', () => {
  const bytes = Buffer.concat([encodeRecords([1]), Buffer.from('nonsense, nonsense')])
  assert.throws(() => [...decodeFrames(bytes, 'dir/part-00000')], {
    message:
      `STATE_CORRUPT at dir/part-00000: the frame at offset ${encodeRecords([1]).length} is not readable: ` +
      'it does not begin with MSR1. Restore the file from a copy, or remove it and compute it again.',
  })
})

test('a frame that is whole and holds something else is refused', () => {
  const frameOf = (payload: Uint8Array): Uint8Array => {
    const frame = Buffer.concat([encodeRecords([]).subarray(0, 12), payload])
    frame.writeUInt32LE(payload.length, 4)
    frame.writeUInt32LE(crc32(payload), 8)
    return frame
  }
  const why = (payload: Uint8Array): RegExp | string => {
    try {
      return String([...decodeFrames(frameOf(payload), 'x')])
    } catch (error) {
      return (error as Error).message
    }
  }
  const says = (reason: string): string =>
    `STATE_CORRUPT at x: the frame at offset 0 is not readable: ${reason}. ` +
    'Restore the file from a copy, or remove it and compute it again.'
  assert.equal(why(serialize({ no: 'list' })), says('it does not hold records'))
  assert.equal(why(Buffer.from('payload of another program')), says('its payload is none that this Node reads'))
})
