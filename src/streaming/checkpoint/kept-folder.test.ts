import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { FaultyFiles } from '../../storage/faulty/faulty-files.ts'
import { bytesOf } from '../../storage/file-bytes.ts'
import type { Files } from '../../storage/files.ts'
import { LogWriter } from '../../storage/log/log-writer.ts'
import { readLog } from '../../storage/log/read-log.ts'
import { publish } from '../../storage/publish.ts'
import { nodeProcesses } from '../../workers/node-processes.ts'
import { logDirectory } from './checkpoint-log.ts'
import { floorFile } from './floor-file.ts'
import { keptFolder, keptFolders, takeKept } from './kept-folder.ts'
import { Owner } from './owner.ts'

const processes = { ...nodeProcesses, isRunning: () => false }
const claim = (files: Files): Promise<Owner> => Owner.claim(files, '/c', processes, 0)
const disk = (): FaultyFiles => new FaultyFiles(new ManualClock(0))

async function begin(files: Files): Promise<{ owner: Owner; kept: string }> {
  const owner = await claim(files)
  return { owner, kept: await takeKept(files, '/c', owner) }
}

test('whoever takes over has all that was kept, under a name of its own', async () => {
  const files = disk()
  assert.equal(keptFolder(files, '/c'), undefined)
  const { kept } = await begin(files)
  assert.equal(kept, '/c/kept-by-0000000001')
  await publish(files, floorFile(kept), Buffer.from('one'))
  const after = await begin(files)
  assert.deepEqual(keptFolders(files, '/c'), ['/c/kept-by-0000000002'])
  assert.equal(bytesOf(files, floorFile(after.kept)).toString(), 'one')
})

test('a process that was replaced before it took anything takes nothing, and leaves nothing', async () => {
  const files = disk()
  const [late, later] = [await claim(files), await claim(files)]
  await assert.rejects(takeKept(files, '/c', late), /^StreamError: E_CHECKPOINT_FENCED at \/c/)
  assert.deepEqual(keptFolders(files, '/c'), [])
  const kept = await takeKept(files, '/c', later)
  // One that looked before, and goes on now.
  const blind = Object.assign(Object.create(late), { require: () => {} }) as Owner
  await assert.rejects(takeKept(files, '/c', blind), /^StreamError: E_CHECKPOINT_FENCED at \/c/)
  assert.deepEqual(keptFolders(files, '/c'), [kept])
  files.makeDirectory('/c/kept-by-0000000001')
  const { kept: last } = await begin(files)
  assert.deepEqual(keptFolders(files, '/c'), [last])
})

/** What an owner does to what it keeps: records in several segments, a failed sync, old segments that go, a floor. */
async function write(files: Files, kept: string): Promise<void> {
  const log = await LogWriter.open(files, logDirectory(kept), { segmentBytes: 30, name: new Uint8Array(16) })
  for (let i = 0; i < 6; i++) {
    log.append(Buffer.from(`record ${log.next}`))
    await log.sync().catch(() => log.reopen())
    if (i === 3) await log.removeBefore(1)
  }
  await publish(files, floorFile(kept), Buffer.from('late'))
}

const CHANGES = ['create', 'remove', 'rename', 'syncDirectory', 'makeDirectory', 'syncFile']

/** Files whose call number `n` that changes something is held up until `meanwhile` is over. */
function heldUp(inner: FaultyFiles, n: number, meanwhile: () => Promise<void>): { files: Files; calls: () => number } {
  let calls = 0
  const files = new Proxy<Files>(inner, {
    get(_, name) {
      const known = Reflect.get(inner, name)
      if (typeof known !== 'function') return known
      const call = known.bind(inner) as (...args: unknown[]) => unknown
      // What is not waited for cannot be held up in the middle of it.
      if (!CHANGES.includes(String(name)) || name === 'create') return call
      return async (...args: unknown[]) => {
        if (calls++ === n) await meanwhile()
        return call(...args)
      }
    },
  })
  return { files, calls: () => calls }
}

/** The text of each record. */
function records(files: Files, kept: string): string[] {
  const found: string[] = []
  readLog(files, logDirectory(kept), (payload) => found.push(Buffer.from(payload).toString()))
  return found
}

test('whatever a process was about to do when it was replaced, what the new owner reads stays as it is', async () => {
  let held = 0
  for (let n = 0; ; n++) {
    const files = disk()
    const first = await begin(files)
    let taken: { kept: string; found: string[]; floor: boolean } | undefined
    const { files: slow, calls } = heldUp(files, n, async () => {
      const { kept } = await begin(files)
      const log = await LogWriter.open(files, logDirectory(kept), { name: new Uint8Array(16) })
      const found = records(files, kept)
      const floor = files.statSync(floorFile(kept)) !== undefined
      log.append(Buffer.from('new'))
      await log.close()
      taken = { kept, found: [...found, 'new'], floor }
    })
    // Its third sync fails, so that it clears away what it has not synced.
    let syncs = 0
    files.fail(({ call, path }) =>
      call === 'fdatasync' && path.startsWith(first.kept) && ++syncs === 3 ? { kind: 'error', code: 'EIO' } : undefined,
    )
    await write(slow, first.kept).catch(() => {})
    if (calls() <= n) break
    assert.ok(taken)
    held++
    assert.deepEqual(records(files, taken.kept), taken.found, `held up at call ${n}`)
    const { kept } = await begin(files)
    assert.deepEqual(records(files, kept), taken.found)
    assert.equal(files.statSync(floorFile(kept)) !== undefined, taken.floor)
  }
  assert.ok(held > 10, `${held} calls`)
})
