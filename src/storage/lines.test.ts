import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { ManualClock } from '../kernel/clock/manual.ts'
import { linesOf, readCompressedLines, readLines } from './lines.ts'
import { MemoryFiles } from './memory-files.ts'
import { nodeFiles } from './node-files.ts'
import { splitFiles } from './split-files.ts'
import type { FileSplit } from './splits.ts'

const files = new MemoryFiles(new ManualClock())

function put(path: string, content: string | Uint8Array): FileSplit {
  files.write(path, content)
  return { path, start: 0, end: files.statSync(path)?.size ?? 0 }
}

const read = (split: FileSplit, limits = {}): string[] => [...readLines(files, split, limits)].flat()

async function readAll(split: FileSplit, limits = {}): Promise<string[]> {
  const lines: string[] = []
  for await (const chunk of readCompressedLines(files, split, limits)) lines.push(...chunk)
  return lines
}

const CASES: readonly [title: string, content: string | Uint8Array, lines: string[]][] = [
  ['an empty file has no lines', '', []],
  ['a last line without end', 'a\nb', ['a', 'b']],
  ['a last line with end', 'a\nb\n', ['a', 'b']],
  ['an empty last line', 'a\n\n', ['a', '']],
  ['a byte order mark', '\ufeffa\n\ufeffb', ['a', '\ufeffb']],
  ['nothing but a byte order mark', '\ufeff', []],
  ['bytes that are not UTF-8', Uint8Array.of(0xff, 0x0a), ['\ufffd']],
  ['\\r and \\r\\n', 'a\rb\r\nc\r', ['a', 'b', 'c']],
]

for (const [title, content, lines] of CASES) {
  test(title, async () => {
    assert.deepEqual(read(put('/a', content)), lines)
    assert.deepEqual(await readAll(put('/a.gz', gzipSync(content))), lines)
  })
}

test('splits have the lines that begin in them, wherever they are cut', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '\r\n'), maxLength: 40 })
  fc.assert(
    fc.property(text, fc.array(fc.nat(60)), (content, cuts) => {
      const { path, end: size } = put('/p', content)
      const at = [0, ...cuts.map((c) => Math.min(c, size)).sort((a, b) => a - b), size]
      const parts = at.slice(1).flatMap((end, i) => read({ path, start: at[i] as number, end }))
      assert.deepEqual(parts, read({ path, start: 0, end: size }))
    }),
  )
})

test('a line that begins in a split is whole, and one that begins at its end is of the next', () => {
  put('/s', 'ab\ncd\r\nef')
  const cut = (at: number): string[][] => [
    read({ path: '/s', start: 0, end: at }),
    read({ path: '/s', start: at, end: 9 }),
  ]
  assert.deepEqual([2, 3, 4, 6, 7, 8].map(cut), [
    [['ab'], ['cd', 'ef']],
    [['ab'], ['cd', 'ef']],
    [['ab', 'cd'], ['ef']],
    [['ab', 'cd'], ['ef']],
    [['ab', 'cd'], ['ef']],
    [['ab', 'cd', 'ef'], []],
  ])
})

test('files of many blocks, with ends and characters on their borders', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    for (const width of [1, 7, 63, 1000, 70_000]) {
      const expected = Array.from({ length: Math.ceil(300_000 / width) }, (_, i) =>
        'é'.repeat(width - (i % 3 === 0 ? 1 : 0)),
      )
      const { path, end: size } = put('/big', expected.join(end) + end)
      assert.deepEqual(read({ path, start: 0, end: size }), expected)
      const parts = splitFiles([files.statSync(path)!], 7).flat()
      assert.deepEqual(
        parts.flatMap((split) => read(split)),
        expected,
      )
    }
  }
})

test('a chunk is a block, and reading stops with its reader', async (t) => {
  const { path, end } = put('/c', 'line\n'.repeat(100_000))
  const chunks = readLines(files, { path, start: 0, end })
  assert.equal(chunks.next().value?.length, Math.floor(65536 / 5))
  let closed = 0
  const open = files.open.bind(files)
  t.mock.method(files, 'open', (name: string) => {
    const file = open(name)
    return { size: file.size, read: file.read.bind(file), close: () => closed++ }
  })
  for (const _ of readLines(files, { path, start: 0, end })) break
  put('/c.gz', gzipSync('line\n'.repeat(100_000)))
  for await (const _ of readCompressedLines(files, { path: '/c.gz', start: 0, end: 9 })) break
  assert.equal(closed, 2)
})

const CODECS = { gz: gzipSync, gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zst: zstdCompressSync }

