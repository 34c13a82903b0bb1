import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { SparkContext } from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { ManualClock, MemoryFiles, TestRun } from '../../src/testing/index.ts'
import { holds, row, type Trial } from './row.ts'

// Programs in plain JavaScript give anything.
type Any = any

const WHOLE = gzipSync('one\ntwo\nthree\n'.repeat(1000))

/** Files among which `/secret` and the directory `/locked` may not be read or written by this user. */
class GuardedFiles extends MemoryFiles {
  override open(path: string): ReturnType<MemoryFiles['open']> {
    refuse('open', path)
    return super.open(path)
  }
  override create(path: string, options?: { readonly exclusive?: boolean }): ReturnType<MemoryFiles['create']> {
    refuse('open', path)
    return super.create(path, options)
  }
  override listSync(path: string): ReturnType<MemoryFiles['listSync']> {
    refuse('scandir', path)
    return super.listSync(path)
  }
  override async makeDirectory(path: string): Promise<void> {
    refuse('mkdir', path)
    return super.makeDirectory(path)
  }
}

function refuse(call: string, path: string): void {
  if (path !== '/secret' && !path.startsWith('/locked')) return
  throw Object.assign(new Error(`EACCES: permission denied, ${call} '${path}'`), { code: 'EACCES', path })
}

function filled(clock: ManualClock): GuardedFiles {
  const files = new GuardedFiles(clock)
  files.write('/secret', 'x\n')
  files.write('/locked/inside', 'x\n')
  files.write('/text', 'one\ntwo\n')
  files.write('/broken.gz', 'this is no gzip')
  files.write('/cut.gz', WHOLE.subarray(0, WHOLE.length / 2))
  files.write('/broken.zst', 'this is no zstd')
  files.write('/old.bz2', 'BZh9')
  files.write('/old.snappy', 'sNaPpY')
  files.write('/five', '12345')
  files.write('/out/part-00000', 'there\n')
  files.write('/empty/.hidden', '')
  return files
}

function someFiles(): Trial<{ readonly sc: SparkContext; readonly files: MemoryFiles }> {
  const clock = new ManualClock(0)
  const files = filled(clock)
  const sc = new SparkContext({ master: 'local[2]', environment: { clock, files, logger: new LineLogger(() => {}) } })
  return {
    given: { sc, files },
    stillWorks: async () => assert.deepEqual(await sc.textFile('/text').collect(), ['one', 'two']),
    close: () => sc.stop(),
  }
}

