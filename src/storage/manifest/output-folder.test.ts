import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { Random } from '../../kernel/random.ts'
import { FaultyFiles } from '../faulty/faulty-files.ts'
import { bytesOf } from '../file-bytes.ts'
import type { Files } from '../files.ts'
import { MemoryFiles } from '../memory-files.ts'
import type { ManifestEntry } from './block.ts'
import { entriesOf, firstsOf } from './blocks.ts'
import { OutputFolder } from './output-folder.ts'

const take = (files: Files, retain?: number): Promise<OutputFolder> =>
  OutputFolder.take(files, '/out', { note: { job: 'test' }, retain })

const entryOf = (batchTime: number): ManifestEntry => ({
  ...{ batchTime, job: 'test', output: 'writeTo-0', epoch: 0 },
  files: [0, 1].map((p) => ({ name: `${batchTime}-${p}`, partition: p, records: 1, bytes: 1 })),
})

/** Write two files and commit them. */
async function write(files: Files, folder: OutputFolder, time: number, text = 'x'): Promise<boolean> {
  const entry = entryOf(time)
  const staged = entry.files.map(({ name }) => ({ name, staged: `${folder.staging}/${name}.${text}` }))
  for (const { staged: path } of staged) {
    const file = files.create(path)
    file.append(Buffer.from(text))
    await file.sync()
    file.close()
  }
  return folder.commit(entry, staged)
}

const committed = (files: Files): number[] => [...entriesOf(files, '/out', 0)].map(({ batchTime }) => batchTime)
const listed = (files: Files): string[] =>
  files.listSync('/out').flatMap(({ name }) => (name.startsWith('_') ? [] : [name]))

test('a batch is there with all its files, and once, whoever commits it', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const folder = await take(files)
  assert.equal(await write(files, folder, 1000), true)
  assert.equal(await write(files, folder, 1000, 'y'), false)
  assert.equal(await write(files, await take(files), 1000, 'z'), false)
  assert.deepEqual(committed(files), [1000])
  assert.deepEqual(listed(files), ['1000-0', '1000-1'])
  assert.equal(bytesOf(files, '/out/1000-0').toString(), 'x')
})

test('batches that overlap are committed one after another', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const folder = await take(files)
  await Promise.all([3000, 1000, 2000].map((time) => write(files, folder, time)))
  assert.deepEqual(committed(files).toSorted(), [1000, 2000, 3000])
  assert.deepEqual(await Promise.all([1000, 2000, 3000].map((time) => write(files, folder, time))), [
    false,
    false,
    false,
  ])
})

test('nothing is left of a batch that is given up, nor of tries that came to nothing', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const folder = await take(files)
  files.create(`${folder.staging}/1000-0.attempt-7`)
  files.create(`${folder.staging}/2000-0.attempt-0`)
  await write(files, folder, 1000)
  await folder.abort(2000)
  assert.deepEqual(files.listSync(folder.staging), [])
})

test('a block has 64 entries, so a commit writes no more, however many there are', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const folder = await take(files)
  for (let n = 1; n <= 200; n++) await write(files, folder, n)
  assert.deepEqual(firstsOf(files, '/out'), [0, 64, 128, 192])
  assert.equal(committed(files).length, 200)
  assert.deepEqual(
    [...entriesOf(files, '/out', 190)].map(({ position }) => position),
    [190, 191, 192, 193, 194, 195, 196, 197, 198, 199],
  )
  // Of a batch of long ago, too.
  assert.equal(await write(files, await take(files), 3), false)
})

test('as many entries are kept as are asked for, in whole blocks, and the files of all', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const folder = await take(files, 100)
  for (let n = 1; n <= 300; n++) await write(files, folder, n)
  assert.deepEqual(firstsOf(files, '/out'), [192, 256])
  assert.equal(listed(files).length, 600)
  assert.deepEqual(files.listSync(folder.staging), [])
})

