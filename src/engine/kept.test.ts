import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listsByKey, SmallRdds } from '../../test/engine/small-rdds.ts'
import { StorageLevel } from '../rdd/storage-level.ts'

/** An RDD of one number a partition that notes which partitions were computed. */
function counted(r: SmallRdds, level: StorageLevel, partitions = 1) {
  const computed: number[] = []
  const slices = Array.from({ length: partitions }, (_, p) => [p])
  const rdd = r.step(r.source(...slices), 'map', (x) => {
    computed.push(x)
    return [x, 'x'.repeat(1000)]
  })
  r.sc.backend.persist(rdd, level)
  return { rdd, computed }
}

for (const level of [
  StorageLevel.MEMORY_ONLY,
  StorageLevel.MEMORY_ONLY_SER,
  StorageLevel.DISK_ONLY,
  StorageLevel.MEMORY_AND_DISK_2,
])
  test(`a partition of level ${level.name} is computed once, until it is unpersisted`, async () => {
    const r = new SmallRdds()
    const { rdd, computed } = counted(r, level, 2)
    assert.equal(r.sc.backend.isMaterialized(rdd), false)
    const first = await r.collect(rdd)
    await r.sc.backend.run({ rdd: r.source([]), partitions: [0], action: { kind: 'count' } })
    assert.deepEqual(await r.collect(rdd), first)
    assert.deepEqual(
      await r.run(
        r.step(rdd, 'filter', ([x]) => x === 1),
        { kind: 'count' },
      ),
      [0, 1],
    )
    assert.deepEqual(computed, [0, 1])
    assert.equal(r.sc.backend.isMaterialized(rdd), true)
    r.sc.backend.unpersist(rdd)
    assert.equal(r.sc.backend.isMaterialized(rdd), false)
    await r.collect(rdd)
    assert.deepEqual(computed, [0, 1, 0, 1])
  })

test('when memory is short, memory-only partitions are computed again and others are read from disk', async () => {
  const r = new SmallRdds({ 'spark.memory.storage': '2500b', 'spark.local.dir': '/spill' })
  const memory = counted(r, StorageLevel.MEMORY_ONLY, 2)
  const disk = counted(r, StorageLevel.MEMORY_AND_DISK, 2)
  await r.collect(memory.rdd)
  assert.deepEqual(memory.computed, [0, 1])
  for (let i = 0; i < 3; i++) await r.collect(disk.rdd)
  assert.deepEqual(disk.computed, [0, 1])
  await r.collect(memory.rdd)
  assert.ok(memory.computed.length > 2)
  const [directory] = await r.files.list('/spill')
  assert.match(directory?.name ?? '', /^millstream-blocks-/)
  await r.sc.stop()
  assert.deepEqual(await r.files.list('/spill'), [])
})

test('a damaged file on disk is told, and the partition is computed again', async () => {
  const r = new SmallRdds({ 'spark.local.dir': '/spill' })
  const { rdd, computed } = counted(r, StorageLevel.DISK_ONLY)
  await r.collect(rdd)
  await r.collect(r.source([]))
  const directory = (await r.files.list('/spill'))[0]?.path ?? ''
  const file = (await r.files.list(directory))[0]?.path ?? ''
  r.files.write(file, 'damaged beyond repair')
  assert.equal((await r.collect(rdd))[0]?.[0][0], 0)
  assert.deepEqual(computed, [0, 0])
  assert.deepEqual(r.warnings, [
    `WARN a persisted partition cannot be read and is computed again: StreamError: STATE_CORRUPT at ${file}: ` +
      'the frame at offset 0 is not readable: it does not begin with MSR1. ' +
      'Restore the file from a copy, or remove it and compute it again.',
  ])
})

test('a partition that went away behind a shuffle brings its map tasks back', async () => {
  const r = new SmallRdds()
  const lists = listsByKey(r)
  const grouped = r.combine(r.source([['a', 1]], [['a', 2]]), 1, lists)
  r.sc.backend.persist(grouped, StorageLevel.MEMORY_ONLY)
  assert.deepEqual(await r.collect(grouped), [[['a', [1, 2]]]])
  r.sc.backend.unpersist(grouped)
  assert.deepEqual(await r.collect(grouped), [[['a', [1, 2]]]])
})
