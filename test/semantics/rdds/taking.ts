import { type Case, pairs } from './case.ts'

/** Actions that bring records to the program, or count them. */
export const TAKING: readonly Case[] = [
  { name: 'collect goes by partition', input: [3, 1, 2], partitions: 3, operate: (r) => r.collect(), value: [3, 1, 2] },
  { name: 'collect of an RDD without partitions', operate: (_r, _o, sc) => sc.emptyRDD().collect(), value: [] },
  {
    name: 'collect leaves holes of nothing',
    input: [undefined, null],
    operate: (r) => r.collect(),
    value: [undefined, null],
  },
  { name: 'collect does not flatten', input: [[1], [[2]]], operate: (r) => r.collect(), value: [[1], [[2]]] },
  {
    name: 'toLocalIterator',
    input: [1, 2, 3],
    operate: async (r) => {
      const seen: number[] = []
      for await (const x of r.toLocalIterator({ prefetchPartitions: true })) seen.push(x)
      return seen
    },
    value: [1, 2, 3],
  },
  { name: 'count', input: [1, 2, 3], operate: (r) => r.count(), value: 3 },
  { name: 'count of an empty RDD', operate: (r) => r.count(), value: 0 },
  { name: 'first', input: [5, 6], operate: (r) => r.first(), value: 5 },
  { name: 'first passes over empty partitions', input: [5], partitions: 4, operate: (r) => r.first(), value: 5 },
  { name: 'first may be undefined', input: [undefined], operate: (r) => r.first(), value: undefined },
  { name: 'first of an empty RDD', operate: (r) => r.first(), error: 'E_EMPTY' },
  { name: 'take', input: [1, 2, 3, 4], operate: (r) => r.take(3), value: [1, 2, 3] },
  { name: 'take of none runs no job', input: [1], operate: (r) => r.map(() => fail()).take(0), value: [] },
  { name: 'take of a negative number', input: [1], operate: (r) => r.take(-1), value: [] },
  { name: 'take of more than there are', input: [1, 2], partitions: 5, operate: (r) => r.take(9), value: [1, 2] },
  {
    name: 'take computes no more than it needs',
    input: [1, 2, 3, 4],
    operate: (r) => r.map((x) => (x > 1 ? fail() : x)).take(1),
    value: [1],
  },
  { name: 'take of half a record', input: [1], operate: (r) => r.take(0.5), error: 'E_ARGUMENT' },
  { name: 'isEmpty', operate: (r) => r.isEmpty(), value: true },
  { name: 'isEmpty of one undefined', input: [undefined], operate: (r) => r.isEmpty(), value: false },
  { name: 'isEmpty of an RDD without partitions', operate: (_r, _o, sc) => sc.emptyRDD().isEmpty(), value: true },
  {
    name: 'takeSample has exactly as many as asked for',
    input: [1, 2, 3, 4, 5],
    operate: async (r) => new Set(await r.takeSample(false, 3, 1)).size,
    value: 3,
  },
  {
    name: 'takeSample of more than there are gives all, once',
    input: [1, 2, 3],
    operate: async (r) => (await r.takeSample(false, 9, 1)).sort(),
    value: [1, 2, 3],
  },
  {
    name: 'takeSample with replacement may give a record again',
    input: [1, 2],
    operate: async (r) => (await r.takeSample(true, 9, 1)).length,
    value: 9,
  },
  { name: 'takeSample of an empty RDD', operate: (r) => r.takeSample(true, 9, 1), value: [] },
  {
    name: 'countByValue',
    input: ['a', 'b', 'a'],
    operate: async (r) => [...(await r.countByValue())],
    value: pairs('a', 2, 'b', 1),
  },
  {
    name: 'foreach runs once for each record',
    input: [1, 2, 3],
    operate: async (r, _, sc) => {
      const sum = sc.longAccumulator()
      await r.foreach((x) => sum.add(x))
      return sum.value
    },
    value: 6,
  },
  {
    name: 'foreachPartition runs once for each partition, also for empty ones',
    input: [1],
    partitions: 3,
    operate: async (r, _, sc) => {
      const calls = sc.collectionAccumulator<number>()
      await r.foreachPartition(async (records) => calls.add([...records].length))
      return [...calls.value].sort()
    },
    value: [0, 0, 1],
  },
  {
    name: 'foreachAsync',
    input: [1, 2, 3],
    operate: async (r, _, sc) => {
      const sum = sc.longAccumulator()
      await r.foreachAsync(async (x) => sum.add(x))
      return sum.value
    },
    value: 6,
  },
  {
    name: 'runJob runs the partitions in the order asked for',
    input: [1, 2, 3],
    partitions: 3,
    operate: (r, _, sc) => sc.runJob(r, (records, index) => [index, ...records], [2, 0]),
    value: pairs(2, 3, 0, 1),
  },
  {
    name: 'runJob of a partition that is not there',
    input: [1],
    operate: (r, _, sc) => sc.runJob(r, () => 1, [2]),
    error: 'E_ARGUMENT',
  },
]

function fail(): never {
  throw new Error('computed')
}
