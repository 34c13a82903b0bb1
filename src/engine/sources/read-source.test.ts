import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { SmallRdds } from '../../../test/engine/small-rdds.ts'
import { encodeRecords } from '../../kernel/codec.ts'
import { Site } from '../../kernel/site.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { PartitionSource } from '../../rdd/source.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'
import { BlockStore } from '../blocks/block-store.ts'
import { readSource } from './read-source.ts'

const sourceOf = (r: SmallRdds, source: PartitionSource, partitions = 1): RDD<any> =>
  r.make('source', [], { kind: 'source', source }, { partitions })

test('a range is cut evenly', async () => {
  const r = new SmallRdds()
  const range = (start: number, end: number, step: number, slices: number) =>
    r.collect(sourceOf(r, { type: 'range', start, end, step, slices }, slices))
  assert.deepEqual(await range(0, 10, 3, 3), [[0], [3], [6, 9]])
  assert.deepEqual(await range(5, 0, -2, 2), [[5], [3, 1]])
  assert.deepEqual(await range(3, 3, 1, 2), [[], []])
  const [big] = await range(0, 20_000, 1, 1)
  assert.deepEqual([big?.length, big?.at(-1)], [20_000, 19_999])
})

test('lines, plain and compressed, are one list', async () => {
  const r = new SmallRdds()
  r.files.write('/a.txt', 'one\ntwo\n')
  r.files.write('/b.gz', gzipSync('three\nfour'))
  const splits = [
    [
      { path: '/a.txt', start: 0, end: 8 },
      { path: '/b.gz', start: 0, end: 30 },
    ],
  ]
  const lines = sourceOf(r, { type: 'lines', files: r.files, splits })
  assert.deepEqual(await r.collect(lines), [['one', 'two', 'three', 'four']])
  assert.deepEqual(
    await r.run(
      r.step(lines, 'map', (l) => l.length),
      { kind: 'take', limit: 3 },
    ),
    [[3, 3, 5]],
  )
  assert.deepEqual(await r.collect(r.partition(lines, (records) => [[...records].join()])), [['one,two,three,four']])
})

test('files are closed, however the task ends', async () => {
  const r = new SmallRdds({ 'spark.task.maxFailures': 1 })
  r.files.write('/a.txt', 'x\n'.repeat(100_000))
  let open = 0
  const real = r.files.open.bind(r.files)
  const closed = (file: { close(): void }): void => {
    open--
    file.close()
  }
  r.files.open = (path) => {
    open++
    const file = real(path)
    return { size: file.size, read: (into, at) => file.read(into, at), close: () => closed(file) }
  }
  const lines = sourceOf(r, { type: 'lines', files: r.files, splits: [[{ path: '/a.txt', start: 0, end: 200_000 }]] })
  await r.run(lines, { kind: 'take', limit: 1 })
  assert.equal(open, 0)
  await assert.rejects(r.collect(r.step(lines, 'map', () => assert.fail('no'))), { code: 'E_USER_FUNCTION' })
  assert.equal(open, 0)
  const first = r.partition(lines, (records) => [records[Symbol.iterator]().next().value])
  assert.deepEqual(await r.collect(first), [['x']])
  assert.equal(open, 0)
})

test('whole files, records of fixed length, object files', async () => {
  const r = new SmallRdds()
  r.files.write('/a', 'abcd')
  const whole = (as: 'text' | 'bytes') => r.collect(sourceOf(r, { type: 'whole', files: r.files, paths: [['/a']], as }))
  assert.deepEqual(await whole('text'), [[['/a', 'abcd']]])
  assert.deepEqual(await whole('bytes'), [[['/a', new Uint8Array([97, 98, 99, 100])]]])
  const splits = [[{ path: '/a', start: 0, end: 4 }]]
  assert.deepEqual(await r.collect(sourceOf(r, { type: 'records', files: r.files, splits, length: 2 })), [
    [new Uint8Array([97, 98]), new Uint8Array([99, 100])],
  ])
  r.files.write('/o', Buffer.concat([encodeRecords([1, 2]), encodeRecords([new Map([[3, 4]])])]))
  assert.deepEqual(await r.collect(sourceOf(r, { type: 'objects', files: r.files, paths: [['/o']] })), [
    [1, 2, new Map([[3, 4]])],
  ])
})

test('a file that is missing is an error of the input, not of a function', async () => {
  const r = new SmallRdds()
  const source = sourceOf(r, { type: 'whole', files: r.files, paths: [['/none']], as: 'text' })
  await assert.rejects(r.collect(source), {
    message:
      'E_INPUT_MISSING at source: input path does not exist: /none. Check the path, or wait until the file is there.',
  })
})

test('a compressed file that is damaged is told with the line of its source', async () => {
  const r = new SmallRdds()
  r.files.write('/a.gz', 'no gzip')
  const splits = [[{ path: '/a.gz', start: 0, end: 7 }]]
  const lines = sourceOf(r, { type: 'lines', files: r.files, splits })
  const told = {
    message:
      'E_INPUT_UNREADABLE at source: cannot read /a.gz: incorrect header check. ' +
      'Check that the file is whole and that this user may read it.',
  }
  await assert.rejects(r.collect(lines), told)
  await assert.rejects(r.collect(r.partition(lines, (records) => records)), told)
})

test('received blocks, one a partition', () => {
  const blocks = new BlockStore(1000, undefined as never, undefined as never)
  blocks.put('input-0-1', ['a'], StorageLevel.MEMORY_ONLY)
  const source = { type: 'blocks', blocks: ['input-0-0', 'input-0-1'] } as const
  assert.deepEqual([...readSource(source, 1, blocks, new Site('source'))], [['a']])
  assert.throws(() => [...readSource(source, 0, blocks, new Site('source'))], {
    message: 'BUG_INVARIANT at source: the received block input-0-0 is not there any more.',
  })
})
