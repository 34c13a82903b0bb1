import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RDD, StorageLevel } from '../../src/index.ts'
import type { MemoryFiles } from '../../src/storage/memory-files.ts'
import { type Spark, spark } from './spark.ts'

/** Four partitions of some hundred bytes each, and the numbers of those that were computed, in order. */
function counted({ sc }: Spark, level?: StorageLevel): { rdd: RDD<string>; computed: number[] } {
  const computed: number[] = []
  const rdd = sc.parallelize([0, 1, 2, 3], 4).mapPartitionsWithIndex((p, xs) => {
    computed.push(p)
    return [...xs].flatMap((x) => Array.from({ length: 10 }, (_, i) => `record ${i} of ${x}`))
  })
  return { rdd: level === undefined ? rdd : rdd.persist(level), computed }
}

/** Files of spilled blocks. */
async function spilled(files: MemoryFiles): Promise<string[]> {
  const [directory] = (await files.stat('/spill')) === undefined ? [] : await files.list('/spill')
  return directory === undefined ? [] : (await files.list(directory.path)).map((file) => file.path)
}

/** What is in memory is pushed out by another RDD that takes nearly all of it. */
const pushOut = async ({ sc }: Spark, memory: number): Promise<void> => {
  const big = sc.parallelize(['x'.repeat(memory - 200)], 1).persist(StorageLevel.MEMORY_ONLY)
  await big.count()
  big.unpersist()
}

test('partitions that were evicted are computed again, and only those', async () => {
  await using s = spark({ 'spark.memory.storage': '2000b' })
  const { rdd, computed } = counted(s, StorageLevel.MEMORY_ONLY)
  const all = await rdd.collect()
  // Not all of it finds room: what does stays, and the rest is computed each time.
  computed.length = 0
  assert.deepEqual(await rdd.collect(), all)
  assert.ok(computed.length > 0 && computed.length < 4, `${computed} were computed again`)
  await pushOut(s, 2000)
  computed.length = 0
  assert.deepEqual(await rdd.collect(), all)
  assert.deepEqual(computed, [0, 1, 2, 3])
})

test('partitions that were moved to disk are read back, and computed by nobody', async () => {
  await using s = spark({ 'spark.memory.storage': '1000b' })
  const { rdd, computed } = counted(s, StorageLevel.MEMORY_AND_DISK)
  const all = await rdd.collect()
  await pushOut(s, 1000)
  assert.equal((await spilled(s.files)).length, 4)
  for (let i = 0; i < 3; i++) assert.deepEqual(await rdd.collect(), all)
  assert.deepEqual(computed, [0, 1, 2, 3])
  rdd.unpersist()
  await undefined
  assert.deepEqual(await spilled(s.files), [])
})

for (const [name, damage] of Object.entries<(files: MemoryFiles, path: string) => unknown>({
  'is gone': (files, path) => files.remove(path),
  'is empty': (files, path) => files.write(path, ''),
  'is cut off': (files, path) => {
    const bytes = new Uint8Array(files.statSync(path)?.size ?? 0)
    files.open(path).read(bytes, 0)
    files.write(path, bytes.subarray(0, bytes.length - 3))
  },
  'has a flipped bit': (files, path) => {
    const bytes = new Uint8Array(files.statSync(path)?.size ?? 0)
    files.open(path).read(bytes, 0)
    bytes[40] = (bytes[40] ?? 0) ^ 4
    files.write(path, bytes)
  },
}))
  test(`a partition whose file ${name} is computed again, with a warning, and kept again`, async () => {
    await using s = spark()
    const { rdd, computed } = counted(s, StorageLevel.DISK_ONLY)
    const all = await rdd.collect()
    await s.sc.parallelize([1]).count()
    const [first, second] = await spilled(s.files)
    await damage(s.files, first ?? '')
    await damage(s.files, second ?? '')
    computed.length = 0
    assert.deepEqual(await rdd.collect(), all)
    assert.equal(computed.length, 2)
    assert.equal(s.logged.filter((line) => line.includes('cannot be read and is computed again')).length, 2)
    assert.deepEqual(await rdd.collect(), all)
    assert.equal(computed.length, 2)
  })

