import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import { copy } from './copy.ts'
import { MemoryFiles } from './memory-files.ts'
import { readBytes } from './whole.ts'

test('a file larger than a chunk is copied whole', async () => {
  const files = new MemoryFiles(new ManualClock())
  const bytes = new Uint8Array(2 * 1024 * 1024 + 3).map((_, i) => i % 251)
  files.write('/in/large', bytes)
  await copy(files, '/in/large', '/copied')
  assert.deepEqual(readBytes(files, '/copied'), Uint8Array.from(bytes))
})

test('a directory is copied with all that is in it', async () => {
  const files = new MemoryFiles(new ManualClock())
  files.write('/in/a', '')
  files.write('/in/deep/b', 'b')
  await copy(files, '/in', '/out')
  assert.deepEqual(
    (await files.list('/out')).map(({ name, kind }) => [name, kind]),
    [
      ['a', 'file'],
      ['deep', 'directory'],
    ],
  )
  assert.equal(Buffer.from(readBytes(files, '/out/deep/b')).toString(), 'b')
})

test('what is there already is not written over', async () => {
  const files = new MemoryFiles(new ManualClock())
  files.write('/a', 'new')
  files.write('/b', 'old')
  await assert.rejects(copy(files, '/a', '/b'), { code: 'EEXIST' })
  assert.equal(Buffer.from(readBytes(files, '/b')).toString(), 'old')
})
