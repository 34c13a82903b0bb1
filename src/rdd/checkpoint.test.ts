import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext, StorageLevel } from '../index.ts'
import { ManualClock } from '../kernel/clock/manual.ts'
import { MemoryFiles } from '../storage/memory-files.ts'

const files = new MemoryFiles(new ManualClock())
const sc = new SparkContext({ master: 'local[2]', environment: { files } })
after(() => sc.stop())
sc.setCheckpointDir('/checkpoints')

/** An RDD that counts how often it is computed. */
function watched() {
  const computed = sc.accumulator(0)
  const rdd = sc.parallelize([1, 2, 3], 3).map((x) => {
    computed.add(1)
    return x * 10
  })
  return { rdd, computed }
}

test('the first job writes the records and cuts the lineage', async () => {
  const { rdd, computed } = watched()
  rdd.checkpoint()
  assert.deepEqual([rdd.isCheckpointed(), rdd.getCheckpointFile()], [false, undefined])
  assert.equal(await rdd.count(), 3)
  assert.equal(computed.value, 6)
  assert.equal(rdd.isCheckpointed(), true)
  assert.match(rdd.getCheckpointFile() ?? '', new RegExp(`^/checkpoints/.+/rdd-${rdd.id}$`))
  assert.deepEqual(rdd.dependencies, [])
  assert.deepEqual(await rdd.glom().collect(), [[10], [20], [30]])
  assert.equal(computed.value, 6)
})

test('a persisted RDD is computed once', async () => {
  const { rdd, computed } = watched()
  rdd.cache().checkpoint()
  await rdd.collect()
  assert.equal(computed.value, 3)
})

test('a job on a child keeps the parent, and the child goes on from the files', async () => {
  const { rdd, computed } = watched()
  rdd.checkpoint()
  const child = rdd.map((x) => x + 1)
  assert.deepEqual(await child.take(1), [11])
  assert.equal(rdd.isCheckpointed(), true)
  const before = computed.value
  assert.deepEqual(await child.collect(), [11, 21, 31])
  assert.equal(computed.value, before)
})

test('the partitioner stays', async () => {
  const rdd = sc.parallelize<[string, number]>([['a', 1]]).partitionBy(3)
  rdd.checkpoint()
  await rdd.count()
  assert.equal(rdd.getNumPartitions(), 3)
  assert.deepEqual(await rdd.lookup('a'), [1])
})

test('a local checkpoint keeps the records here', async () => {
  const { rdd, computed } = watched()
  assert.equal(rdd.localCheckpoint(), rdd)
  assert.equal(rdd.storageLevel, StorageLevel.MEMORY_AND_DISK)
  await rdd.count()
  assert.deepEqual(
    [rdd.isCheckpointed(), rdd.isLocallyCheckpointed(), rdd.getCheckpointFile()],
    [true, true, undefined],
  )
  rdd.unpersist()
  assert.deepEqual(await rdd.collect(), [10, 20, 30])
  assert.equal(computed.value, 3)
})

test('a checkpoint that cannot be written fails its job, and is tried again', async () => {
  await using other = new SparkContext({ environment: { files } })
  files.write('/taken', 'a file, not a directory')
  other.setCheckpointDir('/taken')
  const rdd = other.parallelize([1], 1)
  rdd.checkpoint()
  await assert.rejects(rdd.count())
  assert.equal(rdd.isCheckpointed(), false)
  await files.remove('/taken')
  assert.equal(await rdd.count(), 1)
  assert.equal(rdd.isCheckpointed(), true)
})

test('without a directory there is no checkpoint', async () => {
  await using other = new SparkContext('local')
  assert.throws(() => other.parallelize([1]).checkpoint(), {
    message:
      /^E_CHECKPOINT_DIR at checkpoint \(checkpoint\.test\.ts:\d+\): no directory for checkpoints is set\. Call sc\.setCheckpointDir\(path\) first\.$/,
  })
})
