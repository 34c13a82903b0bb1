import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Case, outputOf, sorted } from './table.test.ts'

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const sum = (values: number[], old: number | undefined): number => values.reduce(add, old ?? 0)

const BASIC: readonly Case[] = [
  {
    name: 'map keeps empty batches and no RDD apart',
    input: [[1, 2], [], null],
    build: (s) => s.map((x) => x * 2),
    output: [[2, 4], [], null],
  },
  { name: 'flatMap', input: [['a b', 'c']], build: (s) => s.flatMap((l) => l.split(' ')), output: [['a', 'b', 'c']] },
  { name: 'filter', input: [[1, 2, 3]], build: (s) => s.filter((x) => x !== 2), output: [[1, 3]] },
  {
    name: 'mapPartitions is called for empty partitions too',
    input: [[1], []],
    build: (s) => s.mapPartitions((r) => [[...r].length]),
    output: [
      [0, 1],
      [0, 0],
    ],
    anyOrder: true,
  },
  {
    name: 'mapPartitionsWithIndex',
    input: [[5, 6]],
    build: (s) => s.mapPartitionsWithIndex((i, r) => [...r].map((x) => [i, x])),
    output: [
      [
        [0, 5],
        [1, 6],
      ],
    ],
  },
  {
    name: 'glom',
    input: [[1, 2, 3, 4], null],
    build: (s) => s.glom(),
    output: [
      [
        [1, 2],
        [3, 4],
      ],
      null,
    ],
  },
  {
    name: 'repartition',
    input: [[1, 2, 3]],
    build: (s) =>
      s
        .repartition(3)
        .glom()
        .map((p) => p.length),
    output: [[1, 1, 1]],
  },
  {
    name: 'reduce of an empty batch is empty',
    input: [[1, 2, 3], [], null, [7]],
    build: (s) => s.reduce(add),
    output: [[6], [], null, [7]],
  },
  {
    name: 'count of an empty batch is 0',
    input: [[1, 2, 3], [], null],
    build: (s) => s.count(),
    output: [[3], [0], null],
  },
  {
    name: 'countByValue',
    input: [['a', 'b', 'a'], []],
    build: (s) => s.countByValue(),
    output: [
      [
        ['a', 2],
        ['b', 1],
      ],
      [],
    ],
    anyOrder: true,
  },
  { name: 'union', input: [[1], []], other: [[2], [3]], build: (s, o) => s.union(o), output: [[1, 2], [3]] },
  { name: 'union with itself', input: [[1]], build: (s) => s.union(s), output: [[1, 1]] },
  {
    name: 'transform',
    input: [[1, 1], []],
    build: (s) => s.transform((rdd, time) => rdd.distinct().map((x: number) => x + time.milliseconds)),
    output: [[1001], []],
  },
  {
    name: 'transform may wait and run actions',
    input: [[3, 4], [5]],
    build: (s) =>
      s.transform(async (rdd) => {
        const n = await rdd.count()
        return rdd.map((x: number) => x * n)
      }),
    output: [[6, 8], [5]],
  },
  {
    name: 'transformWith',
    input: [[1, 2]],
    other: [[2]],
    build: (s, o) => s.transformWith(o, (a, b, time) => a.subtract(b).map((x: number) => [x, time.milliseconds])),
    output: [[[1, 1000]]],
  },
  {
    name: 'mapAsync',
    input: [[1, 2, 3]],
    build: (s) => s.mapAsync(async (x) => x + 1, { concurrency: 2 }),
    output: [[2, 3, 4]],
  },
]