for (const [ending, compress] of Object.entries(CODECS)) {
  test(`lines of a .${ending} file; a damaged one is refused`, async () => {
    const expected = Array.from({ length: 50_000 }, (_, i) => `line ${i} é`)
    const whole = compress(expected.join('\n'))
    const path = `/z.${ending}`
    assert.deepEqual(await readAll(put(path, whole)), expected)
    assert.deepEqual(await readAll(put(path, '')), [])
    for (const broken of [whole.subarray(0, whole.length - 5), Buffer.from('no such format at all')]) {
      await assert.rejects(readAll(put(path, broken)), { code: 'E_INPUT_UNREADABLE' })
    }
  })
}

test('compressed files of several members are read to their end', async () => {
  // Members of 256 KiB each end on the borders of the blocks in which the file is read.
  const noise = Array.from({ length: 40_000 }, (_, i) => Math.sin(i).toString(36)).join('\n')
  for (const [ending, compress] of [
    ['gz', gzipSync],
    ['zst', zstdCompressSync],
  ] as const) {
    const member = compress(noise)
    for (const count of [2, 3, 5]) {
      const lines = await readAll(put(`/m.${ending}`, Buffer.concat(Array.from({ length: count }, () => member))))
      assert.equal(lines.join('\n'), noise.repeat(count))
    }
  }
})

test('zstd frames that end where a block ends', async () => {
  const block = 256 * 1024
  // A skippable frame (RFC 8878 §3.1.2) fills the first block exactly.
  const filler = Buffer.alloc(block)
  filler.writeUInt32LE(0x184d2a50, 0)
  filler.writeUInt32LE(block - 8, 4)
  const frames = [filler, zstdCompressSync('a\n'), zstdCompressSync(''), zstdCompressSync('b\n')]
  assert.deepEqual(await readAll(put('/f.zst', Buffer.concat(frames))), ['a', 'b'])
})

test('the first error says which file, and why', async () => {
  assert.throws(() => read({ path: '/none', start: 0, end: 1 }), {
    message: 'E_INPUT_MISSING: input path does not exist: /none. Check the path, or wait until the file is there.',
  })
  await assert.rejects(readAll({ path: '/none.gz', start: 0, end: 1 }), { code: 'E_INPUT_MISSING' })
  const cut = put('/cut.gz', gzipSync('a\nb\n').subarray(0, 15))
  await assert.rejects(readAll(cut), {
    message:
      'E_INPUT_UNREADABLE: cannot read /cut.gz: unexpected end of file. ' +
      'Check that the file is whole and that this user may read it.',
  })
  await assert.rejects(readAll(put('/a.bz2', 'x')), {
    message:
      'E_INPUT_UNREADABLE: cannot read /a.bz2: files that end in .bz2 cannot be decompressed here. ' +
      'Compress it anew as one of .gz, .gzip, .deflate, .br, .zst.',
  })
})

test('a line that is too long is refused, in every split that it touches', async () => {
  const long = put('/long', `ab\n${'x'.repeat(200_000)}\ncd\n`)
  const message =
    'E_INPUT_UNREADABLE: cannot read /long: a line in the block at offset 65536 is longer than 100000 bytes. ' +
    'Check that it is a text file, or read it with binaryRecords or binaryFiles.'
  assert.throws(() => read(long, { maxLineBytes: 100_000 }), { message })
  assert.throws(() => read({ ...long, start: 10 }, { maxLineBytes: 100_000 }), { code: 'E_INPUT_UNREADABLE' })
  assert.deepEqual(
    read(long, { maxLineBytes: 200_000 }).map((line) => line.length),
    [2, 200_000, 2],
  )
  const zipped = put('/long.gz', gzipSync('x'.repeat(10_000_000)))
  await assert.rejects(readAll(zipped, { maxLineBytes: 1_000_000 }), { code: 'E_INPUT_UNREADABLE' })
})

test('a file that became shorter since it was listed has what is left', () => {
  put('/shrunk', 'a\nb\n')
  assert.deepEqual(read({ path: '/shrunk', start: 0, end: 1000 }), ['a', 'b'])
  assert.deepEqual(read({ path: '/shrunk', start: 500, end: 1000 }), [])
})

test('linesOf takes the way that the file needs', async () => {
  assert.ok(Symbol.iterator in linesOf(files, put('/w', 'a')))
  assert.ok(Symbol.asyncIterator in linesOf(files, put('/w.gz', gzipSync('a'))))
})

test('lines of a file on the disk', async (t) => {
  const root = await nodeFiles.temporaryDirectory('lines-')
  t.after(() => nodeFiles.remove(root))
  const file = nodeFiles.create(`${root}/a`)
  const expected = Array.from({ length: 100_000 }, (_, i) => `${i}`)
  file.append(Buffer.from(expected.join('\n')))
  file.close()
  const splits = splitFiles([nodeFiles.statSync(`${root}/a`)!], 4).flat()
  assert.deepEqual(
    splits.flatMap((split) => [...readLines(nodeFiles, split)].flat()),
    expected,
  )
})
