import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync, gzipSync, inflateSync, zstdCompressSync } from 'node:zlib'
import { compressor } from './compress.ts'
import { type Compression, compressionNamed, compressionOf, endingFor, isCompressed } from './compression.ts'
import { decompress } from './decompress.ts'

test('a file is compressed as its ending says', () => {
  const names = ['a.gz', 'a.GZIP', 'a.deflate', 'a.br', 'a.zst', 'a.txt', 'a', 'x.gz/a', 'gz', 'a.constructor']
  const none = undefined
  assert.deepEqual(names.map(compressionOf), [
    'gzip',
    'gzip',
    'deflate',
    'brotli',
    'zstd',
    none,
    none,
    none,
    none,
    none,
  ])
  assert.deepEqual(['a.gz', 'a.bz2', 'a.xz', 'a.lzo', 'a.lz4', 'a.snappy', 'a.txt'].map(isCompressed), [
    true,
    true,
    true,
    true,
    true,
    true,
    false,
  ])
  assert.throws(() => compressionOf('/in/a.snappy'), {
    message:
      'E_INPUT_UNREADABLE: cannot read /in/a.snappy: files that end in .snappy cannot be decompressed here. ' +
      'Compress it anew as one of .gz, .gzip, .deflate, .br, .zst.',
  })
})

test('codecs have our names and those of Hadoop', () => {
  assert.equal(compressionNamed('gzip'), 'gzip')
  assert.equal(compressionNamed('org.apache.hadoop.io.compress.GzipCodec'), 'gzip')
  assert.equal(compressionNamed('org.apache.hadoop.io.compress.DefaultCodec'), 'deflate')
  assert.equal(compressionNamed('org.apache.hadoop.io.compress.ZStandardCodec'), 'zstd')
  assert.equal(endingFor(undefined), '')
  for (const name of ['org.apache.hadoop.io.compress.SnappyCodec', 'toString']) {
    assert.throws(() => compressionNamed(name), {
      message: `E_ARGUMENT: '${name}' is not a codec. Use one of gzip, deflate, brotli, zstd.`,
    })
  }
})

const OPENED: Record<Compression, (bytes: Uint8Array) => Uint8Array> = {
  gzip: (bytes) => gunzipSync(bytes),
  deflate: (bytes) => inflateSync(bytes),
  brotli: (bytes) => brotliDecompressSync(bytes),
  zstd: (bytes) => decompress(bytes, 'zstd', 'x', 1e9),
}

for (const [name, open] of Object.entries(OPENED)) {
  const compression = name as Compression
  test(`what ${name} compresses in pieces is one file`, () => {
    for (const [count, size] of [
      [0, 0],
      [1, 0],
      [3, 10],
      [50, 100_000],
    ] as const) {
      const pieces = Array.from({ length: count }, (_, i) => Buffer.alloc(size, `piece ${i} `))
      const compress = compressor(compression)
      const file = Buffer.concat([...pieces.map((piece) => compress.push(piece)), compress.end()])
      assert.ok(Buffer.from(open(file)).equals(Buffer.concat(pieces)), `${count} pieces of ${size} bytes`)
      assert.ok(size < 100 || file.length < 100_000)
      assert.ok(decompress(file, compression, 'x', 1e9).length === count * size)
    }
  })
}

test('brotli refuses a file that it could not hold', () => {
  const compress = compressor('brotli')
  const piece = new Uint8Array(128 * 1024 * 1024)
  compress.push(piece)
  compress.push(piece)
  assert.throws(() => compress.push(Uint8Array.of(1)), {
    message:
      'E_ARGUMENT: a file of more than 268435456 bytes cannot be compressed with brotli. Save more partitions, or use zstd.',
  })
})

test('decompress stops at its limit, over all members', () => {
  const frame = zstdCompressSync('x'.repeat(1000))
  const two = Buffer.concat([frame, frame])
  assert.equal(decompress(two, 'zstd', '/b', 2000).length, 2000)
  for (const [bytes, compression, limit] of [
    [two, 'zstd', 1999],
    [two, 'zstd', 1000],
    [gzipSync(Buffer.alloc(1e6)), 'gzip', 1000],
  ] as const) {
    assert.throws(() => decompress(bytes, compression, '/b', limit), {
      message: `E_INPUT_UNREADABLE: cannot read /b: its content is longer than ${limit} bytes. Read it in pieces, or raise the limit.`,
    })
  }
})
