import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import { FaultyFiles } from './faulty/faulty-files.ts'
import { baseName, directoryOf, type Files, joinPath } from './files.ts'
import { MemoryFiles } from './memory-files.ts'
import { nodeFiles } from './node-files.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

function write(files: Files, path: string, ...parts: string[]): void {
  const file = files.create(path)
  for (const part of parts) file.append(bytes(part))
  file.close()
}

function read(files: Files, path: string): string {
  const file = files.open(path)
  const into = new Uint8Array(file.size)
  assert.equal(file.read(into, 0), file.size)
  file.close()
  return Buffer.from(into).toString()
}

const code = (code: string) => (error: unknown) => (error as NodeJS.ErrnoException).code === code

/** What every Files does. */
function conformance(name: string, files: Files): void {
  describe(`${name}: the contract of Files`, async () => {
    const root = await files.temporaryDirectory('conformance-')
    after(() => files.remove(root))
    let made = 0
    const fresh = async (): Promise<string> => {
      const directory = `${root}/${++made}`
      await files.makeDirectory(directory)
      return directory
    }

    test('a new temporary directory is empty, and another one each time', async () => {
      const [a, b] = [await files.temporaryDirectory('x-', root), await files.temporaryDirectory('x-', root)]
      assert.notEqual(a, b)
      assert.equal(directoryOf(a), root)
      assert.deepEqual(await files.list(a), [])
    })

    test('what was appended is read back, from any position', async () => {
      const path = `${await fresh()}/a`
      write(files, path, 'hello ', '', 'world')
      assert.equal(read(files, path), 'hello world')
      const file = files.open(path)
      const into = new Uint8Array(8)
      assert.equal(file.read(into, 6), 5)
      assert.deepEqual(into.subarray(0, 5), bytes('world'))
      assert.equal(file.read(into, 11), 0)
      assert.equal(file.read(into, 99), 0)
      file.close()
      file.close()
      assert.throws(() => file.read(into, 0), code('EBADF'))
    })

    test('parts are appended as one, also empty ones and more than a call of the system takes', async () => {
      const path = `${await fresh()}/a`
      const file = files.create(path)
      const parts = Array.from({ length: 3000 }, (_, i) => bytes(i % 7 === 0 ? '' : String(i)))
      file.appendAll([])
      file.appendAll(parts)
      file.append(bytes('.'))
      assert.equal(file.size, Buffer.concat(parts).length + 1)
      file.close()
      assert.equal(read(files, path), `${Buffer.concat(parts)}.`)
      assert.throws(() => file.appendAll([bytes('d')]), code('EBADF'))
    })

    test('the size of a file being written counts appended bytes, and it cannot be used when closed', async () => {
      const file = files.create(`${await fresh()}/a`)
      file.append(bytes('abc'))
      await file.sync()
      assert.equal(file.size, 3)
      file.close()
      file.close()
      assert.throws(() => file.append(bytes('d')), code('EBADF'))
      await assert.rejects(file.sync(), code('EBADF'))
    })

    test('a file closed during a sync is synced all the same', async () => {
      const path = `${await fresh()}/a`
      const file = files.create(path)
      file.append(bytes('abc'))
      const syncs = [file.sync(), file.sync()]
      file.close()
      await Promise.all(syncs)
      assert.equal(read(files, path), 'abc')
    })

    test('stat tells files from directories and nothing', async () => {
      const directory = await fresh()
      write(files, `${directory}/a`, 'four')
      for (const stat of [files.stat.bind(files), async (path: string) => files.statSync(path)]) {
        const status = await stat(`${directory}/a`)
        assert.equal(status?.path, `${directory}/a`)
        assert.equal(status.name, 'a')
        assert.equal(status.kind, 'file')
        assert.equal(status.size, 4)
        assert.ok(Number.isInteger(status.modified))
        assert.equal((await stat(directory))?.kind, 'directory')
        assert.equal(await stat(`${directory}/b`), undefined)
        assert.equal(await stat(`${directory}/a/b`), undefined)
      }
    })

    test('what is made to be private nobody else can read; what was there keeps its rights', async () => {
      const directory = await fresh()
      write(files, `${directory}/a`, 'a')
      const before = files.statSync(`${directory}/a`)?.mode
      await files.makeDirectory(`${directory}/b/c`, { private: true })
      await files.makeDirectory(directory, { private: true })
      for (const name of ['a', 'd', 'b/c/e']) files.create(`${directory}/${name}`, { private: true }).close()
      assert.equal(files.statSync(`${directory}/a`)?.mode, before)
      assert.notEqual(files.statSync(directory)?.mode, 0o700)
      for (const name of ['b', 'b/c']) assert.equal(files.statSync(`${directory}/${name}`)?.mode, 0o700, name)
      for (const name of ['d', 'b/c/e']) assert.equal(files.statSync(`${directory}/${name}`)?.mode, 0o600, name)
    })

    test('what is made can be read by its owner and written by nobody else', async () => {
      const directory = await fresh()
      write(files, `${directory}/a`, 'a')
      for (const path of [directory, `${directory}/a`]) {
        const { mode = 0 } = files.statSync(path) ?? {}
        assert.equal(mode & 0o602, 0o600, path)
        assert.equal((await files.stat(path))?.mode, mode)
      }
      assert.equal(files.linkSync(`${directory}/a`), undefined)
      assert.equal(files.linkSync(directory), undefined)
      assert.equal(files.linkSync(`${directory}/b`), undefined)
      assert.equal(files.linkSync(`${directory}/a/b`), undefined)
    })

    test('list is sorted by name and not recursive', async () => {
      const directory = await fresh()
      for (const name of ['b', 'a', 'B', '10', '9']) write(files, `${directory}/${name}`, name)
      await files.makeDirectory(`${directory}/c/d`)
      const expected = ['10', '9', 'B', 'a', 'b', 'c'].map((name) => `${directory}/${name}`)
      assert.deepEqual(
        (await files.list(directory)).map((status) => status.path),
        expected,
      )
      assert.deepEqual(files.listSync(directory), await files.list(directory))
      await assert.rejects(files.list(`${directory}/x`), code('ENOENT'))
      await assert.rejects(files.list(`${directory}/a`), code('ENOTDIR'))
      assert.throws(() => files.listSync(`${directory}/x`), code('ENOENT'))
    })

    test('open refuses what is not there and directories', async () => {
      const directory = await fresh()
      assert.throws(() => files.open(`${directory}/x`), code('ENOENT'))
      assert.throws(() => files.open(directory), code('EISDIR'))
    })

    test('create empties an old file, or refuses it when exclusive', async () => {
      const directory = await fresh()
      write(files, `${directory}/a`, 'old and long')
      assert.throws(() => files.create(`${directory}/a`, { exclusive: true }), code('EEXIST'))
      assert.equal(read(files, `${directory}/a`), 'old and long')
      write(files, `${directory}/a`, 'new')
      assert.equal(read(files, `${directory}/a`), 'new')
      files.create(`${directory}/b`, { exclusive: true }).close()
      assert.equal(read(files, `${directory}/b`), '')
      assert.throws(() => files.create(`${directory}/x/y`), code('ENOENT'))
      assert.throws(() => files.create(directory), code('EISDIR'))
    })

    test('makeDirectory makes parents, is harmless when repeated, and refuses a file in the way', async () => {
      const directory = await fresh()
      await files.makeDirectory(`${directory}/a/b`)
      await files.makeDirectory(`${directory}/a/b`)
      assert.equal((await files.stat(`${directory}/a/b`))?.kind, 'directory')
      write(files, `${directory}/f`, '')
      await assert.rejects(files.makeDirectory(`${directory}/f`), code('EEXIST'))
    })

    test('rename replaces a file; an open reader keeps the old one', async () => {
      const directory = await fresh()
      write(files, `${directory}/a`, 'new')
      write(files, `${directory}/b`, 'old')
      const reader = files.open(`${directory}/b`)
      await files.rename(`${directory}/a`, `${directory}/b`)
      assert.deepEqual(
        (await files.list(directory)).map((s) => s.name),
        ['b'],
      )
      assert.equal(read(files, `${directory}/b`), 'new')
      const into = new Uint8Array(3)
      reader.read(into, 0)
      reader.close()
      assert.deepEqual(into, bytes('old'))
    })

    test('rename moves a directory with what is in it, and refuses what cannot be', async () => {
      const directory = await fresh()
      await files.makeDirectory(`${directory}/a/b`)
      await files.makeDirectory(`${directory}/full/x`)
      write(files, `${directory}/a/b/f`, 'f')
      await files.rename(`${directory}/a`, `${directory}/c`)
      assert.equal(read(files, `${directory}/c/b/f`), 'f')
      await assert.rejects(files.rename(`${directory}/a`, `${directory}/d`), code('ENOENT'))
      await assert.rejects(files.rename(`${directory}/c`, `${directory}/no/d`), code('ENOENT'))
      await assert.rejects(files.rename(`${directory}/c`, `${directory}/full`), code('ENOTEMPTY'))
      await assert.rejects(files.rename(`${directory}/c`, `${directory}/c/b/in`), code('EINVAL'))
      await assert.rejects(files.rename(`${directory}/c/b/f`, `${directory}/full`), code('EISDIR'))
      await assert.rejects(files.rename(`${directory}/full`, `${directory}/c/b/f`), code('ENOTDIR'))
    })

    test('remove takes files and whole directories, and nothing is harmless', async () => {
      const directory = await fresh()
      await files.makeDirectory(`${directory}/a/b`)
      write(files, `${directory}/f`, 'f')
      for (const name of ['a', 'f', 'x']) await files.remove(`${directory}/${name}`)
      assert.deepEqual(await files.list(directory), [])
    })

    test('a directory is synced; what is none is refused', async () => {
      const directory = await fresh()
      write(files, `${directory}/f`, 'f')
      await files.syncDirectory(directory)
      assert.equal(read(files, `${directory}/f`), 'f')
      await assert.rejects(files.syncDirectory(`${directory}/nothing`), code('ENOENT'))
    })
  })
}

