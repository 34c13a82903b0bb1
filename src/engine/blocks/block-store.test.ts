import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { LineLogger } from '../../kernel/log.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'
import { BlockStore } from './block-store.ts'
import { estimateBytes } from './size.ts'
import { SpillDirectory } from './spill-directory.ts'

const records = ['x'.repeat(400)]
const one = estimateBytes(records)

function storeOf(limit: number) {
  const files = new MemoryFiles(new ManualClock())
  const warnings: string[] = []
  const logger = new LineLogger((line) => warnings.push(line))
  const store = new BlockStore(limit, new SpillDirectory(files, '/local'), logger)
  const paths = async (): Promise<string[]> => {
    const found = await Promise.all((await files.list('/local')).map(({ path }) => files.list(path)))
    return found.flat().map(({ path }) => path)
  }
  return { store, files, warnings, paths }
}

test('the block that was not used for longest makes room', () => {
  const { store } = storeOf(2 * one)
  store.keep('a', 1, records, StorageLevel.MEMORY_ONLY)
  store.keep('b', 2, records, StorageLevel.MEMORY_ONLY)
  store.get('a')
  store.keep('c', 3, records, StorageLevel.MEMORY_ONLY)
  assert.deepEqual(
    ['a', 'b', 'c'].filter((id) => store.has(id)),
    ['a', 'c'],
  )
  assert.equal(store.bytes, 2 * one)
})

test('partitions of one RDD do not push each other out', () => {
  const { store } = storeOf(2 * one)
  for (const id of ['a', 'b', 'c']) store.keep(id, 1, records, StorageLevel.MEMORY_ONLY)
  assert.deepEqual(
    ['a', 'b', 'c'].filter((id) => store.has(id)),
    ['a', 'b'],
  )
})

test('received blocks are moved to disk and never dropped, whatever their level', async () => {
  const { store, paths } = storeOf(one)
  store.put('a', records, StorageLevel.MEMORY_ONLY)
  store.put('b', records, StorageLevel.MEMORY_ONLY)
  await store.pending
  assert.equal(store.bytes, one)
  store.put('c', [1, 2], StorageLevel.MEMORY_ONLY)
  assert.deepEqual(store.received('a'), records)
  assert.deepEqual(store.received('b'), records)
  assert.deepEqual(store.received('c'), [1, 2])
  store.drop('a')
  store.drop('b')
  await null
  assert.deepEqual(await paths(), [])
  await store.close()
})

test('a received block that cannot be kept is refused', async () => {
  const { store, files } = storeOf(one)
  store.put('a', records, StorageLevel.MEMORY_ONLY)
  store.put('b', records, StorageLevel.MEMORY_ONLY)
  await store.pending
  files.create = () => {
    throw new Error('disk full')
  }
  assert.throws(() => store.put('c', ['y'.repeat(900)], StorageLevel.MEMORY_ONLY), { message: 'disk full' })
  assert.equal(store.has('c'), false)
  assert.deepEqual(store.received('b'), records)
})

test('without a place on disk, partitions beyond the limit are dropped', async () => {
  const { store, files, warnings } = storeOf(one)
  files.temporaryDirectory = () => Promise.reject(new Error('read-only'))
  store.keep('a', 1, records, StorageLevel.MEMORY_AND_DISK)
  store.keep('b', 2, records, StorageLevel.MEMORY_AND_DISK)
  await store.pending
  assert.equal(store.bytes, one)
  assert.deepEqual(warnings, ['WARN there is no place for blocks on disk: Error: read-only'])
})

test('serialized levels keep what cannot be written as it is', () => {
  const { store } = storeOf(1000)
  const withFunction = [() => 1]
  store.keep('a', 1, withFunction, StorageLevel.MEMORY_ONLY_SER)
  assert.equal(store.get('a'), withFunction)
})

test('a block that is not there', () => {
  const { store } = storeOf(one)
  assert.equal(store.get('a'), undefined)
  store.drop('a')
  assert.throws(() => store.received('a'), { message: 'BUG_INVARIANT: the received block a is not there any more.' })
})

test('the size of records is about right', () => {
  assert.equal(estimateBytes([]), 64)
  assert.equal(estimateBytes([1, 2, 3]), 64 + 24)
  const many = Array.from({ length: 10_000 }, () => ['abcdefgh', 1.5])
  const bytes = estimateBytes(many) / many.length
  assert.ok(bytes > 60 && bytes < 160, `${bytes} bytes a pair`)
})
