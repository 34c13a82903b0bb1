import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { Random } from '../../kernel/random.ts'
import { readBytes } from '../whole.ts'
import { Crashed } from './faults.ts'
import { FaultyFiles } from './faulty-files.ts'

const disk = (): FaultyFiles => new FaultyFiles(new ManualClock(0))
const content = (files: FaultyFiles, path: string): string =>
  files.statSync(path) === undefined ? 'nothing' : Buffer.from(readBytes(files, path)).toString()

/** All that is found after a crash, over many seeds. */
async function outcomes(
  prepare: (files: FaultyFiles) => Promise<void>,
  look: (files: FaultyFiles) => string,
): Promise<string[]> {
  const found = new Set<string>()
  for (let seed = 0; seed < 100; seed++) {
    const files = disk()
    await prepare(files)
    files.restart(new Random(seed))
    found.add(look(files))
  }
  return [...found].sort()
}

test('a crash leaves any part of what was not synced, and all of what was', async () => {
  const found = await outcomes(
    async (files) => {
      const file = files.create('/f')
      await files.syncDirectory('/')
      file.append(Buffer.from('ab'))
      await file.sync()
      file.append(Buffer.from('cd'))
    },
    (files) => content(files, '/f'),
  )
  assert.deepEqual(found, ['ab', 'ab\0', 'ab\0\0', 'abc', 'abcd'])
})

test('a name that was not synced is there or not, each by itself; one that was is there', async () => {
  const found = await outcomes(
    async (files) => {
      files.create('/synced')
      await files.syncDirectory('/')
      files.create('/a')
      files.create('/b')
    },
    (files) =>
      files
        .listSync('/')
        .map(({ name }) => name)
        .join(' '),
  )
  assert.deepEqual(found, ['a b synced', 'a synced', 'b synced', 'synced'])
})

test('a rename is done as a whole or not at all', async () => {
  const found = await outcomes(
    async (files) => {
      await files.makeDirectory('/x')
      await files.makeDirectory('/y')
      files.create('/x/f')
      for (const path of ['/', '/x', '/y']) await files.syncDirectory(path)
      await files.rename('/x/f', '/y/g')
    },
    (files) => [...files.listSync('/x'), ...files.listSync('/y')].map(({ name }) => name).join(' '),
  )
  assert.deepEqual(found, ['f', 'g'])
})

test('what a failed sync was for is lost, although the next sync says that all is well', async () => {
  const files = disk()
  const file = files.create('/f')
  await files.syncDirectory('/')
  file.append(Buffer.from('ab'))
  files.fail(({ call }) => (call === 'fdatasync' ? { kind: 'error', code: 'EIO' } : undefined))
  await assert.rejects(file.sync(), { code: 'EIO' })
  files.fail(() => undefined)
  await file.sync()
  assert.equal(content(files, '/f'), 'ab')
  files.restart(new Random(1))
  assert.equal(content(files, '/f'), '\0\0')
})

test('a write that fails has written as much as it was told', () => {
  const files = disk()
  const file = files.create('/f')
  files.fail(({ call }) => (call === 'write' ? { kind: 'error', code: 'ENOSPC', written: 2 } : undefined))
  assert.throws(() => file.append(Buffer.from('abcd')), { code: 'ENOSPC' })
  assert.equal(content(files, '/f'), 'ab')
})

test('nothing works after a crash until the machine starts again, and files that were open never do', async () => {
  const files = disk()
  const file = files.create('/f')
  files.fail(() => ({ kind: 'crash' }))
  assert.throws(() => file.append(Buffer.from('a')), Crashed)
  assert.equal(files.hasCrashed, true)
  assert.throws(() => files.statSync('/f'), Crashed)
  await assert.rejects(files.syncDirectory('/'), Crashed)
  files.restart(new Random(2))
  assert.equal(files.hasCrashed, false)
  files.statSync('/f')
  assert.throws(() => file.append(Buffer.from('a')), Crashed)
})

test('one bit of a file can be flipped', () => {
  const files = disk()
  files.create('/f').append(Buffer.from('a'))
  files.flip('/f', 1)
  assert.equal(content(files, '/f'), 'c')
})
