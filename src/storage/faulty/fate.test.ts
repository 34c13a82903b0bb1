import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { readBytes } from '../whole.ts'
import { EveryOutcome } from './fate.ts'
import { FaultyFiles } from './faulty-files.ts'

/** All that a crash may leave, in the order in which it is gone through. */
async function everyOutcome(
  prepare: (files: FaultyFiles) => Promise<void>,
  look: (files: FaultyFiles) => string,
): Promise<string[]> {
  const files = new FaultyFiles(new ManualClock(0))
  await prepare(files)
  const [fate, found] = [new EveryOutcome(), [] as string[]]
  do {
    found.push(look(new FaultyFiles(new ManualClock(0), files.snapshot().left(fate))))
  } while (fate.next())
  return found
}

test('every subset of the names that were not synced is gone through once', async () => {
  const found = await everyOutcome(
    async (files) => {
      for (const path of ['/a', '/b', '/c']) files.create(path)
    },
    (files) =>
      files
        .listSync('/')
        .map(({ name }) => name)
        .join(''),
  )
  assert.deepEqual(found.toSorted(), ['', 'a', 'ab', 'abc', 'ac', 'b', 'bc', 'c'])
})

test('every number of bytes that were not synced is gone through, with and without what is torn out of them', async () => {
  const found = await everyOutcome(
    async (files) => {
      const file = files.create('/f')
      await files.syncDirectory('/')
      file.append(Buffer.from('a'))
      await file.sync()
      file.append(Buffer.from('bc'))
    },
    (files) => Buffer.from(readBytes(files, '/f')).toString(),
  )
  assert.deepEqual(found, ['abc', 'a\0\0', 'ab', 'a\0', 'a'])
})

test('what was synced ends in one way', async () => {
  const found = await everyOutcome(
    async (files) => {
      const file = files.create('/f')
      file.append(Buffer.from('abc'))
      await file.sync()
      await files.syncDirectory('/')
    },
    (files) => Buffer.from(readBytes(files, '/f')).toString(),
  )
  assert.deepEqual(found, ['abc'])
})

test('a snapshot has what was not synced, and nothing of what is done after it', async () => {
  const files = new FaultyFiles(new ManualClock(0))
  const file = files.create('/f')
  file.append(Buffer.from('abc'))
  const disk = files.snapshot()
  file.append(Buffer.from('def'))
  await file.sync()
  await files.rename('/f', '/g')
  await files.syncDirectory('/')
  const copy = new FaultyFiles(new ManualClock(0), disk)
  assert.equal(Buffer.from(readBytes(copy, '/f')).toString(), 'abc')
  const lost = new FaultyFiles(
    new ManualClock(0),
    disk.left({ undoes: () => true, keeps: () => 0, tears: () => false }),
  )
  assert.deepEqual(lost.listSync('/'), [])
  await copy.remove('/f')
  assert.equal(Buffer.from(readBytes(files, '/g')).toString(), 'abcdef')
})