const KEYED: readonly Case[] = [
  {
    name: 'reduceByKey',
    input: [
      [
        ['a', 1],
        ['b', 1],
        ['a', 2],
      ],
      [],
      null,
    ],
    build: (s) => s.reduceByKey(add),
    output: [
      [
        ['a', 3],
        ['b', 1],
      ],
      [],
      null,
    ],
    anyOrder: true,
  },
  {
    name: 'groupByKey',
    input: [
      [
        ['a', 1],
        ['a', 2],
      ],
      [],
    ],
    build: (s) => s.groupByKey(),
    output: [[['a', [1, 2]]], []],
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
    build: (s) =>
      s.combineByKey(
        (v) => `${v}`,
        (c, v) => `${c}+${v}`,
        (a, b) => `${a}|${b}`,
      ),
    output: [
      [
        ['a', '1|2'],
        ['b', '3'],
      ],
    ].map((b) => b),
    anyOrder: true,
  },
  {
    name: 'mapValues and flatMapValues',
    input: [[['a', 1]]],
    build: (s) => s.mapValues((v: number) => v + 1).flatMapValues((v: number) => [v, v * 10]),
    output: [
      [
        ['a', 2],
        ['a', 20],
      ],
    ],
  },
  {
    name: 'partitionBy a function',
    input: [
      [
        ['a', 1],
        ['bb', 2],
        ['c', 3],
      ],
    ],
    build: (s) => s.partitionBy(2, (k: string) => k.length).glom(),
    output: [
      [
        [['bb', 2]],
        [
          ['a', 1],
          ['c', 3],
        ],
      ],
    ],
  },
  {
    name: 'join',
    input: [
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    other: [
      [
        ['a', 'x'],
        ['a', 'y'],
      ],
    ],
    build: (s, o) => s.join(o),
    output: [
      [
        ['a', [1, 'x']],
        ['a', [1, 'y']],
      ],
    ],
    anyOrder: true,
  },
  {
    name: 'leftOuterJoin',
    input: [
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    other: [[['a', 'x']]],
    build: (s, o) => s.leftOuterJoin(o),
    output: [
      [
        ['a', [1, 'x']],
        ['b', [2, undefined]],
      ],
    ],
    anyOrder: true,
  },
  {
    name: 'rightOuterJoin',
    input: [[['a', 1]]],
    other: [
      [
        ['a', 'x'],
        ['c', 'z'],
      ],
    ],
    build: (s, o) => s.rightOuterJoin(o),
    output: [
      [
        ['a', [1, 'x']],
        ['c', [undefined, 'z']],
      ],
    ],
    anyOrder: true,
  },
  {
    name: 'fullOuterJoin',
    input: [[['b', 2]]],
    other: [[['c', 'z']]],
    build: (s, o) => s.fullOuterJoin(o),
    output: [
      [
        ['b', [2, undefined]],
        ['c', [undefined, 'z']],
      ],
    ],
    anyOrder: true,
  },
  {
    name: 'cogroup',
    input: [
      [
        ['a', 1],
        ['a', 2],
      ],
    ],
    other: [[['b', 3]]],
    build: (s, o) => s.cogroup(o),
    output: [
      [
        ['a', [[1, 2], []]],
        ['b', [[], [3]]],
      ],
    ],
    anyOrder: true,
  },
]

const WINDOWS: readonly Case[] = [
  {
    name: 'window holds what there is, and skips batches without an RDD',
    input: [[1], [2], null, [4]],
    build: (s) => s.window(2000),
    output: [[1], [1, 2], [2], [4]],
  },
  {
    name: 'window slides',
    input: [[1], [2], [3], [4]],
    build: (s) => s.window('3s', '2s'),
    output: [
      [1, 2],
      [2, 3, 4],
    ],
  },
  {
    name: 'a slide longer than the window leaves gaps',
    input: [[1], [2], [3], [4]],
    build: (s) => s.window('1s', '2s'),
    output: [[2], [4]],
  },
  { name: 'an empty window is an empty RDD', input: [null, null], build: (s) => s.window('1s'), output: [[], []] },
  {
    name: 'a window over a window',
    input: [[1], [2], [3]],
    build: (s) => s.window('2s').window('2s'),
    output: [[1], [1, 1, 2], [1, 2, 2, 3]],
  },
  {
    name: 'reduceByWindow',
    input: [[1, 2], [], [3], [], []],
    build: (s) => s.reduceByWindow(add, '2s', '1s'),
    output: [[3], [3], [3], [3], []],
  },
  {
    name: 'reduceByWindow with an inverse',
    input: [[], [1, 2], [], [3], [], [], []],
    build: (s) => s.reduceByWindow(add, subtract, '2s', '1s'),
    output: [[], [3], [3], [3], [3], [0], [0]],
  },
  {
    name: 'reduceByWindow with no inverse, as in Python',
    input: [[1, 2]],
    build: (s) => s.reduceByWindow(add, null, '2s', '1s'),
    output: [[3], [3], []],
  },
  {
    name: 'countByWindow',
    input: [[], ['a', 'b'], null, ['c'], [], [], []],
    build: (s) => s.countByWindow('2s', '1s'),
    output: [[], [2], [2], [1], [1], [0], [0]],
  },
  {
    name: 'countByValueAndWindow',
    input: [['a', 'a', 'b'], ['a'], [], []],
    build: (s) => s.countByValueAndWindow('2s', '1s'),
    output: [
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 3],
        ['b', 1],
      ],
      [['a', 1]],
      [],
    ],
    anyOrder: true,
  },
  {
    name: 'countByValueAndWindow over longer slides',
    input: [['a'], ['b'], ['a'], [], [], ['c']],
    build: (s) => s.countByValueAndWindow('4s', '2s'),
    output: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 1],
        ['c', 1],
      ],
    ],
    anyOrder: true,
  },
  {
    name: 'groupByKeyAndWindow',
    input: [[['a', 1]], [['a', 2]], [['b', 3]]],
    build: (s) => s.groupByKeyAndWindow('2s').map(([k, v]) => [k, [...v].sort()]),
    output: [
      [['a', [1]]],
      [['a', [1, 2]]],
      [
        ['a', [2]],
        ['b', [3]],
      ],
    ],
    anyOrder: true,
  },
  {
    name: 'reduceByKeyAndWindow forgets keys that left',
    input: [
      [['a', 1]],
      [
        ['a', 2],
        ['b', 1],
      ],
      [],
      [],
    ],
    build: (s) => s.reduceByKeyAndWindow(add, '2s'),
    output: [
      [['a', 1]],
      [
        ['a', 3],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [],
    ],
    anyOrder: true,
  },
  {
    name: 'an inverse keeps keys for ever',
    input: [
      [['a', 1]],
      [
        ['a', 2],
        ['b', 1],
      ],
      [],
      [],
      null,
    ],
    build: (s) => s.reduceByKeyAndWindow(add, subtract, '2s'),
    output: [
      [['a', 1]],
      [
        ['a', 3],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 0],
        ['b', 0],
      ],
      [
        ['a', 0],
        ['b', 0],
      ],
    ],
    anyOrder: true,
  },
  {
    name: 'a filter lets them go',
    input: [
      [['a', 1]],
      [
        ['a', 2],
        ['b', 1],
      ],
      [],
      [],
      [['a', 5]],
    ],
    build: (s) => s.reduceByKeyAndWindow(add, subtract, '2s', '1s', 2, ([, v]) => v !== 0),
    output: [
      [['a', 1]],
      [
        ['a', 3],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [],
      [['a', 5]],
    ],
    anyOrder: true,
  },
  {
    name: 'by name',
    input: [[['a', 1]], [['a', 2]], [], []],
    build: (s) => s.reduceByKeyAndWindow({ reduce: add, inverse: subtract, window: '2s', filter: ([, v]) => v > 0 }),
    output: [[['a', 1]], [['a', 3]], [['a', 2]], []],
  },
  {
    name: 'an inverse window with gaps never sees what lies between',
    input: [[['a', 1]], [['a', 2]], [['b', 4]], [['a', 8]], [], []],
    build: (s) => s.reduceByKeyAndWindow(add, subtract, '1s', '2s'),
    output: [[['a', 2]], [['a', 8]], [['a', 0]]],
  },
  {
    name: 'an inverse window under a window with gaps',
    input: [[['a', 1]], [['a', 2]], [['a', 4]], [['a', 8]]],
    build: (s) => s.reduceByKeyAndWindow(add, subtract, '3s').window('1s', '2s'),
    output: [[['a', 3]], [['a', 14]]],
  },
]

