import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Block, blockName, decodeBlock, encodeBlock, firstOf, type ManifestEntry } from './block.ts'

const entry = (batchTime: number, name = 'f'): ManifestEntry => ({
  ...{ batchTime, job: 'a "job"\n', output: 'writeTo-0', epoch: 3 },
  files: [{ name, partition: 0, records: 2, bytes: 9 }],
})
const block: Block = { first: 64, entries: [entry(1000), entry(3000, 'ü.txt')], newest: 3000 }

test('a block is text, as the reference says', () => {
  const text = Buffer.from(encodeBlock({ first: 0, entries: [entry(1000)], newest: 1000 })).toString()
  assert.equal(
    text,
    'millstream-manifest 1 fddb4dbd 0 1 1000\n' +
      '{"batchTime":1000,"job":"a \\"job\\"\\n","output":"writeTo-0","epoch":3,' +
      '"files":[{"name":"f","partition":0,"records":2,"bytes":9}]}\n',
  )
})

test('what is written is read', () => {
  assert.deepEqual(decodeBlock(encodeBlock(block), '/m'), block)
})

test('a bit that is wrong, a byte that is missing and one too many are refused, wherever it is', () => {
  const bytes = Buffer.from(encodeBlock(block))
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes)
    flipped[at] = (flipped[at] as number) ^ 1
    for (const damaged of [flipped, bytes.subarray(0, at)])
      assert.throws(() => decodeBlock(damaged, '/m'), { code: 'STATE_CORRUPT', at: '/m' })
  }
  assert.throws(() => decodeBlock(Buffer.concat([bytes, Buffer.from('\n')]), '/m'), { code: 'STATE_CORRUPT' })
})

test('what another version has written is refused', () => {
  const text = Buffer.from(encodeBlock(block)).toString().replace('manifest 1', 'manifest 2')
  assert.throws(() => decodeBlock(Buffer.from(text), '/m'), {
    message: /^STATE_CORRUPT at \/m: the manifest cannot be read: it does not begin as a block of version 1\./,
  })
})

test('a file of another directory is refused', () => {
  const bytes = encodeBlock({ ...block, entries: [entry(1000, '../f')] })
  assert.throws(() => decodeBlock(bytes, '/m'), /names a file of another directory: \.\.\/f/)
})

test('a block is named by the position of its first entry', () => {
  assert.equal(blockName(128), '0000000000000128.manifest')
  assert.equal(firstOf(blockName(128)), 128)
  assert.equal(firstOf('128.manifest'), undefined)
})
