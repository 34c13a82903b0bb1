import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import { Random } from '../kernel/random.ts'
import { makeDurableDirectory } from './durable-directory.ts'
import { Crashed } from './faulty/faults.ts'
import { FaultyFiles } from './faulty/faulty-files.ts'
import { publish } from './publish.ts'
import { readBytes } from './whole.ts'

const content = (files: FaultyFiles, path: string): string => Buffer.from(readBytes(files, path)).toString()

/** A disk with a file that was published before. */
async function disk(): Promise<FaultyFiles> {
  const files = new FaultyFiles(new ManualClock(0))
  await makeDurableDirectory(files, '/a/b')
  await publish(files, '/a/b/file', Buffer.from('old'))
  return files
}

test('after a crash at any operation there is the old file or the new one, and the new one once it was promised', async () => {
  const seen = new Set<string>()
  for (let nth = 0; nth < 7; nth++)
    for (let seed = 0; seed < 200; seed++) {
      const files = await disk()
      const start = files.operations
      files.fail(({ number }) => (number - start === nth ? { kind: 'crash' } : undefined))
      const promised = await publish(files, '/a/b/file', Buffer.from('new')).then(
        () => true,
        (error) => {
          assert.ok(error instanceof Crashed)
          return false
        },
      )
      files.restart(new Random(seed))
      const found = content(files, '/a/b/file')
      assert.ok(
        found === 'new' || (found === 'old' && !promised),
        `${found} after a crash at operation ${nth}, seed ${seed}`,
      )
      seen.add(`${nth} ${found}`)
    }
  assert.deepEqual([...seen].sort(), ['0 old', '1 old', '2 old', '3 old', '4 old', '5 new', '5 old', '6 new'])
})

test('after any call that fails the old file is there or the new one, and it can be published again', async () => {
  for (const code of ['EIO', 'ENOSPC', 'EACCES'] as const)
    for (let nth = 0; nth < 6; nth++) {
      const files = await disk()
      const start = files.operations
      files.fail(({ number }) => (number - start === nth ? { kind: 'error', code, written: 1 } : undefined))
      await assert.rejects(publish(files, '/a/b/file', Buffer.from('new')), { code })
      assert.equal(content(files, '/a/b/file'), nth === 5 ? 'new' : 'old')
      files.fail(() => undefined)
      await publish(files, '/a/b/file', Buffer.from('newer'))
      files.restart(new Random(nth))
      assert.equal(content(files, '/a/b/file'), 'newer')
    }
})