test('without a place on disk what does not fit is computed again, and the program goes on', async () => {
  await using s = spark({ 'spark.memory.storage': '1000b' })
  s.files.temporaryDirectory = () => Promise.reject(new Error('ENOSPC: no space left on device'))
  const { rdd, computed } = counted(s, StorageLevel.MEMORY_AND_DISK)
  const all = await rdd.collect()
  computed.length = 0
  assert.deepEqual(await rdd.collect(), all)
  assert.ok(computed.length > 0)
  assert.ok(s.logged.some((line) => line.includes('ENOSPC')))
})

test('a disk that is full keeps nothing half-written', async () => {
  await using s = spark()
  const create = s.files.create.bind(s.files)
  s.files.create = (path, options) => {
    const file = create(path, options)
    const append = (): never => {
      throw new Error('ENOSPC: no space left on device')
    }
    return { size: 0, append, appendAll: append, sync: () => file.sync(), close: () => file.close() }
  }
  const { rdd, computed } = counted(s, StorageLevel.DISK_ONLY)
  const all = await rdd.collect()
  await s.sc.parallelize([1]).count()
  assert.deepEqual(await spilled(s.files), [])
  s.files.create = create
  assert.deepEqual(await rdd.collect(), all)
  await s.sc.parallelize([1]).count()
  assert.deepEqual(await rdd.collect(), all)
  assert.deepEqual(computed, [0, 1, 2, 3, 0, 1, 2, 3])
})

/** Lists that are changed in place, so that what a map task made is used up by its first reader. */
const lists = (rdd: RDD<string>): RDD<readonly [string, string[]]> =>
  rdd
    .map((text) => [text.slice(0, 8), text] as const)
    .combineByKey(
      (text) => [text],
      (list, text) => {
        list.push(text)
        return list
      },
      (list, other) => {
        list.push(...other)
        return list
      },
      3,
    )

test('a kept RDD behind a shuffle that is let go of is made anew, of map outputs that are made anew', async () => {
  await using s = spark()
  const { rdd, computed } = counted(s)
  const grouped = lists(rdd).persist(StorageLevel.MEMORY_ONLY)
  const groups = async () => (await grouped.mapValues((texts) => [...texts].sort()).collect()).sort()
  const all = await groups()
  assert.deepEqual([all.length, all[0]?.[1].length], [10, 4])
  assert.deepEqual(await groups(), all)
  assert.deepEqual(computed, [0, 1, 2, 3])
  grouped.unpersist()
  assert.deepEqual(await groups(), all)
  assert.deepEqual(computed, [0, 1, 2, 3, 0, 1, 2, 3])
})

test('map outputs that nobody may change are read again by the next job', async () => {
  await using s = spark()
  const { rdd, computed } = counted(s)
  const grouped = rdd.map((text) => [text.slice(0, 8), text] as const).groupByKey(3)
  const sizes = async () => (await grouped.mapValues((texts) => [...texts].length).collect()).sort()
  const all = await sizes()
  assert.deepEqual(await sizes(), all)
  assert.deepEqual(computed, [0, 1, 2, 3])
})

test('map outputs that are used up in some partitions are made again for all, and no group comes twice', async () => {
  await using s = spark()
  const grouped = lists(counted(s).rdd)
  const sorted = async (): Promise<unknown[]> =>
    (await grouped.mapValues((texts) => texts.toSorted()).collect()).sort(([a], [b]) => (a < b ? -1 : 1))
  const expected = Array.from({ length: 10 }, (_, i) => [
    `record ${i}`,
    Array.from({ length: 4 }, (_, x) => `record ${i} of ${x}`),
  ])
  await grouped.first()
  assert.deepEqual(await sorted(), expected)
  await grouped.take(2)
  assert.deepEqual(await sorted(), expected)
})

