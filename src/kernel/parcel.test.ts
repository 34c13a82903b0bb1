import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openParcel, parcelParts, parcelVersion } from './parcel.ts'

const bytes = (value: unknown, ...pieces: readonly Uint8Array[]): Buffer => Buffer.concat(parcelParts(7, value, pieces))

test('a value comes back with its pieces', () => {
  for (const pieces of [[], [Uint8Array.of(1, 2)], [new Uint8Array(0), Uint8Array.of(3), new Uint8Array(70_000)]]) {
    const parcel = bytes({ a: [undefined, 1n] }, ...pieces)
    assert.equal(parcelVersion(parcel), 7)
    const { value, pieces: read } = openParcel(parcel)
    assert.deepEqual(value, { a: [undefined, 1n] })
    assert.deepEqual(
      read.map((piece) => Uint8Array.from(piece)),
      pieces,
    )
  }
})

test('pieces are not copied', () => {
  const piece = Uint8Array.of(1, 2, 3)
  assert.equal(parcelParts(1, 0, [piece]).at(-1), piece)
})

test('a parcel of another length than it says is refused, wherever it was cut', () => {
  const parcel = bytes('value', Uint8Array.of(1, 2, 3))
  for (let end = 0; end < parcel.length; end++) assert.throws(() => openParcel(parcel.subarray(0, end)), RangeError)
  assert.throws(() => openParcel(Buffer.concat([parcel, Uint8Array.of(0)])), RangeError)
  // So many pieces as no memory holds: nothing is made for them.
  assert.throws(() => openParcel(Buffer.of(7, 255, 255, 255, 255, 0)), RangeError)
})