conformance('MemoryFiles', new MemoryFiles(new ManualClock(1000)))
conformance('FaultyFiles', new FaultyFiles(new ManualClock(1000)))
conformance('nodeFiles', nodeFiles)

test('MemoryFiles takes times of change from its clock, or as told', () => {
  const clock = new ManualClock(1000)
  const files = new MemoryFiles(clock)
  files.write('/in/a.txt', 'a')
  files.write('in/b.txt', bytes('b'), 5)
  clock.advance(500)
  files.write('/in/c.txt', 'c')
  assert.deepEqual(
    files.listSync('/in').map((s) => [s.name, s.modified]),
    [
      ['a.txt', 1000],
      ['b.txt', 5],
      ['c.txt', 1500],
    ],
  )
  files.touch('/in/a.txt')
  files.touch('/in/b.txt', 7)
  assert.deepEqual(
    files.listSync('/in').map((s) => s.modified),
    [1500, 7, 1500],
  )
  assert.throws(() => files.touch('/in/x'), {
    message: "ENOENT: no such file or directory, utime '/in/x'",
    code: 'ENOENT',
  })
  const file = files.create('/in/d')
  clock.advance(1)
  file.append(bytes('d'))
  assert.equal(files.statSync('/in/d')?.modified, 1501)
})

