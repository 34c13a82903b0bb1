import type { Case } from '../case.ts'

const add = (a: number, b: number): number => a + b
const sorted = (groups: Iterable<any>): any[] => [...groups].sort()

export const KEYED: readonly Case[] = [
  {
    name: 'reduceByKey',
    input: [
      [
        ['a', 1],
        ['b', 2],
        ['a', 3],
      ],
      [],
      null,
    ],
    operate: (s) => s.reduceByKey(add),
    output: [
      [
        ['a', 4],
        ['b', 2],
      ],
      [],
      null,
    ],
  },
  {
    name: 'reduceByKey with composite keys',
    input: [
      [
        [['r', 'w'], 1],
        [['r', 'x'], 1],
        [['r', 'w'], 1],
        [{ a: 1 }, 5],
        [{ a: 1 }, 6],
      ],
    ],
    operate: (s) => s.reduceByKey(add),
    output: [
      [
        [['r', 'w'], 2],
        [['r', 'x'], 1],
        [{ a: 1 }, 11],
      ],
    ],
  },
  {
    name: 'reduceByKey with keys that name parts of objects',
    input: [
      [
        ['__proto__', 1],
        ['constructor', 1],
        ['__proto__', 1],
        ['toString', 1],
      ],
    ],
    operate: (s) => s.reduceByKey(add, 3),
    output: [
      [
        ['__proto__', 2],
        ['constructor', 1],
        ['toString', 1],
      ],
    ],
  },
  {
    name: 'groupByKey',
    input: [
      [
        ['a', 1],
        ['b', 2],
        ['a', 3],
      ],
      [],
    ],
    operate: (s) => s.groupByKey().mapValues(sorted),
    output: [
      [
        ['a', [1, 3]],
        ['b', [2]],
      ],
      [],
    ],
  },
  {
    name: 'combineByKey',
    input: [
      [
        ['a', 1],
        ['a', 2],
        ['b', 3],
      ],
    ],
    operate: (s) =>
      s
        .combineByKey(
          (v: number) => [v],
          (c: number[], v: number) => [...c, v],
          (a: number[], b: number[]) => [...a, ...b],
        )
        .mapValues(sorted),
    output: [
      [
        ['a', [1, 2]],
        ['b', [3]],
      ],
    ],
  },
  {
    name: 'mapValues',
    input: [[['a', 1]], []],
    operate: (s) => s.mapValues((v: number) => v + 1),
    output: [[['a', 2]], []],
  },
  {
    name: 'flatMapValues',
    input: [
      [
        ['a', 2],
        ['b', 0],
      ],
    ],
    operate: (s) => s.flatMapValues((v: number) => Array(v).fill(v)),
    output: [
      [
        ['a', 2],
        ['a', 2],
      ],
    ],
  },
  {
    name: 'join gives every combination of the same batch',
    input: [
      [
        ['k', 1],
        ['k', 2],
        ['x', 0],
      ],
      [['k', 3]],
      [],
    ],
    other: [
      [
        ['k', 'a'],
        ['k', 'b'],
      ],
      [],
      [['k', 'c']],
    ],
    operate: (s, o) => s.join(o),
    output: [
      [
        ['k', [1, 'a']],
        ['k', [1, 'b']],
        ['k', [2, 'a']],
        ['k', [2, 'b']],
      ],
      [],
      [],
    ],
  },
  {
    name: 'leftOuterJoin',
    input: [
      [
        ['k', 1],
        ['x', 0],
      ],
    ],
    other: [
      [
        ['k', 'a'],
        ['y', 'z'],
      ],
    ],
    operate: (s, o) => s.leftOuterJoin(o),
    output: [
      [
        ['k', [1, 'a']],
        ['x', [0, undefined]],
      ],
    ],
  },
  {
    name: 'rightOuterJoin',
    input: [
      [
        ['k', 1],
        ['x', 0],
      ],
    ],
    other: [
      [
        ['k', 'a'],
        ['y', 'z'],
      ],
    ],
    operate: (s, o) => s.rightOuterJoin(o),
    output: [
      [
        ['k', [1, 'a']],
        ['y', [undefined, 'z']],
      ],
    ],
  },
  {
    name: 'fullOuterJoin',
    input: [
      [
        ['k', 1],
        ['x', 0],
      ],
    ],
    other: [
      [
        ['k', 'a'],
        ['y', 'z'],
      ],
    ],
    operate: (s, o) => s.fullOuterJoin(o),
    output: [
      [
        ['k', [1, 'a']],
        ['x', [0, undefined]],
        ['y', [undefined, 'z']],
      ],
    ],
  },
  {
    name: 'cogroup',
    input: [
      [
        ['k', 1],
        ['k', 2],
        ['x', 0],
      ],
    ],
    other: [
      [
        ['k', 'a'],
        ['y', 'z'],
      ],
    ],
    operate: (s, o) => s.cogroup(o).mapValues(([l, r]: any) => [sorted(l), sorted(r)]),
    output: [
      [
        ['k', [[1, 2], ['a']]],
        ['x', [[0], []]],
        ['y', [[], ['z']]],
      ],
    ],
  },
  {
    name: 'join with precomputed data by transform',
    input: [
      [
        ['a', 1],
        ['b', 2],
      ],
      [['b', 3]],
    ],
    operate: (s, _, ssc) => {
      const table = ssc.sparkContext.parallelize([
        ['a', 'A'],
        ['b', 'B'],
      ] as [string, string][])
      return s.transform((rdd) => rdd.join(table))
    },
    output: [
      [
        ['a', [1, 'A']],
        ['b', [2, 'B']],
      ],
      [['b', [3, 'B']]],
    ],
  },
  {
    name: 'partitionBy puts equal keys into one partition',
    input: [
      [
        ['a', 1],
        ['b', 2],
        ['a', 3],
        ['c', 4],
      ],
    ],
    operate: (s) =>
      s
        .partitionBy(3)
        .glom()
        .map((part: any[]) => new Set(part.map(([k]) => k)).size)
        .reduce(add),
    output: [[3]],
  },
  {
    name: 'combineByKey makes one sum a key and partition, and then merges them',
    input: [
      [
        ['a', 1],
        ['b', 3],
        ['a', 2],
        ['a', 4],
      ],
    ],
    operate: (s) =>
      s.combineByKey(
        (v: number) => `${v}`,
        (c: string, v: number) => `${c}+${v}`,
        (a: string, b: string) => `${a}|${b}`,
      ),
    output: [
      [
        ['a', '1|2+4'],
        ['b', '3'],
      ],
    ],
  },
  {
    name: 'combineByKey without map-side combine merges no sums',
    input: [
      [
        ['a', 1],
        ['a', 2],
        ['a', 4],
      ],
    ],
    operate: (s) =>
      s.combineByKey(
        (v: number) => `${v}`,
        (c: string, v: number) => `${c}+${v}`,
        (a: string, b: string) => `${a}|${b}`,
        2,
        false,
      ),
    output: [[['a', '1+2+4']]],
  },
  {
    name: 'mapValues and flatMapValues keep the partitioner',
    input: [[['a', 1]]],
    operate: (s) =>
      s
        .partitionBy(3)
        .mapValues((v: number) => v + 1)
        .flatMapValues((v: number) => [v, v])
        .transform((rdd) => rdd.context.parallelize([rdd.partitioner?.numPartitions], 1)),
    output: [[3]],
  },
  {
    name: 'partitionBy with a function says which partition a key goes to',
    input: [
      [
        ['a', 1],
        ['bb', 2],
        ['c', 3],
      ],
    ],
    operate: (s) => s.partitionBy(2, (key: string) => key.length).glom(),
    output: [
      [
        [['bb', 2]],
        [
          ['a', 1],
          ['c', 3],
        ],
      ],
    ],
    order: 'exact',
  },
  {
    name: 'the number of partitions of keyed operators is spark.default.parallelism unless given',
    input: [[['a', 1]]],
    partitions: 5,
    operate: (s, _, ssc) =>
      s
        .reduceByKey(add)
        .union(s.reduceByKey(add, 7))
        .transform((rdd) => rdd.context.parallelize([rdd.getNumPartitions() - ssc.sparkContext.defaultParallelism], 1)),
    output: [[7]],
  },
  {
    name: 'leftOuterJoin with a batch that is empty',
    input: [[['k', 1]], []],
    other: [[], [['k', 'a']]],
    operate: (s, o) => s.leftOuterJoin(o),
    output: [[['k', [1, undefined]]], []],
  },
]
