import { contains } from '../../../src/index.ts'
import type { Case } from '../case.ts'
import { pairs } from '../rdds/case.ts'

const words = [['to be', 'or not'], [], ['to be']]

export const BASIC: readonly Case[] = [
  { name: 'map', input: [[1, 2], [], [3]], operate: (s) => s.map((x) => x * 2), output: [[2, 4], [], [6]] },
  { name: 'map without an RDD', input: [[1], null, [2]], operate: (s) => s.map((x) => x), output: [[1], null, [2]] },
  {
    name: 'flatMap',
    input: words,
    operate: (s) => s.flatMap((l) => l.split(' ')),
    output: [['to', 'be', 'or', 'not'], [], ['to', 'be']],
  },
  {
    name: 'flatMap of a string gives its characters',
    input: [['ab']],
    operate: (s) => s.flatMap((word) => word.slice(0)),
    output: [['a', 'b']],
  },
  {
    name: 'filter',
    input: [[1, 2, 3], null, [4]],
    operate: (s) => s.filter((x) => x % 2 === 0),
    output: [[2], null, [4]],
  },
  {
    name: 'mapPartitions is called once for each partition, also for empty ones',
    input: [[1, 2, 3], [1]],
    partitions: 4,
    operate: (s) => s.filter((x) => x === 1).mapPartitions((it) => [[...it].length]),
    output: [
      [1, 0, 0, 0],
      [1, 0, 0, 0],
    ],
  },
  {
    name: 'mapPartitionsWithIndex knows the partition',
    input: [[5, 6]],
    operate: (s) => s.mapPartitionsWithIndex((i, it) => [...it].map((x) => [i, x])),
    output: [
      [
        [0, 5],
        [1, 6],
      ],
    ],
    order: 'exact',
  },
  {
    name: 'glom',
    input: [[1, 2, 3, 4], []],
    operate: (s) => s.glom(),
    output: [
      [
        [1, 2],
        [3, 4],
      ],
      [],
    ],
    order: 'exact',
  },
  {
    name: 'repartition spreads evenly and keeps the records',
    input: [[1, 2, 3, 4], []],
    partitions: 1,
    operate: (s) =>
      s
        .repartition(4)
        .glom()
        .map((part) => part.length),
    output: [
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ],
  },
  {
    name: 'reduce of an empty batch gives an empty RDD',
    input: [[1, 2, 3], [], null, [4]],
    operate: (s) => s.reduce((a, b) => a + b),
    output: [[6], [], null, [4]],
  },
  {
    name: 'count of an empty batch gives 0',
    input: [[1, 2, 3], [], null, ['x']],
    operate: (s) => s.count(),
    output: [[3], [0], null, [1]],
  },
  {
    name: 'countByValue',
    input: [['a', 'b', 'a'], [], null],
    operate: (s) => s.countByValue(),
    output: [
      [
        ['a', 2],
        ['b', 1],
      ],
      [],
      null,
    ],
  },
  {
    name: 'countByValue compares by value',
    input: [
      [['x', 1], ['x', 1], Number.NaN, Number.NaN, '__proto__', 'constructor', '__proto__', -0, 0, null, undefined],
    ],
    operate: (s) => s.countByValue(),
    output: [
      [
        [['x', 1], 2],
        [Number.NaN, 2],
        ['__proto__', 2],
        ['constructor', 1],
        [0, 2],
        [null, 1],
        [undefined, 1],
      ],
    ],
  },
  { name: 'union', input: [[1], [2]], other: [[3], []], operate: (s, o) => s.union(o), output: [[1, 3], [2]] },
  { name: 'union keeps duplicates', input: [[1, 1]], other: [[1]], operate: (s, o) => s.union(o), output: [[1, 1, 1]] },
  {
    name: 'ssc.union',
    input: [[1], [2]],
    other: [[3], []],
    operate: (s, o, ssc) => ssc.union([s, o, s]),
    output: [
      [1, 3, 1],
      [2, 2],
    ],
  },
  {
    name: 'transform',
    input: [[3, 1, 2], []],
    operate: (s) => s.transform((rdd) => rdd.sortBy((x) => x)),
    output: [[1, 2, 3], []],
    order: 'exact',
  },
  {
    name: 'transform is called for every batch on the driver, with its time, and may wait and run actions',
    input: [[1, 2], [3]],
    operate: (s, _, ssc) => {
      let calls = 0
      let first: number | undefined
      return s.transform(async (rdd, time) => {
        calls++
        first ??= time.milliseconds
        const [call, batch, head] = [calls, (time.milliseconds - first) / 1000, (await rdd.take(1))[0]]
        return ssc.sparkContext.parallelize([[call, batch, head]], 1)
      })
    },
    output: [[[1, 0, 1]], [[2, 1, 3]]],
  },
  {
    name: 'transformWith',
    input: [[1, 2], [3]],
    other: [[2], [3]],
    operate: (s, o) => s.transformWith(o, (a, b) => a.subtract(b)),
    output: [[1], []],
  },
  {
    name: 'ssc.transform of several streams',
    input: [[1], [2]],
    other: [[10], [20]],
    operate: (s, o, ssc) => ssc.transform([s, o], ([a, b]) => (a as any).union(b)),
    output: [
      [1, 10],
      [2, 20],
    ],
  },
  {
    name: 'mapAsync keeps the order when asked to',
    input: [[3, 1, 2], []],
    partitions: 1,
    operate: (s) => s.mapAsync(async (x) => x * 10, { concurrency: 2, ordered: true }),
    output: [[30, 10, 20], []],
    order: 'exact',
  },
  {
    name: 'a chain is the composition of its operators',
    input: [[1, 2, 3, 4, 5, 6]],
    operate: (s) =>
      s
        .map((x) => x + 1)
        .filter((x) => x % 2 === 0)
        .flatMap((x) => [x, -x])
        .map((x) => `${x}`)
        .filter((x) => x !== '-4'),
    output: [['2', '-2', '4', '6', '-6']],
    order: 'exact',
  },
  { name: 'union with itself', input: [[1]], operate: (s) => s.union(s), output: [[1, 1]] },
  {
    name: 'a queue that is empty gives an empty RDD of one partition',
    input: [[], []],
    operate: (_, __, ssc) => ssc.queueStream<number>([]).mapPartitions((records) => [[...records].length]),
    output: [[0], [0]],
  },
  {
    name: 'transform reads variables of the driver anew in every batch',
    input: [[1], [1], [1]],
    operate: (s) => {
      let factor = 1
      return s.transform((rdd) => {
        const now = factor++
        return rdd.map((x) => x * now)
      })
    },
    output: [[1], [2], [3]],
  },
  {
    name: 'transform is called in every batch, in order, also for one without records',
    input: [[1], [], [1], [], [], [1, 1, 1, 1], [1]],
    operate: (s) => {
      let [batches, seen] = [0, 0]
      return s.transform(async (rdd) => {
        batches++
        seen += await rdd.count()
        const now = 100 * batches + seen
        return rdd.map((x) => x * now)
      })
    },
    output: [[101], [], [302], [], [], [606, 606, 606, 606], [707]],
  },
  {
    name: 'transformWith is told the time',
    input: [[1, 2], [5]],
    other: [[2], []],
    operate: (s, o) => s.transformWith(o, (a, b, time) => a.subtract(b).map((x) => [x, time.milliseconds])),
    output: [[[1, 1000]], [[5, 2000]]],
  },
  {
    name: 'mapPartitions keeps the partitioner when it is told to, so that a later shuffle moves nothing',
    input: [
      [
        ['a', 1],
        ['b', 1],
        ['a', 1],
      ],
    ],
    operate: (s) =>
      s
        .partitionBy(2, (key: string) => (key === 'a' ? 1 : 0))
        .mapPartitions((pairs) => pairs, true)
        .transform((rdd) => rdd.context.parallelize([rdd.partitioner?.numPartitions], 1)),
    output: [[2]],
  },
  {
    name: 'words, filtered lines, and how often they occur',
    input: [['to be', 'or  not'], [], ['to to'], null],
    operate: (s) => s.filter(contains('o')).words().countByValue(),
    output: [pairs('to', 1, 'be', 1, 'or', 1, '', 1, 'not', 1), [], pairs('to', 2), null],
  },
  {
    name: 'json and csv',
    input: [['{"id":"a,b"}', '{}'], []],
    operate: (s) =>
      s
        .json({ fields: ['id'] })
        .map(({ id }) => id ?? '"",c')
        .csv({ columns: ['x', 'y'] }),
    output: [
      [
        { x: 'a', y: 'b' },
        { x: '', y: 'c' },
      ],
      [],
    ],
  },
  {
    name: 'sum of a batch',
    input: [[1, 2, 3.5], [], null, [-1]],
    operate: (s) => s.sum(),
    output: [[6.5], [0], null, [-1]],
  },
  { name: 'avg of a batch', input: [[1, 2, 6], [], null], operate: (s) => s.avg(), output: [[3], [], null] },
  {
    name: 'min and max of a batch',
    input: [['b', 'a', 'c'], []],
    operate: (s) => s.min().union(s.max()),
    output: [['a', 'c'], []],
  },
  {
    name: 'min and max by a key, and by an ordering',
    input: [['bb', 'a', 'ccc']],
    operate: (s) =>
      s.min({ key: (x: string) => -x.length }).union(s.max((a: string, b: string) => b.length - a.length)),
    output: [['ccc', 'a']],
  },
  {
    name: 'top of a batch, the largest first',
    input: [[3, 1, 4, 1, 5], [2], [], null],
    operate: (s) => s.top(2),
    output: [[5, 4], [2], [], null],
    order: 'exact',
  },
  { name: 'top of nothing', input: [[3, 1]], operate: (s) => s.top(0), output: [[]] },
  {
    name: 'totals of windows',
    input: [[1, 5], [2], [], [], [7]],
    operate: (s) =>
      s
        .sumByWindow('2s', '1s')
        .map((x) => ['sum', x])
        .union(s.avgByWindow('2s', '1s').map((x) => ['avg', x]))
        .union(s.minByWindow('2s', '1s').map((x) => ['min', x]))
        .union(s.maxByWindow('2s', '1s').map((x) => ['max', x])),
    output: [
      pairs('sum', 6, 'avg', 3, 'min', 1, 'max', 5),
      pairs('sum', 8, 'avg', 8 / 3, 'min', 1, 'max', 5),
      pairs('sum', 2, 'avg', 2, 'min', 2, 'max', 2),
      pairs('sum', 0),
      pairs('sum', 7, 'avg', 7, 'min', 7, 'max', 7),
    ],
  },
  {
    name: 'top of windows, by a key',
    input: [['a', 'ccc'], ['bb', 'dddd'], ['e'], [], []],
    operate: (s) => s.topByWindow(2, '2s', '1s', { key: (x: string) => x.length }),
    output: [['ccc', 'a'], ['dddd', 'ccc'], ['dddd', 'bb'], ['e'], []],
    order: 'exact',
  },
]
