import { add, type Case, pairs, parts } from './case.ts'

const scores = pairs('a', 1, 'b', 2, 'a', 3, 'a', 4)
const sorted = (values: Iterable<any>): any[] => [...values].sort()

/** Operators that bring the values of a key together. */
export const GROUPING: readonly Case[] = [
  { name: 'reduceByKey', input: scores, operate: (r) => r.reduceByKey(add), records: pairs('a', 8, 'b', 2) },
  { name: 'reduceByKey of an empty RDD', operate: (r) => r.reduceByKey(add), layout: parts([], []) },
  {
    name: 'reduceByKey does not call the function for a single value',
    input: pairs('a', 1, 'b', 2),
    operate: (r) =>
      r.reduceByKey(() => {
        throw new Error('called')
      }),
    records: pairs('a', 1, 'b', 2),
  },
  {
    name: 'reduceByKey has the partitions that it is told',
    input: scores,
    operate: async (r) => r.reduceByKey(add, 5).getNumPartitions(),
    value: 5,
  },
  {
    name: 'reduceByKey of something that is no pair',
    input: [1],
    operate: (r) => r.reduceByKey(add),
    error: 'E_NOT_A_PAIR',
  },
  {
    name: 'groupByKey',
    input: scores,
    operate: (r) => r.groupByKey().mapValues(sorted),
    records: pairs('a', [1, 3, 4], 'b', [2]),
  },
  {
    name: 'groupByKey keeps the order of a single partition',
    input: pairs('a', 3, 'a', 1, 'a', 2),
    partitions: 1,
    operate: (r) => r.groupByKey(),
    records: pairs('a', [3, 1, 2]),
  },
  {
    name: 'groupBy',
    input: [1, 2, 3, 4, 5],
    operate: (r) => r.groupBy((x) => x % 2).mapValues(sorted),
    records: pairs(0, [2, 4], 1, [1, 3, 5]),
  },
  {
    name: 'foldByKey begins with the zero once for each key in each partition',
    input: pairs('a', 1, 'a', 2, 'b', 1, 'a', 3),
    operate: (r) => r.foldByKey(10, add),
    records: pairs('a', 26, 'b', 11),
  },
  {
    name: 'aggregateByKey may change its zero, which is copied for each key',
    input: scores,
    operate: (r) =>
      r
        .aggregateByKey(
          [] as number[],
          (list, n) => {
            list.push(n)
            return list
          },
          (a, b) => [...a, ...b],
        )
        .mapValues(sorted),
    records: pairs('a', [1, 3, 4], 'b', [2]),
  },
  {
    name: 'combineByKey creates, takes in and merges',
    input: pairs('a', 1, 'a', 2, 'a', 3, 'a', 4),
    operate: (r) =>
      r.combineByKey(
        (n) => `c${n}`,
        (sum, n) => `${sum}+${n}`,
        (a, b) => `(${[a, b].sort().join(' ')})`,
      ),
    records: pairs('a', '(c1+2 c3+4)'),
  },
  {
    name: 'combineByKey without combining early gives the same',
    input: scores,
    operate: (r) => r.combineByKey((n) => n, add, add, 3, false),
    records: pairs('a', 8, 'b', 2),
  },
  {
    name: 'partitionBy moves each pair where the partitioner says',
    input: pairs(1, 'a', 2, 'b', 3, 'c', 4, 'd'),
    operate: (r) => r.partitionBy(2),
    layout: parts(pairs(2, 'b', 4, 'd'), pairs(1, 'a', 3, 'c')),
  },
  {
    name: 'partitionBy with a function of the key',
    input: pairs('a', 1, 'bb', 2, 'cc', 3),
    operate: (r) => r.partitionBy(3, (key) => key.length),
    layout: parts([], pairs('a', 1), pairs('bb', 2, 'cc', 3)),
  },
  {
    name: 'partitionBy takes the remainder of a negative number as above 0',
    input: pairs('a', 1),
    operate: (r) => r.partitionBy(3, () => -1),
    layout: parts([], [], pairs('a', 1)),
  },
  {
    name: 'partitionBy with a function that answers no whole number',
    input: pairs('a', 1),
    operate: (r) => r.partitionBy(3, () => 0.5),
    error: 'E_ARGUMENT',
  },
  {
    name: 'partitionBy with a partitioner of the program',
    input: pairs('a', 1, 'b', 2),
    operate: (r) =>
      r.partitionBy({ numPartitions: 2, getPartition: (key) => Number(key === 'a'), equals: () => false }),
    layout: parts(pairs('b', 2), pairs('a', 1)),
  },
  {
    name: 'null and undefined keys lie in partition 0',
    input: pairs(null, 1, undefined, 2),
    operate: (r) => r.partitionBy(4),
    layout: parts(pairs(null, 1, undefined, 2), [], [], []),
  },
  {
    name: 'partitionBy by the same partitioner is the same RDD',
    input: scores,
    operate: async (r) => {
      const laid = r.partitionBy(3)
      return laid.partitionBy(3) === laid
    },
    value: true,
  },
  {
    name: 'mapValues and filter keep the partitioner, map forgets it',
    input: scores,
    operate: async (r) => {
      const laid = r.partitionBy(3)
      const made = [
        laid.mapValues((x) => x),
        laid.flatMapValues((x) => [x]),
        laid.filter(() => true),
        laid.map((x) => x),
      ]
      return made.map((rdd) => rdd.partitioner?.numPartitions)
    },
    value: [3, 3, 3, undefined],
  },
  {
    name: 'sampleByKey draws of each key its own fraction',
    input: scores,
    operate: (r) => r.sampleByKey(false, pairs('a', 1, 'b', 0), 3),
    records: pairs('a', 1, 'a', 3, 'a', 4),
    order: 'exact',
  },
  {
    name: 'countByKey',
    input: scores,
    operate: async (r) => [...(await r.countByKey())],
    value: pairs('a', 3, 'b', 1),
  },
  {
    name: 'reduceByKeyLocally',
    input: scores,
    operate: async (r) => [...(await r.reduceByKeyLocally(add))],
    value: pairs('a', 8, 'b', 2),
  },
  {
    name: 'collectAsMap keeps the last of equal keys',
    input: scores,
    operate: async (r) => [...(await r.collectAsMap())],
    value: pairs('a', 4, 'b', 2),
  },
  { name: 'lookup', input: scores, operate: (r) => r.lookup('a'), value: [1, 3, 4] },
  { name: 'lookup of a key that is not there', input: scores, operate: (r) => r.lookup('z'), value: [] },
  {
    name: 'lookup in partitioned pairs computes one partition',
    input: pairs(0, 'a', 1, 'b', 2, 'c'),
    operate: (r) =>
      r
        .partitionBy(2)
        .mapPartitions((records) => {
          const all = [...records]
          if (all.some(([key]) => key === 1)) throw new Error('computed')
          return all
        }, true)
        .lookup(2),
    value: ['c'],
  },
]