const STATE: readonly Case[] = [
  {
    name: 'updateStateByKey visits every known key',
    input: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [['a', 2]],
      [],
      null,
    ],
    build: (s) => s.updateStateByKey((v: number[], old: string | undefined) => `${old ?? ''}${v.length}`),
    output: [
      [
        ['a', '1'],
        ['b', '1'],
      ],
      [
        ['a', '11'],
        ['b', '10'],
      ],
      [
        ['a', '110'],
        ['b', '100'],
      ],
      [
        ['a', '1100'],
        ['b', '1000'],
      ],
    ],
    anyOrder: true,
  },
  {
    name: 'updateStateByKey has no RDD before there is a state',
    input: [null, [], null, [['a', 1]]],
    build: (s) => s.updateStateByKey(sum),
    output: [null, [], [], [['a', 1]]],
  },
  {
    name: 'updateStateByKey removes what has no new state',
    input: [[['a', 1]], [], [['a', 1]]],
    build: (s) =>
      s.updateStateByKey((v: number[], old: number | undefined) => (v.length === 0 ? undefined : sum(v, old))),
    output: [[['a', 1]], [], [['a', 1]]],
  },
  {
    name: 'updateStateByKey starts from pairs',
    input: [[['a', 1]], []],
    build: (s) =>
      s.updateStateByKey(sum, 3, [
        ['a', 10],
        ['z', 5],
      ]),
    output: [
      [
        ['a', 11],
        ['z', 5],
      ],
      [
        ['a', 11],
        ['z', 5],
      ],
    ],
    anyOrder: true,
  },
  {
    name: 'updateStateByKey starts from an RDD',
    input: [null, [['a', 1]]],
    build: (s, _, { sc }) => s.updateStateByKey(sum, null, sc.parallelize<[string, number]>([['a', 10]])),
    output: [null, [['a', 11]]],
  },
  {
    name: 'updateStateByKey told the time and the key',
    input: [[['a', 1]], []],
    build: (s) =>
      s.updateStateByKey(
        (time: any, key: string, values: number[], state: any) => [
          ...(state ?? []),
          `${key}${values.length}@${time.milliseconds}`,
        ],
        null,
        true,
      ),
    output: [[['a', ['a1@1000']]], [['a', ['a1@1000', 'a0@2000']]]],
  },
  {
    name: 'updateStateByKey over whole partitions',
    input: [
      [
        ['a', 1],
        ['b', 2],
      ],
      [['b', 5]],
    ],
    build: (s) =>
      s.updateStateByKey(
        function* (all: Iterable<[string, number[], number | undefined]>) {
          for (const [key, values, old] of all) if (key !== 'a') yield [key, sum(values, old)] as const
        },
        2,
        true,
      ),
    output: [[['b', 2]], [['b', 7]]],
  },
  {
    name: 'updateStateByKey may change keys',
    input: [[['a', 1]], [['ax', 5]], []],
    build: (s) =>
      s.updateStateByKey(
        function* (all: Iterable<[string, number[], number | undefined]>) {
          for (const [key, values, old] of all) yield [key.length < 3 ? `${key}x` : key, sum(values, old)] as const
        },
        3,
        false,
      ),
    output: [[['ax', 1]], [['axx', 6]], [['axx', 6]]],
  },
  {
    name: 'updateStateByKey under a window with gaps takes in every batch',
    input: [[['a', 1]], [['a', 2]], [['a', 4]], [['a', 8]]],
    build: (s) => s.updateStateByKey(sum).window('1s', '2s'),
    output: [[['a', 3]], [['a', 15]]],
  },
]

for (const c of [...BASIC, ...KEYED, ...WINDOWS, ...STATE])
  test(c.name, async () => {
    assert.deepEqual(await outputOf(c), c.anyOrder === true ? c.output.map(sorted) : c.output)
  })
