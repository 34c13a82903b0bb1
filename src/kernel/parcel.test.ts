import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parcel, parcelParts, parcelVersion, piecesOfParcel } from './parcel.ts'

test('pieces come back', () => {
  for (const pieces of [[], [Uint8Array.of(1, 2)], [new Uint8Array(0), Uint8Array.of(3), new Uint8Array(70_000)]]) {
    const bytes = parcel(7, pieces)
    assert.equal(parcelVersion(bytes), 7)
    assert.deepEqual(piecesOfParcel(bytes), pieces)
  }
})

test('a parcel has memory of its own, however short it is', () => {
  const bytes = parcel(1, [])
  assert.equal(bytes.buffer.byteLength, bytes.length)
})

test('pieces are not copied into parts', () => {
  const piece = Uint8Array.of(1, 2, 3)
  assert.equal(parcelParts(1, [piece]).at(-1), piece)
})

test('a parcel of another length than it says is refused, wherever it was cut', () => {
  const bytes = parcel(7, [Uint8Array.of(9), Uint8Array.of(1, 2, 3)])
  for (let end = 0; end < bytes.length; end++) assert.throws(() => piecesOfParcel(bytes.subarray(0, end)), RangeError)
  assert.throws(() => piecesOfParcel(Buffer.concat([bytes, Uint8Array.of(0)])), RangeError)
  // So many pieces as no memory holds: nothing is made for them.
  assert.throws(() => piecesOfParcel(Buffer.of(7, 255, 255, 255, 255, 0)), RangeError)
})
