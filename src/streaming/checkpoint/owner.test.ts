import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import type { Files } from '../../storage/files.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'
import { nodeProcesses } from '../../workers/node-processes.ts'
import { lastOwner, Owner } from './owner.ts'

const processes = { ...nodeProcesses, isRunning: () => false }
const claim = (files: Files): Promise<Owner> => Owner.claim(files, '/c', processes, 0)

test('an owner that was replaced while it claimed the directory leaves alone what its successor has', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  let isReplaced = false
  const slow: Files = new Proxy<Files>(files, {
    get(_, name) {
      const known = files[name as keyof MemoryFiles]
      if (name !== 'syncDirectory') return typeof known === 'function' ? known.bind(files) : known
      return async (path: string) => {
        if (path === '/c/owner' && !isReplaced) {
          isReplaced = true
          assert.equal((await claim(files)).epoch, 2)
        }
        return files.syncDirectory(path)
      }
    },
  })
  const stale = await claim(slow)
  assert.ok(isReplaced)
  assert.throws(() => stale.require(), /E_CHECKPOINT_FENCED/)
  assert.equal(lastOwner(files, '/c')?.epoch, 2)
  assert.equal((await claim(files)).epoch, 3)
})

test('the file of an owner may go while it is looked at: then its successor is the last owner', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  await claim(files)
  let opened = 0
  const slow: Files = new Proxy<Files>(files, {
    get(_, name) {
      const known = files[name as keyof MemoryFiles]
      if (name !== 'open') return typeof known === 'function' ? known.bind(files) : known
      return (path: string) => {
        if (opened++ === 0) {
          files.write('/c/owner/0000000002.json', '{}')
          void files.remove(path)
        }
        return files.open(path)
      }
    },
  })
  assert.equal(lastOwner(slow, '/c')?.epoch, 2)
  assert.equal(opened, 2)
})
