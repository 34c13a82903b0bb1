import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { SparkContext } from '../../index.ts'
import { Pages } from '../../kernel/bytes/pages.ts'
import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { RDD } from '../../rdd/rdd.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'
import { groundOf } from '../ground.ts'
import { areFresh, readPieces, received, recordsOf, type WirePiece, wirePieces, wireRecords } from './wire-given.ts'

const sc = new SparkContext('local', 'given')
const pages = new Pages({ shared: true })
const { conf, environment } = sc
const ground = groundOf({ master: 'local', conf, environment }, undefined, pages)
const folder = mkdtempSync(join(tmpdir(), 'millstream-given-'))
after(async () => {
  rmSync(folder, { recursive: true })
  await sc.stop()
})

const crossed = (pieces: WirePiece[] | undefined): WirePiece[] => received(structuredClone(pieces ?? []))
const read = (pieces: WirePiece[]): unknown[] =>
  [...readPieces(pieces, ground.blocks)].flatMap((piece) => [...(piece as Iterable<unknown>)])
const kinds = (pieces: WirePiece[] | undefined): string[] | undefined => pieces?.map(({ kind }) => kind)

/** An RDD of received blocks, one a partition. */
const ofBlocks = (...blocks: string[]): RDD<any> =>
  new RDD(sc, {
    operator: 'received',
    dependencies: [],
    body: { kind: 'source', source: { type: 'blocks', blocks } },
    partitions: blocks.length,
  })

test('files of the disk go as places, and are read where they come to', () => {
  const path = join(folder, 'text')
  writeFileSync(path, 'one\ntwo\n')
  const pieces = wirePieces(sc.textFile(path, 1), 0, ground)
  assert.deepEqual(kinds(pieces), ['source'])
  writeFileSync(path, 'six\nten\n')
  assert.deepEqual(read(crossed(pieces)), ['six', 'ten'])
  rmSync(path)
  assert.throws(() => read(crossed(pieces)), {
    code: 'E_INPUT_MISSING',
    message: /^E_INPUT_MISSING at textFile \(wire-given\.test\.ts:\d+\): /,
  })
})

test('a union goes as its parts; what a function makes has to be computed first', () => {
  const path = join(folder, 'part')
  writeFileSync(path, 'one\n')
  const both = sc.textFile(path, 1).union(sc.parallelize(['two'], 1))
  assert.deepEqual(
    [0, 1].map((p) => read(crossed(wirePieces(both, p, ground)))),
    [['one'], ['two']],
  )
  assert.equal(
    wirePieces(
      both.map((x) => x),
      0,
      ground,
    ),
    undefined,
  )
  assert.equal(wirePieces(sc.textFile(join(folder, 'none'), 1), 0, ground), undefined)
})

test('files that only this thread has are read here', async () => {
  const files = new MemoryFiles(new ManualClock())
  files.write('/text', 'one\n')
  await using inner = new SparkContext({ master: 'local', environment: { files } })
  assert.equal(wirePieces(inner.textFile('/text', 1), 0, ground), undefined)
})

test('lines in shared memory are not copied, and are not taken for others that come to lie there', async () => {
  const page = pages.take()
  const bytes = page.subarray(0, page.write('one\ntwo\n'))
  pages.hold(bytes)
  pages.done(page)
  ground.blocks.put('block', ['zero', new TextBlock(bytes)], StorageLevel.MEMORY_ONLY)
  const pieces = crossed(wirePieces(ofBlocks('block'), 0, ground))
  assert.deepEqual(kinds(pieces), ['records', 'text'])
  assert.deepEqual(read(pieces), ['zero', 'one', 'two'])
  page.write('six\nten\n')
  assert.deepEqual(read(pieces), ['zero', 'six', 'ten'])
  assert.equal(areFresh(pieces), true)
  ground.blocks.drop('block')
  assert.equal(areFresh(pieces), false)
  await undefined
  assert.deepEqual(pages.sizes, { inUse: 0, free: 1 })
})

test('objects and pairs go as a frame, and come as they were', () => {
  const values = [undefined, null, -0, Number.NaN, 1n, 'é', new Date(3), new Map([[1, { a: 2 }]]), new Uint8Array([7])]
  const pairs = Array.from({ length: 90 }, (_, i) => [i, values[i % values.length]])
  const objects = pairs.map(([id, value]) => ({ id, value }))
  for (const records of [pairs, objects]) {
    const sent = wireRecords(records, sc.site('test'), true)
    assert.equal(sent.kind, 'frame')
    assert.deepEqual(recordsOf(structuredClone(sent)), records)
  }
  for (const records of [['text', 'text'], Array.from({ length: 90 }, (_, i) => i), pairs.slice(0, 5), []])
    assert.deepEqual(wireRecords(records, sc.site('test'), true), { kind: 'records', records })
})

test('a record that cannot cross names its source', () => {
  const records = Array.from({ length: 90 }, (_, i) => [i, i === 70 ? () => 1 : i])
  assert.throws(() => wirePieces(sc.parallelize(records, 1), 0, ground), {
    message:
      /^E_USER_FUNCTION at parallelize \(wire-given\.test\.ts:\d+\): a record cannot go to another thread: .* \(record \[ 70, \[Function \(anonymous\)\] \]\)\. Let records be data: /,
  })
})