test('a task that reads the same map outputs several times sees each time what the map tasks made', async () => {
  await using s = spark()
  const { rdd, computed } = counted(s)
  const grouped = lists(rdd)
  const others = (list: readonly string[]): string => [...list].sort().join()
  const joined = await grouped
    .join(grouped)
    .mapValues(([a, b]) => [others(a), others(b), a === b])
    .collect()
  assert.equal(joined.length, 10)
  for (const [key, [a, b, same]] of joined) {
    assert.deepEqual([a, same], [b, false])
    assert.equal(a, Array.from({ length: 4 }, (_, x) => `${key} of ${x}`).join())
  }
  assert.deepEqual(computed, [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
  const thrice = await grouped
    .union(grouped)
    .union(grouped)
    .mapValues((list) => list.length)
    .collect()
  assert.deepEqual([thrice.length, new Set(thrice.map(([, n]) => n))], [30, new Set([4])])
  // Who changes what it was given changes nothing of the others'.
  const doubled = grouped.mapValues((list) => list.splice(1)).zip(grouped)
  for (const [[, rest], [, list]] of await doubled.collect()) assert.deepEqual([rest.length, list.length], [3, 4])
})

test('an RDD that is unpersisted while a job reads it is computed again for what is left', async () => {
  await using s = spark()
  const { rdd, computed } = counted(s, StorageLevel.MEMORY_ONLY)
  await rdd.count()
  const [entered, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const lengths = rdd.mapAsync(async (text) => {
    entered.resolve()
    await gate.promise
    return text.length
  })
  const job = lengths.collect()
  await entered.promise
  rdd.unpersist()
  gate.resolve()
  assert.equal((await job).length, 40)
  assert.deepEqual(computed, [0, 1, 2, 3, 1, 2, 3])
})

test('a checkpoint cuts the lineage: what lay behind it is never asked again', async () => {
  await using s = spark()
  s.sc.setCheckpointDir('/checkpoints')
  const { rdd, computed } = counted(s)
  const checked = rdd.map((text) => text.length)
  checked.checkpoint()
  const before = checked.toDebugString().split('\n')
  assert.equal(before.length, 3)
  assert.equal(checked.isCheckpointed(), false)
  const all = await checked.collect()
  assert.equal(checked.isCheckpointed(), true)
  assert.match(checked.toDebugString(), /^\(4\) map\[\d+\] at map \(faults-lost\.test\.ts:\d+\) \[\] checkpointed$/)
  computed.length = 0
  assert.deepEqual(
    await checked.map((n) => n + 1).collect(),
    all.map((n) => n + 1),
  )
  assert.deepEqual(computed, [])
})

test('a checkpoint that is damaged or gone is an error that says so, because nothing lies behind it any more', async () => {
  await using s = spark()
  s.sc.setCheckpointDir('/checkpoints')
  const { rdd } = counted(s)
  rdd.checkpoint()
  await rdd.count()
  const directory = rdd.getCheckpointFile() ?? ''
  s.files.write(`${directory}/part-00001`, 'nonsense, nonsense')
  await assert.rejects(rdd.collect(), {
    message:
      `STATE_CORRUPT at ${directory}/part-00001: the frame at offset 0 is not readable: it does not begin with MSR1. ` +
      'Restore the file from a copy, or remove it and compute it again.',
  })
  await s.files.remove(`${directory}/part-00001`)
  await assert.rejects(rdd.collect(), {
    code: 'E_INPUT_MISSING',
    message:
      /: input path does not exist: \/checkpoints\/.*\/part-00001\. Check the path, or wait until the file is there\.$/,
  })
})

test('a local checkpoint cuts the lineage and keeps the records in memory', async () => {
  await using s = spark()
  const { rdd, computed } = counted(s)
  rdd.localCheckpoint()
  const all = await rdd.collect()
  computed.length = 0
  assert.deepEqual(await rdd.collect(), all)
  assert.deepEqual([computed, rdd.toDebugString().split('\n').length], [[], 1])
})

test('a file that grows or shrinks between two jobs is read as it is then', async () => {
  await using s = spark()
  s.files.write('/in', 'one\ntwo\n')
  const lines = s.sc.textFile('/in', 1)
  assert.deepEqual(await lines.collect(), ['one', 'two'])
  s.files.write('/in', 'one\n')
  assert.deepEqual(await lines.collect(), ['one'])
})