test('a run that was replaced cannot commit, nor write', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const before = await take(files)
  const after = await take(files)
  await assert.rejects(before.commit(entryOf(1000), []), {
    message:
      'E_OUTPUT_FENCED at /out: a later run writes to this directory. This process must end; two programs need two directories.',
  })
  assert.throws(() => files.create(`${before.staging}/1000-0.attempt-0`), { code: 'ENOENT' })
  assert.equal(await write(files, after, 1000), true)
})

/** Files that do `meanwhile` before call number `at` that changes names. */
function interrupted(
  files: Files,
  at: number,
  meanwhile: () => Promise<unknown>,
): { files: Files; calls: () => number } {
  let calls = 0
  const NAMES = new Set(['rename', 'syncDirectory', 'list', 'remove', 'makeDirectory'])
  const proxy = new Proxy(files, {
    get: (target, name) => {
      const method = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...given: unknown[]) => {
        if (!NAMES.has(String(name)) || calls++ !== at) return method.apply(target, given)
        return meanwhile().then(() => method.apply(target, given))
      }
    },
  })
  return { files: proxy, calls: () => calls }
}

test('wherever a run stands still while it begins and commits, another one takes over, and each batch is there once', async () => {
  let [interruptions, fenced] = [0, 0]
  for (let at = 0; ; at++) {
    const files = new MemoryFiles(new ManualClock(0))
    await write(files, await take(files), 1000)
    let second: OutputFolder | undefined
    const slow = interrupted(files, at, async () => {
      second = await take(files)
      await write(files, second, 2000, 'second')
    })
    const outcome = await take(slow.files)
      .then((folder) => write(slow.files, folder, 2000, 'first'))
      .catch((error) => error.code ?? error)
    if (second === undefined) break
    interruptions++
    assert.equal([true, false, 'E_OUTPUT_FENCED', 'ENOENT'].includes(outcome), true, String(outcome))
    if (outcome === 'E_OUTPUT_FENCED') fenced++
    assert.deepEqual(committed(files), [1000, 2000], `interrupted at ${at}`)
    const [first, other] = [0, 1].map((p) => bytesOf(files, `/out/2000-${p}`).toString())
    assert.equal(first, other, `interrupted at ${at}`)
    // Whoever is the last goes on.
    assert.equal(await write(files, await take(files), 3000), true)
    assert.deepEqual(committed(files), [1000, 2000, 3000])
  }
  assert.equal(interruptions > 10 && fenced > 4, true, `${interruptions} interruptions, ${fenced} fenced`)
})

test('wherever the machine crashes, what was committed is there, and no file of a batch that was not', async () => {
  let crashes = 0
  for (let calls = 0, ended = false; !ended; calls++) {
    const files = new FaultyFiles(new ManualClock(0))
    const done: number[] = []
    files.fail(({ number }) => (number === calls ? { kind: 'crash' } : undefined))
    const life = async (): Promise<void> => {
      const folder = await take(files)
      for (const time of [1000, 2000]) {
        await write(files, folder, time)
        done.push(time)
      }
    }
    ended = await life().then(
      () => true,
      () => false,
    )
    if (ended) break
    crashes++
    files.restart(new Random(calls))
    await take(files)
    const found = committed(files)
    assert.deepEqual(found.slice(0, done.length), done, `seed ${calls}`)
    for (const time of found)
      for (const p of [0, 1]) assert.equal(bytesOf(files, `/out/${time}-${p}`).toString(), 'x', `seed ${calls}`)
  }
  assert.equal(crashes > 30, true, `${crashes} crashes`)
})

test('files of a batch that a killed process did not come to commit are taken out again', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  for (let at = 0, ended = false; !ended; at++) {
    const slow = interrupted(files, at, () => Promise.reject(new Error('killed')))
    ended = await take(files)
      .then(async () => write(slow.files, await take(slow.files), 1000))
      .catch(() => false)
    await take(files)
    assert.deepEqual(listed(files), committed(files).length === 0 ? [] : ['1000-0', '1000-1'])
    if (committed(files).length > 0) break
  }
  assert.deepEqual(committed(files), [1000])
})
