import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { test } from 'node:test'
import type { Files } from '../../src/storage/files.ts'
import { FOLDERS, START } from './folder.ts'

/** A disk that answers with errors as long as it is told to. */
class Failing {
  /** Directories that cannot be listed, and files that cannot be opened. */
  readonly listing = new Set<string>()
  readonly opening = new Set<string>()

  through = (files: Files): Files => ({
    ...bound(files),
    list: (path) =>
      this.listing.has(path) ? Promise.reject(systemError('EACCES', 'scandir', path)) : files.list(path),
    open: (path) => {
      if (this.opening.has(path)) throw systemError('EACCES', 'open', path)
      return files.open(path)
    },
  })
}

const METHODS = ['stat', 'statSync', 'listSync', 'create', 'makeDirectory', 'rename', 'remove', 'temporaryDirectory']

const bound = (files: Files): Files =>
  Object.fromEntries(
    METHODS.map((name) => [name, (...args: unknown[]) => (files as any)[name](...args)]),
  ) as unknown as Files

const systemError = (code: string, call: string, path: string): Error =>
  Object.assign(new Error(`${code}: permission denied, ${call} '${path}'`), { code })

for (const [where, folderOf] of Object.entries(FOLDERS)) {
  test(`${where}: a listing that fails is warned of in each batch, which is empty; the files come when it works`, async () => {
    const disk = new Failing()
    await using folder = await folderOf({ through: disk.through })
    const { run, path } = folder
    const lines = run.collect(run.ssc.textFileStream(`${path}/in`))
    await run.tick(0)
    folder.write('in/a', 'one', START + 1)
    disk.listing.add(`${path}/in`)
    await run.tick(2)
    disk.listing.clear()
    await run.tick(2)
    assert.deepEqual(lines.batches, [[], [], ['one'], []])
    const warning =
      `WARN textFileStream: directory ${path}/in could not be listed, and is tried again in the next batch: ` +
      `EACCES: permission denied, scandir '${path}/in'`
    assert.deepEqual(run.logged, [warning, warning])
  })

  test(`${where}: one directory of a pattern that cannot be listed holds back the others, and nothing is lost`, async () => {
    const disk = new Failing()
    await using folder = await folderOf({ through: disk.through })
    const { run, path } = folder
    const lines = run.collect(run.ssc.textFileStream(`${path}/in/*`))
    await run.tick(0)
    folder.write('in/x/a', 'one', START + 1)
    folder.write('in/y/b', 'two', START + 1)
    disk.listing.add(`${path}/in/y`)
    await run.tick()
    disk.listing.clear()
    await run.tick()
    assert.deepEqual(lines.batches, [[], ['one', 'two']])
  })

  test(`${where}: a directory that is none is told once, and again after it came and went`, async () => {
    await using folder = await folderOf()
    const { run, path } = folder
    run.collect(run.ssc.textFileStream(`${path}/later`))
    await run.tick(2)
    await folder.makeDirectory('later')
    await run.tick()
    await folder.remove('later')
    await run.tick(2)
    const warning = `WARN textFileStream: directory ${path}/later does not exist: nothing is read until it does`
    assert.deepEqual(run.logged, [warning, warning])
  })

  test(`${where}: a file where the directory should be is told as what it is`, async () => {
    await using folder = await folderOf()
    const { run, path } = folder
    folder.write('file', 'text', START + 1)
    run.collect(run.ssc.textFileStream(`${path}/file`))
    await run.tick(2)
    assert.deepEqual(run.logged, [
      `WARN textFileStream: directory ${path}/file is not a directory: nothing is read until it is one`,
    ])
  })

  test(`${where}: a file that cannot be read fails its batch, once, and the next batch goes on`, async () => {
    const disk = new Failing()
    await using folder = await folderOf({ through: disk.through })
    const { run, path } = folder
    const counts: number[] = []
    run.ssc.textFileStream(`${path}/in`).foreachRDD(async (rdd) => {
      counts.push(await rdd.count())
    })
    const reasons: unknown[] = []
    run.ssc.addStreamingListener({
      onOutputOperationCompleted: ({ outputOperationInfo }) => reasons.push(outputOperationInfo.failureReason),
    })
    await run.tick(0)
    folder.write('in/a', 'one', START + 1)
    folder.write('in/b', 'two', START + 1)
    disk.opening.add(`${path}/in/b`)
    const message =
      /^E_INPUT_UNREADABLE at textFileStream \(files-faults\.test\.ts:\d+\): cannot read \S+\/in\/b: EACCES: permission denied, open '\S+\/in\/b'\. Check that the file is whole and that this user may read it\.$/
    const ended = assert.rejects(run.ssc.awaitTermination(), { code: 'E_INPUT_UNREADABLE', message })
    await run.tick().catch(() => {})
    await ended
    disk.opening.clear()
    folder.write('in/c', 'three', START + 1500)
    await run.tick(2)
    assert.deepEqual(counts, [1, 0])
    assert.match(String(reasons[0]), message)
    assert.deepEqual(reasons.slice(1), [undefined, undefined])
    await assert.rejects(run.ssc.awaitTermination(), { message })
  })

  test(`${where}: a file that goes away before it is read fails its batch alone`, async () => {
    await using folder = await folderOf()
    const { run, path } = folder
    const stream = run.ssc.textFileStream(`${path}/in`)
    let leave = 'in/a'
    stream.foreachRDD(async () => {
      if (leave !== '') await folder.remove(leave)
      leave = ''
    })
    const lines = run.collect(stream)
    await run.tick(0)
    folder.write('in/a', 'one', START + 1)
    await assert.rejects(run.tick(), {
      message:
        /^E_INPUT_MISSING at textFileStream \(files-faults\.test\.ts:\d+\): input path does not exist: \S+\/in\/a\. Check the path, or wait until the file is there\.$/,
    })
    folder.write('in/b', 'two', START + 1500)
    await run.tick()
    assert.deepEqual(lines.batches.slice(1), [['two']])
  })

  test(`${where}: damaged and half-written files fail their batches with what is wrong with them`, async () => {
    await using folder = await folderOf()
    const { run, path } = folder
    const text = run.collect(run.ssc.textFileStream(`${path}/in`, { filter: (file) => file.endsWith('.gz') }))
    const records = run.collect(
      run.ssc.binaryRecordsStream(`${path}/in`, 4, { filter: (file) => file.endsWith('.bin') }),
    )
    const objects = run.collect(
      run.ssc.fileStream(`${path}/in`, {
        filter: (file) => file.endsWith('.obj'),
        read: (file, sc) => sc.objectFile<number>(file),
      }),
    )
    await run.tick(0)
    const failsWith = async (name: string, message: RegExp): Promise<void> => {
      folder.write(`in/${name}`, 'half a rec', run.clock.now() + 1)
      await assert.rejects(run.tick(), { message })
    }
    await failsWith(
      'a.gz',
      /^E_INPUT_UNREADABLE at textFileStream \(files-faults\.test\.ts:\d+\): cannot read \S+\/in\/a\.gz: incorrect header check\. Check that the file is whole and that this user may read it\.$/,
    )
    await failsWith(
      'b.bin',
      /^E_RECORD_LENGTH at binaryRecordsStream \(files-faults\.test\.ts:\d+\): \S+\/in\/b\.bin has 10 bytes, which is not a whole number of records of 4 bytes\. Give the length of a record in bytes, and write only whole records\.$/,
    )
    await failsWith(
      'c.obj',
      /^STATE_CORRUPT at \S+\/in\/c\.obj: the frame at offset 0 is not readable: it ends inside a header\. Restore the file from a copy, or remove it and compute it again\.$/,
    )
    await run.tick()
    assert.deepEqual([text.batches.at(-1), records.batches.at(-1), objects.batches.at(-1)], [[], [], []])
    assert.deepEqual([text.batches[1], records.batches[0], objects.batches[0]], [[], [], []])
  })
}

