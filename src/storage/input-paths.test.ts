import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import type { FileStatus } from './files.ts'
import { inputFiles, inputFilesSync } from './input-paths.ts'
import { localPath } from './local-path.ts'
import { MemoryFiles } from './memory-files.ts'
import { systemError } from './system-error.ts'

const files = new MemoryFiles(new ManualClock())
for (const path of [
  '/in/b',
  '/in/a',
  '/in/.a.crc',
  '/in/_SUCCESS',
  '/in/sub/c',
  '/logs/x/1',
  '/logs/y/2',
  '/logs/_z/3',
]) {
  files.write(path, path)
}
files.write('/in/empty', '')
await files.makeDirectory('/nothing')

const CASES: readonly [input: string | readonly string[], paths: readonly string[]][] = [
  ['/in/a', ['/in/a']],
  ['/in', ['/in/a', '/in/b', '/in/empty']],
  ['file:///in', ['/in/a', '/in/b', '/in/empty']],
  ['/logs/*', ['/logs/x/1', '/logs/y/2']],
  ['/logs/y,/in/a', ['/logs/y/2', '/in/a']],
  [
    ['/in/b', '/in/{a,b}'],
    ['/in/b', '/in/a', '/in/b'],
  ],
  ['/in/_SUCCESS', ['/in/_SUCCESS']],
  ['/nothing', []],
]

for (const [input, paths] of CASES) {
  test(`the files of ${input}`, async () => {
    assert.deepEqual(
      (await inputFiles(files, input)).map((s) => s.path),
      paths,
    )
    assert.deepEqual(inputFilesSync(files, input), await inputFiles(files, input))
  })
}

test('every path without a match is named', async () => {
  await assert.rejects(inputFiles(files, '/no,/in/x*,/in', 'textFile (job.ts:3)'), {
    code: 'E_INPUT_MISSING',
    message:
      'E_INPUT_MISSING at textFile (job.ts:3): input path does not exist: /no; no file matches /in/x*. ' +
      'Check the path, or create the input first.',
  })
  assert.throws(() => inputFilesSync(files, '/in/_S*'), {
    message: 'E_INPUT_MISSING: no file matches /in/_S*. Check the path, or create the input first.',
  })
  assert.throws(() => inputFilesSync(files, ''), {
    message: 'E_ARGUMENT: no input path was given. Give the path of a file or directory.',
  })
})

test('what the system refuses to show is unreadable', async () => {
  class Refusing extends MemoryFiles {
    override async list(path: string): Promise<FileStatus[]> {
      throw Object.assign(systemError('EINVAL', 'scandir', path), { code: 'EACCES' })
    }
  }
  const refusing = new Refusing(new ManualClock())
  refusing.write('/in/a', '')
  for (const path of ['/in', '/in/*']) {
    await assert.rejects(inputFiles(refusing, path), {
      code: 'E_INPUT_UNREADABLE',
      message:
        `E_INPUT_UNREADABLE: cannot read ${path}: EINVAL: invalid argument, scandir '/in'. ` +
        'Check that the file is whole and that this user may read it.',
    })
  }
})

test('paths as users write them', () => {
  const written = ['/a', 'a', 'file:/a', 'file:///a', 'file://localhost/a', 'C:/a', 'a:b']
  assert.deepEqual(written.map(localPath), ['/a', 'a', '/a', '/a', '/a', 'C:/a', 'a:b'])
  assert.throws(() => localPath('hdfs://n:1/a'), {
    message:
      "E_ARGUMENT: 'hdfs://n:1/a' is on a file system that is not known here: hdfs. " +
      'Give a path of this machine, such as /data/in or file:///data/in.',
  })
  assert.throws(() => localPath('a\0b'), {
    message: "E_ARGUMENT: 'a\\u0000b' is not a path. Give the path of a file or directory.",
  })
})
