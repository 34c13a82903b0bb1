import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { HashPartitioner, SparkConf, SparkContext } from '../index.ts'
import { defaultPartitioner } from './default-partitioner.ts'

const sc = new SparkContext('local[2]', 'partitioners')
after(() => sc.stop())
const parts = (n: number) => sc.parallelize<[string, number]>([], n)

test('without a partitioner: by hash over as many partitions as the largest parent has', () => {
  assert.ok(defaultPartitioner([parts(2), parts(5)]).equals(new HashPartitioner(5)))
})

test('the partitioner of the largest parent that has one, unless it is ten times too coarse', () => {
  const coarse = parts(1).partitionBy(2)
  assert.equal(defaultPartitioner([parts(19), coarse]), coarse.partitioner)
  assert.equal(defaultPartitioner([parts(20), coarse]).numPartitions, 20)
  const finer = parts(1).partitionBy(4)
  assert.equal(defaultPartitioner([coarse, finer]), finer.partitioner)
})

test('an RDD without partitions needs one', () => {
  assert.equal(defaultPartitioner([sc.emptyRDD()]).numPartitions, 1)
})

test('spark.default.parallelism decides when it is set', async () => {
  await using other = new SparkContext(new SparkConf().setMaster('local').set('spark.default.parallelism', 7))
  const rdd = other.parallelize<[string, number]>([], 3)
  assert.equal(defaultPartitioner([rdd]).numPartitions, 7)
  const coarse = rdd.partitionBy(2)
  assert.equal(defaultPartitioner([coarse]), coarse.partitioner)
})
