import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { frames } from './frames.ts'

const frame = (payload: Uint8Array): Uint8Array => {
  const bytes = Buffer.alloc(4 + payload.length)
  bytes.writeUInt32BE(payload.length)
  bytes.set(payload, 4)
  return bytes
}

test('however the bytes are cut, the payloads are the same', () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 8 })
  fc.assert(
    fc.property(payloads, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (sent, sizes) => {
      const decoder = frames(20).create()
      const bytes = Buffer.concat(sent.map(frame))
      const got: Uint8Array[] = []
      for (let at = 0; at < bytes.length; ) {
        const size = sizes.next().value as number
        const piece = Uint8Array.prototype.slice.call(bytes, at, at + size)
        got.push(...decoder.decode(piece))
        piece.fill(0xff)
        at += size
      }
      assert.deepEqual(
        got.map((payload) => [...payload]),
        sent.map((payload) => [...payload]),
      )
    }),
  )
})

test('a frame that is too long is refused by its length alone, and those before it are kept', () => {
  const decoder = frames(3).create()
  const bytes = Buffer.concat([frame(Uint8Array.of(1)), Buffer.from([0xff, 0xff, 0xff, 0xff])])
  assert.deepEqual(
    [...decoder.decode(bytes)].map((payload) => [...payload]),
    [[1]],
  )
  assert.equal(
    decoder.refusal?.message,
    'CONN_LINE_TOO_LONG: a frame says that it has 4294967295 bytes. ' +
      'The limit is 3: set maxFrameBytes if frames may be that long.',
  )
})