const rows = [
  row(
    'textFile of a file that is missing',
    ({ sc }: Any) => sc.textFile('/nowhere').collect(),
    'E_INPUT_MISSING at textFile (here): input path does not exist: /nowhere. Check the path, or create the input first.',
  ),
  row(
    'textFile of a pattern without a match',
    ({ sc }: Any) => sc.textFile('/no*where').collect(),
    'E_INPUT_MISSING at textFile (here): no file matches /no*where. Check the path, or create the input first.',
  ),
  row(
    'textFile of two files of which one is missing',
    ({ sc }: Any) => sc.textFile('/text,/nowhere').collect(),
    'E_INPUT_MISSING at textFile (here): input path does not exist: /nowhere. Check the path, or create the input first.',
  ),
  row(
    'textFile below a file',
    ({ sc }: Any) => sc.textFile('/text/inside').collect(),
    'E_INPUT_MISSING at textFile (here): input path does not exist: /text/inside. Check the path, or create the input first.',
  ),
  row(
    'textFile of a file that goes before it is read',
    ({ sc, files }: Any) => {
      const lines = sc.textFile('/text')
      files.remove('/text')
      files.write('/text/again', '')
      return lines.collect().finally(async () => {
        await files.remove('/text')
        files.write('/text', 'one\ntwo\n')
      })
    },
    "E_INPUT_UNREADABLE at textFile (here): cannot read /text: EISDIR: illegal operation on a directory, open '/text'. Check that the file is whole and that this user may read it.",
  ),
  row(
    'textFile without permission',
    ({ sc }: Any) => sc.textFile('/secret').collect(),
    "E_INPUT_UNREADABLE at textFile (here): cannot read /secret: EACCES: permission denied, open '/secret'. Check that the file is whole and that this user may read it.",
  ),
  row(
    'textFile of a directory without permission',
    ({ sc }: Any) => sc.textFile('/locked').collect(),
    "E_INPUT_UNREADABLE at textFile (here): cannot read /locked: EACCES: permission denied, scandir '/locked'. Check that the file is whole and that this user may read it.",
  ),
  row(
    'textFile of a file in a directory without permission',
    ({ sc }: Any) => sc.textFile('/locked/inside').collect(),
    "E_INPUT_UNREADABLE at textFile (here): cannot read /locked/inside: EACCES: permission denied, open '/locked/inside'. Check that the file is whole and that this user may read it.",
  ),
  row(
    'wholeTextFiles without permission',
    ({ sc }: Any) => sc.wholeTextFiles('/secret').collect(),
    "E_INPUT_UNREADABLE at wholeTextFiles (here): cannot read /secret: EACCES: permission denied, open '/secret'. Check that the file is whole and that this user may read it.",
  ),
  row(
    'binaryFiles without permission',
    ({ sc }: Any) => sc.binaryFiles('/secret').collect(),
    "E_INPUT_UNREADABLE at binaryFiles (here): cannot read /secret: EACCES: permission denied, open '/secret'. Check that the file is whole and that this user may read it.",
  ),
  row(
    'binaryRecords without permission',
    ({ sc }: Any) => sc.binaryRecords('/secret', 2).collect(),
    "E_INPUT_UNREADABLE at binaryRecords (here): cannot read /secret: EACCES: permission denied, open '/secret'. Check that the file is whole and that this user may read it.",
  ),
  row(
    'objectFile without permission',
    ({ sc }: Any) => sc.objectFile('/secret').collect(),
    "E_INPUT_UNREADABLE at objectFile (here): cannot read /secret: EACCES: permission denied, open '/secret'. Check that the file is whole and that this user may read it.",
  ),
  row(
    'textFile of broken gzip',
    ({ sc }: Any) => sc.textFile('/broken.gz').collect(),
    'E_INPUT_UNREADABLE at textFile (here): cannot read /broken.gz: incorrect header check. Check that the file is whole and that this user may read it.',
  ),
  row(
    'textFile of gzip that was cut off',
    ({ sc }: Any) => sc.textFile('/cut.gz').count(),
    'E_INPUT_UNREADABLE at textFile (here): cannot read /cut.gz: unexpected end of file. Check that the file is whole and that this user may read it.',
  ),
  row(
    'textFile of broken zstd',
    ({ sc }: Any) => sc.textFile('/broken.zst').collect(),
    'E_INPUT_UNREADABLE at textFile (here): cannot read /broken.zst: the zstd frame at offset 0 is damaged or cut off. Check that the file is whole.',
  ),
  row(
    'wholeTextFiles of broken gzip',
    ({ sc }: Any) => sc.wholeTextFiles('/broken.gz').collect(),
    'E_INPUT_UNREADABLE at wholeTextFiles (here): cannot read /broken.gz: incorrect header check. Check that the file is whole and that this user may read it.',
  ),
  row(
    'textFile of a codec that is not known',
    ({ sc }: Any) => sc.textFile('/old.bz2').collect(),
    'E_INPUT_UNREADABLE at textFile (here): cannot read /old.bz2: files that end in .bz2 cannot be decompressed here. Compress it anew as one of .gz, .gzip, .deflate, .br, .zst.',
  ),
  row(
    'wholeTextFiles of a codec that is not known',
    ({ sc }: Any) => sc.wholeTextFiles('/old.snappy').collect(),
    'E_INPUT_UNREADABLE at wholeTextFiles (here): cannot read /old.snappy: files that end in .snappy cannot be decompressed here. Compress it anew as one of .gz, .gzip, .deflate, .br, .zst.',
  ),
  row(
    'objectFile of text',
    ({ sc }: Any) => sc.objectFile('/text').collect(),
    'STATE_CORRUPT at /text: the frame at offset 0 is not readable: it ends inside a header. Restore the file from a copy, or remove it and compute it again.',
  ),
  row(
    'binaryRecords of another length',
    ({ sc }: Any) => sc.binaryRecords('/five', 2).collect(),
    'E_RECORD_LENGTH at binaryRecords (here): /five has 5 bytes, which is not a whole number of records of 2 bytes. Give the length of a record in bytes, and write only whole records.',
  ),
  row(
    'saveAsTextFile over a directory',
    ({ sc }: Any) => sc.parallelize([1]).saveAsTextFile('/out'),
    'E_OUTPUT_EXISTS at saveAsTextFile (here): output directory exists already: /out. Remove it, or write to another one.',
  ),
  row(
    'saveAsTextFile over a file',
    ({ sc }: Any) => sc.parallelize([1]).saveAsTextFile('/text'),
    'E_OUTPUT_EXISTS at saveAsTextFile (here): output directory exists already: /text. Remove it, or write to another one.',
  ),
  row(
    'saveAsTextFile below a file',
    ({ sc }: Any) => sc.parallelize([1]).saveAsTextFile('/text/out'),
    "E_OUTPUT_UNWRITABLE at saveAsTextFile (here): cannot write /text/out: EEXIST: file already exists, mkdir '/text/out/_temporary'. A part of the path is a file: choose another path.",
  ),
  row(
    'saveAsTextFile without permission',
    ({ sc }: Any) => sc.parallelize([1]).saveAsTextFile('/locked/out'),
    "E_OUTPUT_UNWRITABLE at saveAsTextFile (here): cannot write /locked/out: EACCES: permission denied, mkdir '/locked/out/_temporary'. Give this user the right to write there, or write elsewhere.",
  ),
  row(
    'saveAsObjectFile without permission',
    ({ sc }: Any) => sc.parallelize([1]).saveAsObjectFile('/locked/out'),
    "E_OUTPUT_UNWRITABLE at saveAsObjectFile (here): cannot write /locked/out: EACCES: permission denied, mkdir '/locked/out/_temporary'. Give this user the right to write there, or write elsewhere.",
  ),
  row(
    'checkpoint into a directory without permission',
    async ({ sc }: Any) => {
      sc.setCheckpointDir('/locked/points')
      const rdd = sc.parallelize([1])
      rdd.checkpoint()
      await rdd.count().catch((error: Error) => {
        throw new Error(error.message.replaceAll(/0-[0-9a-z]+/g, 'run'))
      })
    },
    "E_OUTPUT_UNWRITABLE at parallelize (here): cannot write /locked/points/run: EACCES: permission denied, mkdir '/locked/points/run'. Give this user the right to write there, or write elsewhere.",
  ),
]