test('nodeFiles makes temporary directories that only this user can read, and follows links', async (t) => {
  const root = await nodeFiles.temporaryDirectory('private-')
  t.after(() => nodeFiles.remove(root))
  const { statSync } = await import('node:fs')
  assert.equal(statSync(root).mode & 0o777, 0o700)
  write(nodeFiles, `${root}/a`, 'aa')
  await symlink(`${root}/a`, `${root}/link`)
  await symlink(`${root}/nothing`, `${root}/broken`)
  assert.deepEqual(
    (await nodeFiles.list(root)).map((s) => [s.name, s.kind, s.size]),
    [
      ['a', 'file', 2],
      ['link', 'file', 2],
    ],
  )
  assert.throws(() => nodeFiles.create(`${root}/broken`, { exclusive: true }), code('EEXIST'))
})

const memory = new MemoryFiles(new ManualClock(0))

for (const [name, files, link] of [
  ['nodeFiles', nodeFiles, (path: string, target: string) => symlinkSync(target, path)],
  ['MemoryFiles', memory, (path: string, target: string) => memory.link(path, target)],
] as const)
  test(`${name}: links are followed by all but linkSync, rename and remove`, async () => {
    const root = await files.temporaryDirectory('links-')
    await files.makeDirectory(`${root}/folder`)
    write(files, `${root}/folder/a`, 'aa')
    link(`${root}/file`, `${root}/folder/a`)
    link(`${root}/way`, `${root}/folder`)
    link(`${root}/broken`, `${root}/nothing`)
    link(`${root}/circle`, `${root}/circle`)
    assert.deepEqual(
      ['file', 'way', 'way/a', 'broken', 'folder'].map((each) => files.linkSync(`${root}/${each}`)),
      [`${root}/folder/a`, `${root}/folder`, undefined, `${root}/nothing`, undefined],
    )
    assert.deepEqual([files.statSync(`${root}/file`)?.size, files.statSync(`${root}/way`)?.kind], [2, 'directory'])
    assert.equal(files.statSync(`${root}/broken`), undefined)
    assert.equal(read(files, `${root}/way/a`), 'aa')
    write(files, `${root}/file`, 'bbb')
    assert.equal(read(files, `${root}/folder/a`), 'bbb')
    assert.throws(() => files.create(`${root}/file`, { exclusive: true }), code('EEXIST'))
    await files.rename(`${root}/file`, `${root}/renamed`)
    assert.equal(files.linkSync(`${root}/renamed`), `${root}/folder/a`)
    await files.remove(`${root}/renamed`)
    await files.remove(`${root}/broken`)
    await files.remove(`${root}/circle`)
    assert.deepEqual(
      files.listSync(root).map((status) => status.name),
      ['folder', 'way'],
    )
    assert.equal(read(files, `${root}/folder/a`), 'bbb')
    await files.remove(root)
  })

test('paths are taken apart and put together', () => {
  assert.deepEqual(['/a/b', '/a', 'a', 'a/b'].map(baseName), ['b', 'a', 'a', 'b'])
  assert.deepEqual(['/a/b', '/a', 'a', 'a/b'].map(directoryOf), ['/a', '/', '.', 'a'])
  assert.deepEqual([joinPath('/a', 'b'), joinPath('/', 'b')], ['/a/b', '/b'])
})
