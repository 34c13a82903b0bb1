import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FileStatus } from './files.ts'
import { packFiles, splitFiles, splitRecords } from './split-files.ts'

const file = (path: string, size: number): FileStatus => ({
  path,
  name: path,
  kind: 'file',
  size,
  modified: 0,
  mode: 0o644,
})
const shown = (splits: ReturnType<typeof splitFiles>): string[][] =>
  splits.map((p) => p.map((s) => `${s.path} ${s.start}-${s.end}`))

const CASES: readonly [title: string, files: FileStatus[], partitions: number, splits: string[]][] = [
  ['one file in two', [file('a', 100)], 2, ['a 0-50', 'a 50-100']],
  ['a remainder is a split', [file('a', 10)], 3, ['a 0-3', 'a 3-6', 'a 6-9', 'a 9-10']],
  [
    'slack is taken of the last split, not of all',
    [file('a', 105)],
    10,
    Array.from({ length: 10 }, (_, i) => `a ${i * 10}-${i === 9 ? 100 : i * 10 + 10}`).concat('a 100-105'),
  ],
  [
    'ten per cent go with the last split',
    [file('a', 21), file('b', 19)],
    4,
    ['a 0-10', 'a 10-21', 'b 0-10', 'b 10-19'],
  ],
  ['splits do not span files', [file('a', 10), file('b', 2)], 2, ['a 0-6', 'a 6-10', 'b 0-2']],
  ['compressed files stay whole', [file('a.gz', 100), file('b.BZ2', 9)], 10, ['a.gz 0-100', 'b.BZ2 0-9']],
  ['an empty file has no split', [file('a', 0), file('b', 4), file('c.gz', 0)], 2, ['b 0-2', 'b 2-4']],
  ['fewer bytes than partitions', [file('a', 2)], 5, ['a 0-1', 'a 1-2']],
  ['no files', [], 2, []],
  ['0 partitions asked', [file('a', 5)], 0, ['a 0-5']],
]

for (const [title, files, partitions, splits] of CASES) {
  test(`splitFiles: ${title}`, () => {
    assert.deepEqual(
      shown(splitFiles(files, partitions)),
      splits.map((s) => [s]),
    )
  })
}

test('a split is never larger than 32 MiB and the slack', () => {
  const mib = 1024 * 1024
  assert.deepEqual(
    splitFiles([file('a', 100 * mib)], 2)
      .flat()
      .map((s) => (s.end - s.start) / mib),
    [32, 32, 32, 4],
  )
})

test('records are not cut', () => {
  assert.deepEqual(shown(splitRecords([file('a', 30), file('b', 0)], 10)), [['a 0-30']])
  const length = 30 * 1024 * 1024 + 1
  assert.deepEqual(
    splitRecords([file('a', 3 * length)], length)
      .flat()
      .map((s) => s.start / length),
    [0, 1, 2],
  )
  const small = splitRecords([file('a', 1e9 - (1e9 % 7))], 7).flat()
  assert.ok(small.length > 20 && small.every((s) => s.start % 7 === 0))
})

test('whole files are packed to about equal sizes', () => {
  const four = [file('a', 5), file('b', 5), file('c', 5), file('d', 5)]
  assert.deepEqual(packFiles(four, 2), [
    ['a', 'b'],
    ['c', 'd'],
  ])
  assert.deepEqual(packFiles(four, 9), [['a'], ['b'], ['c'], ['d']])
  assert.deepEqual(packFiles(four, 1), [['a', 'b', 'c', 'd']])
  assert.deepEqual(packFiles([file('a', 0), file('b', 0)], 2), [['a', 'b']])
  assert.deepEqual(packFiles([], 2), [])
})