holds(import.meta.url, rows, someFiles)

test('a directory is the files that are directly in it', async () => {
  const { given, close } = someFiles()
  assert.deepEqual(await given.sc.textFile('/empty').collect(), [])
  assert.deepEqual(await given.sc.textFile('/out').collect(), ['there'])
  await close()
})

const streamed = [
  {
    name: 'broken gzip',
    path: '/in/a.gz',
    content: 'this is no gzip',
    message:
      'E_INPUT_UNREADABLE at textFileStream (here): cannot read /in/a.gz: incorrect header check. Check that the file is whole and that this user may read it.',
  },
  {
    name: 'a codec that is not known',
    path: '/in/a.bz2',
    content: 'BZh9',
    message:
      'E_INPUT_UNREADABLE at textFileStream (here): cannot read /in/a.bz2: files that end in .bz2 cannot be decompressed here. Compress it anew as one of .gz, .gzip, .deflate, .br, .zst.',
  },
]

for (const { name, path, content, message } of streamed)
  test(`a stream of files: ${name} fails its batch, and the next one goes on`, async () => {
    await using run = new TestRun()
    const lines = run.collect(run.ssc.textFileStream('/in'))
    await run.tick()
    run.files.write(path, content)
    await assert.rejects(run.tick(), (error: Error) => {
      assert.equal(error.message.replace(/\(outside-files\.test\.ts:\d+\)/, '(here)'), message)
      return true
    })
    run.files.write('/in/b', 'good\n')
    await run.tick()
    assert.deepEqual(lines.batches, [[], null, ['good']])
  })
