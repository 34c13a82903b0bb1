import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../../index.ts'

const sc = new SparkContext('local[2]', 'sampling')
after(() => sc.stop())
const numbers = sc.range(0, 10_000, 1, 4)

test('a sample has about the fraction, keeps the order, and is the same for the same seed', async () => {
  const sample = await numbers.sample(false, 0.1, 1).collect()
  assert.ok(sample.length > 850 && sample.length < 1150, `${sample.length} records`)
  assert.deepEqual(
    sample,
    sample.toSorted((a, b) => a - b),
  )
  assert.equal(new Set(sample).size, sample.length)
  assert.deepEqual(await numbers.sample(false, 0.1, 1).collect(), sample)
  assert.notDeepEqual(await numbers.sample(false, 0.1, 2).collect(), sample)
})

test('with replacement records come several times', async () => {
  const sample = await numbers.sample(true, 2, 3).collect()
  assert.ok(sample.length > 19_300 && sample.length < 20_700, `${sample.length} records`)
  const missing = 1 - new Set(sample).size / 10_000
  assert.ok(Math.abs(missing - Math.exp(-2)) < 0.02, `${missing} were never drawn`)
})

test('an RDD without a seed is the same each time it is computed', async () => {
  const sample = numbers.sample(false, 0.5)
  assert.deepEqual(await sample.collect(), await sample.collect())
})

test('fractions that make no sense are refused', () => {
  assert.throws(() => numbers.sample(false, 1.5), {
    message:
      /^E_ARGUMENT at sample \(sampling\.test\.ts:\d+\): the fraction is 1\.5\. Use a number from 0 to 1, or sample with replacement\.$/,
  })
  assert.throws(() => numbers.sample(true, -1), {
    message: /^E_ARGUMENT at sample \(sampling\.test\.ts:\d+\): the fraction is -1\. Use a number of at least 0\.$/,
  })
})

test('a random split puts every record into exactly one part', async () => {
  const parts = await Promise.all(numbers.randomSplit([1, 2, 5], 9).map((rdd) => rdd.collect()))
  assert.deepEqual(
    parts.flat().toSorted((a, b) => a - b),
    await numbers.collect(),
  )
  for (const [i, share] of [1 / 8, 2 / 8, 5 / 8].entries())
    assert.ok(Math.abs((parts[i]?.length ?? 0) / 10_000 - share) < 0.02)
  assert.throws(() => numbers.randomSplit([0, 0]), {
    message:
      /^E_ARGUMENT at randomSplit \(sampling\.test\.ts:\d+\): the weights are \[ 0, 0 \]\. Use numbers of at least 0 that are not all 0\.$/,
  })
})

test('takeSample takes exactly as many as it is asked for', async () => {
  for (const num of [0, 1, 37, 5000]) assert.equal(new Set(await numbers.takeSample(false, num, num)).size, num)
  assert.equal((await sc.range(5).takeSample(false, 9)).length, 5)
  assert.equal((await sc.range(5).takeSample(true, 9, 1)).length, 9)
  assert.deepEqual(await sc.emptyRDD().takeSample(true, 9), [])
  assert.deepEqual(await numbers.takeSample(false, 10, 4), await numbers.takeSample(false, 10, 4))
  await assert.rejects(numbers.takeSample(false, -1), {
    message:
      /^E_ARGUMENT at takeSample \(sampling\.test\.ts:\d+\): the size is -1\. Use a whole number of at least 0\.$/,
  })
})

test('sampleByKey takes the fraction of each key', async () => {
  const pairs = numbers.map((n): [string, number] => [n % 2 === 0 ? 'even' : 'odd', n])
  const sample = pairs.sampleByKey(false, [['even', 0.5]], 1)
  const counts = await sample.countByKey()
  assert.equal(counts.get('odd'), undefined)
  assert.ok(Math.abs((counts.get('even') ?? 0) - 2500) < 150)
})
