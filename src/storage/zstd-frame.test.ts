import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, zstdCompressSync } from 'node:zlib'
import { zstdFrameEnd } from './zstd-frame.ts'

const endIn = (bytes: Uint8Array, at = 0) => zstdFrameEnd((from, length) => bytes.subarray(from, from + length), at)

const CONTENTS = {
  nothing: '',
  'a byte': 'x',
  'a run': 'x'.repeat(1_000_000),
  text: Array.from({ length: 50_000 }, (_, i) => `line ${i}`).join('\n'),
  noise: Array.from({ length: 30_000 }, (_, i) => Math.sin(i).toString(36)).join(''),
}

for (const [name, content] of Object.entries(CONTENTS))
  for (const checked of [0, 1])
    test(`the end of a frame of ${name}${checked ? ' with a checksum' : ''}, and of none that is cut off`, () => {
      const frame = zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: checked } })
      assert.equal(endIn(frame), frame.length)
      assert.equal(endIn(Buffer.concat([Buffer.from('abc'), frame, frame]), 3), frame.length + 3)
      const step = Math.max(1, Math.floor(frame.length / 500))
      for (let cut = 0; cut < frame.length; cut += step)
        assert.equal(endIn(frame.subarray(0, cut)), undefined, `${cut}`)
      assert.equal(endIn(frame.subarray(0, frame.length - 1)), undefined)
    })

test('frames that decoders pass over have an end, and other bytes have none', () => {
  const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  assert.equal(endIn(skippable), 11)
  assert.equal(endIn(skippable.subarray(0, 10)), undefined)
  assert.equal(endIn(Buffer.from('no such format at all')), undefined)
})
