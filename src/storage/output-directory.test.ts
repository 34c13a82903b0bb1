import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import type { Files } from './files.ts'
import { inputFilesSync } from './input-paths.ts'
import { readCompressedLines } from './lines.ts'
import { MemoryFiles } from './memory-files.ts'
import { nodeFiles } from './node-files.ts'
import { OutputDirectory, type OutputOptions } from './output-directory.ts'
import { partName } from './part-files.ts'
import { readText } from './whole.ts'

async function save(
  files: Files,
  path: string,
  parts: readonly (readonly string[])[],
  options?: OutputOptions,
): Promise<void> {
  const output = new OutputDirectory(files, path, options)
  await output.begin()
  for (const [p, lines] of parts.entries()) {
    const part = output.part(p)
    part.writeLines(lines)
    await part.commit()
  }
  await output.commit(parts.length)
}

const names = (files: Files, path: string): string[] => files.listSync(path).map((status) => status.name)
const memory = (): MemoryFiles => new MemoryFiles(new ManualClock())

test('parts of lines and a mark of success, on disk and in memory', async (t) => {
  const root = await nodeFiles.temporaryDirectory('output-')
  t.after(() => nodeFiles.remove(root))
  for (const files of [nodeFiles, memory()]) {
    await save(files, `${root}/deep/out`, [['a', 'é'], [], ['']])
    assert.deepEqual(names(files, `${root}/deep/out`), ['_SUCCESS', 'part-00000', 'part-00001', 'part-00002'])
    const texts = inputFilesSync(files, `${root}/deep/out`).map(({ path }) => readText(files, path))
    assert.deepEqual(texts, ['a\né\n', '', '\n'])
  }
})

test('what is saved with a codec is read back by its ending', async () => {
  const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i}`)
  const endings = {
    gzip: '.gz',
    deflate: '.deflate',
    zstd: '.zst',
    brotli: '.br',
    'org.apache.hadoop.io.compress.GzipCodec': '.gz',
  }
  for (const [codec, ending] of Object.entries(endings)) {
    const files = memory()
    await save(files, '/out', [lines, []], { codec })
    assert.deepEqual(names(files, '/out'), ['_SUCCESS', `part-00000${ending}`, `part-00001${ending}`])
    const read: string[] = []
    for (const { path, size } of inputFilesSync(files, '/out')) {
      for await (const chunk of readCompressedLines(files, { path, start: 0, end: size })) read.push(...chunk)
    }
    assert.deepEqual(read, lines)
  }
})

test('a directory that is there is refused before anything is written, even an empty one', async () => {
  const files = memory()
  await files.makeDirectory('/out')
  files.write('/file', '')
  for (const path of ['/out', 'file:///out', '/file']) {
    await assert.rejects(new OutputDirectory(files, path, { at: 'saveAsTextFile (job.ts:9)' }).begin(), {
      message:
        `E_OUTPUT_EXISTS at saveAsTextFile (job.ts:9): output directory exists already: ${path.replace('file://', '')}. ` +
        'Remove it, or write to another one.',
    })
  }
  await assert.rejects(new OutputDirectory(files, '/file', { overwrite: true }).begin(), { code: 'E_OUTPUT_EXISTS' })
  assert.deepEqual(names(files, '/out'), [])
})

test('nothing is visible before the commit, and attempts do not disturb each other', async () => {
  const files = memory()
  const output = new OutputDirectory(files, '/out')
  await output.begin()
  const [failed, slow, fast] = [output.part(0), output.part(0), output.part(0)]
  failed.writeLines(['bad'])
  slow.writeLines(['slow'])
  fast.writeLines(['fast'])
  await fast.commit()
  await failed.abort()
  await slow.commit()
  await slow.abort()
  assert.deepEqual(names(files, '/out'), ['_temporary'])
  assert.deepEqual(names(files, '/out/_temporary'), ['part-00000'])
  assert.deepEqual(inputFilesSync(files, '/out'), [])
  await output.commit(1)
  assert.equal(readText(files, '/out/part-00000'), 'slow\n')
})

test('an abort leaves nothing, or what was there before', async () => {
  const files = memory()
  const first = new OutputDirectory(files, '/out')
  await first.begin()
  first.part(0).writeLines(['x'])
  await first.abort()
  await first.abort()
  assert.equal(files.statSync('/out'), undefined)
  await save(files, '/out', [['old']])
  const second = new OutputDirectory(files, '/out', { overwrite: true })
  await second.begin()
  const part = second.part(0)
  part.writeLines(['new'])
  await part.commit()
  await second.abort()
  assert.deepEqual(names(files, '/out'), ['_SUCCESS', 'part-00000'])
  assert.equal(readText(files, '/out/part-00000'), 'old\n')
})

test('overwriting replaces parts and removes those without successor, and nothing else', async () => {
  const files = memory()
  await save(files, '/out', [['0'], ['1'], ['2']])
  files.write('/out/notes.txt', 'mine')
  files.write('/out/_temporary/part-00007', 'left by a crash')
  await save(files, '/out', [['new']], { overwrite: true })
  assert.deepEqual(names(files, '/out'), ['_SUCCESS', 'notes.txt', 'part-00000'])
  assert.equal(readText(files, '/out/part-00000'), 'new\n')
  await save(files, '/out', [['zipped']], { overwrite: true, codec: 'gzip' })
  assert.deepEqual(names(files, '/out'), ['_SUCCESS', 'notes.txt', 'part-00000.gz'])
})

test('a part that no task has committed fails the commit, which then shows no success', async () => {
  const files = memory()
  const output = new OutputDirectory(files, '/out')
  await output.begin()
  await assert.rejects(output.commit(1), { code: 'E_OUTPUT_UNWRITABLE', message: /cannot write \/out: ENOENT/ })
  assert.equal(files.statSync('/out/_SUCCESS'), undefined)
})

test('bytes are written as they are, in order with the lines', async () => {
  const files = memory()
  const output = new OutputDirectory(files, '/out')
  await output.begin()
  const part = output.part(12)
  part.writeLines(['x'])
  part.writeBytes(Buffer.from('12'))
  part.writeLines(['y'])
  await part.commit()
  assert.equal(readText(files, '/out/_temporary/part-00012'), 'x\n12y\n')
  assert.equal(partName(123456, 'zstd'), 'part-123456.zst')
})

test('an unknown codec is refused at once', () => {
  assert.throws(() => new OutputDirectory(memory(), '/out', { codec: 'lzo' }), {
    message: "E_ARGUMENT: 'lzo' is not a codec. Use one of gzip, deflate, brotli, zstd.",
  })
})