test('on disk: links are followed, and what is neither a file nor a directory is passed over', async () => {
  await using folder = await FOLDERS['on disk']()
  const { run, path } = folder
  const lines = run.collect(run.ssc.textFileStream(`${path}/in`))
  await run.tick(0)
  folder.write('elsewhere/a', 'linked', START + 1)
  symlinkSync(`${path}/elsewhere/a`, `${path}/in/link`)
  symlinkSync(`${path}/nowhere`, `${path}/in/dangling`)
  const socket = createServer()
  await new Promise<void>((resolve) => socket.listen(`${path}/in/socket`, resolve))
  await run.tick(2)
  socket.close()
  assert.deepEqual([lines.batches, run.logged], [[['linked'], []], []])
})

test('a listing that takes longer than a batch is warned of', async () => {
  let late = true
  const slow = (files: Files): Files => ({
    ...bound(files),
    open: (path) => files.open(path),
    async list(path) {
      if (late) run.clock.advance(1500)
      late = false
      return files.list(path)
    },
  })
  await using folder = await FOLDERS['in memory']({ through: slow })
  const { run, path } = folder
  const lines = run.collect(run.ssc.textFileStream(`${path}/in`))
  await run.tick(0)
  folder.write('in/a', 'one', START + 1)
  folder.write('in/b', 'two', START + 1001)
  run.clock.advance(1000)
  await run.ssc.idle()
  assert.deepEqual(lines.batches, [['one'], ['two']])
  assert.deepEqual(run.logged, [`WARN textFileStream: directory ${path}/in took 1.5 s to list: longer than a batch`])
})
