import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { bytesOf } from '../../storage/file-bytes.ts'
import type { Files } from '../../storage/files.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'
import { nodeProcesses } from '../../workers/node-processes.ts'
import { lastOwner, Owner } from './owner.ts'

const processes = { ...nodeProcesses, isRunning: () => false }
const claim = (files: Files): Promise<Owner> => Owner.claim(files, '/c', processes, 0)
const textOf = (files: Files): string => bytesOf(files, '/c/floor').toString()

test('an owner puts files into place, one over another', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const owner = await claim(files)
  for (const text of ['one', 'two']) {
    await owner.publish('/c/floor', Buffer.from(text))
    assert.equal(textOf(files), text)
  }
  assert.deepEqual(
    files.listSync('/c/owner').map(({ name }) => name),
    ['0000000001.json'],
  )
})

/** Files whose `n`th call that changes something is held up until another process has taken over and written its own. */
function takenOver(inner: MemoryFiles, n: number, done: () => void): Files {
  let calls = 0
  const late = async (): Promise<void> => {
    if (++calls !== n) return
    await (await claim(inner)).publish('/c/floor', Buffer.from('new'))
    done()
  }
  return new Proxy<Files>(inner, {
    get(_, name) {
      const known = inner[name as keyof MemoryFiles]
      if (typeof known !== 'function') return known
      const call = (known as (...args: unknown[]) => unknown).bind(inner)
      if (!['remove', 'rename', 'syncDirectory'].includes(String(name))) return call
      return (...args: unknown[]) => late().then(() => call(...args))
    },
  })
}

test('an owner that was replaced puts nothing into place, wherever it stood still', async () => {
  let replaced = 0
  for (let n = 1; n <= 3; n++) {
    const files = new MemoryFiles(new ManualClock(0))
    await (await claim(files)).publish('/c/floor', Buffer.from('old'))
    let isOver = false
    const slow = takenOver(files, n, () => {
      isOver = true
      replaced++
    })
    const stale = await Owner.claim(files, '/c', processes, 0)
    const late = new Owner(slow, '/c', { ...processes.self(), epoch: stale.epoch, since: 0 })
    // At the last call, the sync of the directory, its file was in place before the other process began.
    const end = late.publish('/c/floor', Buffer.from('late'))
    if (n < 3) await assert.rejects(end, /^StreamError: E_CHECKPOINT_FENCED/)
    else await end
    assert.ok(isOver)
    assert.equal(textOf(files), 'new', `held up at call ${n}`)
  }
  assert.equal(replaced, 3)
})

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
