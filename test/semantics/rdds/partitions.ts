import { type Case, pairs, parts } from './case.ts'

const sizes = (records: Iterable<unknown>): number[] => [[...records].length]

/** How collections are cut into partitions, and operators that see a partition as a whole. */
export const PARTITIONS: readonly Case[] = [
  {
    name: 'parallelize cuts contiguous slices whose sizes differ by one at most',
    operate: (_r, _o, sc) => sc.parallelize([1, 2, 3, 4, 5, 6, 7], 3),
    layout: parts([1, 2], [3, 4], [5, 6, 7]),
  },
  {
    name: 'parallelize into more slices than records',
    operate: (_r, _o, sc) => sc.parallelize(['a', 'b'], 4),
    layout: parts([], ['a'], [], ['b']),
  },
  {
    name: 'parallelize takes any iterable',
    operate: (_r, _o, sc) => sc.parallelize(new Set([1, 2]), 1),
    layout: parts([1, 2]),
  },
  { name: 'parallelize into no slice', operate: (_r, _o, sc) => sc.parallelize([1], 0), error: 'E_ARGUMENT' },
  {
    name: 'parallelize copies the collection',
    operate: (_r, _o, sc) => {
      const list = [1, 2]
      const rdd = sc.parallelize(list, 1)
      list.push(3)
      return rdd
    },
    records: [1, 2],
  },
  { name: 'range is without its end', operate: (_r, _o, sc) => sc.range(3), records: [0, 1, 2], order: 'exact' },
  { name: 'range by steps', operate: (_r, _o, sc) => sc.range(1, 10, 3, 2), layout: parts([1], [4, 7]) },
  { name: 'range downwards', operate: (_r, _o, sc) => sc.range(5, 0, -2, 2), layout: parts([5], [3, 1]) },
  { name: 'range the wrong way is empty', operate: (_r, _o, sc) => sc.range(5, 0, 1, 2), layout: parts([], []) },
  { name: 'range of step 0', operate: (_r, _o, sc) => sc.range(0, 5, 0), error: 'E_ARGUMENT' },
  {
    name: 'mapPartitions is called once for each partition, also for empty ones',
    input: [1, 2, 3],
    partitions: 4,
    operate: (r) => r.mapPartitions(sizes),
    layout: parts([0], [1], [1], [1]),
  },
  {
    name: 'mapPartitions reads no more than it is asked for',
    input: [1, 2, 3, 4],
    operate: (r) =>
      r
        .map((x) => {
          if (x % 2 === 0) throw new Error('read too far')
          return x
        })
        .mapPartitions(function* (records) {
          for (const record of records) {
            yield record
            return
          }
        }),
    records: [1, 3],
  },
  {
    name: 'mapPartitions answers an iterable',
    input: [1],
    operate: (r) => r.mapPartitions((() => 5) as any),
    error: 'E_USER_FUNCTION',
  },
  {
    name: 'mapPartitionsWithIndex knows the partition',
    input: [5, 6],
    operate: (r) => r.mapPartitionsWithIndex((i, records) => [...records].map((x) => [i, x])),
    layout: parts(pairs(0, 5), pairs(1, 6)),
  },
  {
    name: 'mapPartitionsWithSplit',
    input: [5, 6],
    operate: (r) => r.mapPartitionsWithSplit((i) => [i]),
    records: [0, 1],
  },
  { name: 'glom', input: [1, 2, 3, 4], operate: (r) => r.glom(), layout: parts([[1, 2]], [[3, 4]]) },
  { name: 'glom of empty partitions', operate: (r) => r.glom(), records: [[], []] },
  {
    name: 'coalesce puts neighbours together',
    input: [1, 2, 3, 4, 5],
    partitions: 5,
    operate: (r) => r.coalesce(2),
    layout: parts([1, 2], [3, 4, 5]),
  },
  { name: 'coalesce cannot grow', input: [1, 2], operate: (r) => r.coalesce(5), layout: parts([1], [2]) },
  {
    name: 'coalesce with a shuffle can',
    input: [1, 2],
    operate: async (r) => r.coalesce(5, true).getNumPartitions(),
    value: 5,
  },
  { name: 'coalesce to none', input: [1, 2], operate: (r) => r.coalesce(0), error: 'E_ARGUMENT' },
  {
    name: 'repartition spreads evenly',
    input: [1, 2, 3, 4, 5, 6],
    partitions: 1,
    operate: (r) => r.repartition(3).mapPartitions(sizes),
    layout: parts([2], [2], [2]),
  },
  { name: 'repartition keeps the records', input: [1, 1, 2], operate: (r) => r.repartition(3), records: [1, 1, 2] },
  {
    name: 'repartition of an empty RDD has the partitions all the same',
    operate: (r) => r.repartition(3),
    layout: parts([], [], []),
  },
  {
    name: 'zip',
    input: [1, 2, 3],
    other: ['a', 'b', 'c'],
    operate: (r, o) => r.zip(o),
    layout: parts(pairs(1, 'a'), pairs(2, 'b', 3, 'c')),
  },
  { name: 'zip of empty RDDs', operate: (r, o) => r.zip(o), layout: parts([], []) },
  {
    name: 'zip of unequal sizes',
    input: [1, 2],
    other: [1, 2, 3],
    operate: (r, o) => r.zip(o),
    error: 'E_SIZES_DIFFER',
  },
  {
    name: 'zip of unequal partitions',
    input: [1, 2],
    operate: (r, _, sc) => r.zip(sc.parallelize([1, 2], 1)),
    error: 'E_PARTITIONS_DIFFER',
  },
  {
    name: 'zipWithIndex numbers by partition, then by position',
    input: ['a', 'b', 'c', 'd', 'e'],
    partitions: 3,
    operate: (r) => r.zipWithIndex(),
    layout: parts(pairs('a', 0), pairs('b', 1, 'c', 2), pairs('d', 3, 'e', 4)),
  },
  {
    name: 'zipWithIndex passes over empty partitions',
    input: ['a', 'b'],
    partitions: 4,
    operate: (r) => r.zipWithIndex(),
    records: pairs('a', 0, 'b', 1),
  },
  {
    name: 'zipWithUniqueId numbers record k of partition p of n as k n + p',
    input: ['a', 'b', 'c', 'd', 'e'],
    partitions: 3,
    operate: (r) => r.zipWithUniqueId(),
    layout: parts(pairs('a', 0), pairs('b', 1, 'c', 4), pairs('d', 2, 'e', 5)),
  },
  {
    name: 'zipPartitions takes unequal sizes',
    input: [1, 2, 3],
    other: ['a'],
    operate: (r, o) => r.zipPartitions(o, (a, b) => [[...b, ...a].join('')]),
    layout: parts(['1'], ['a23']),
  },
  {
    name: 'zipPartitions of four',
    input: [1, 2],
    other: [3, 4],
    operate: (r, o) => r.zipPartitions(o, o, r, (a, b, c, d) => [...a, ...b, ...c, ...d]),
    layout: parts([1, 3, 3, 1], [2, 4, 4, 2]),
  },
  {
    name: 'sample of everything and of nothing',
    input: [1, 2, 3],
    operate: (r) => r.sample(false, 1, 7).union(r.sample(false, 0, 7)),
    records: [1, 2, 3],
  },
  {
    name: 'sample is the same for the same seed',
    input: [...Array(100).keys()],
    operate: async (r) => {
      const twice = await Promise.all([r.sample(true, 0.5, 42).collect(), r.sample(true, 0.5, 42).collect()])
      return twice.map((sample) => sample.join()).every((text, _, [first]) => text === first)
    },
    value: true,
  },
  {
    name: 'randomSplit puts every record in one of the splits',
    input: [...Array(50).keys()],
    operate: (_, __, sc) => sc.union(sc.range(0, 50, 1, 2).randomSplit([1, 2, 3], 11)),
    records: [...Array(50).keys()],
  },
  { name: 'sample of a negative fraction', input: [1], operate: (r) => r.sample(false, -1), error: 'E_ARGUMENT' },
  { name: 'randomSplit of weights 0', input: [1], operate: async (r) => r.randomSplit([0, 0]), error: 'E_ARGUMENT' },
]
