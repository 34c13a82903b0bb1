import { type DStream, StateSpec, seconds } from '../../../src/index.ts'
import type { Batches, Case } from '../case.ts'

/**
 * What each operator does at the edges: one row for each operator, or family of them, and edge.
 *
 * In a row "parent RDD empty" the first batch is an RDD without partitions and the second one of two empty partitions.
 */

type Operate = Case['operate']
type Family = Readonly<Record<string, Operate>>

const GONE = 'gone'
const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const sum = (values: readonly number[], state: number | undefined): number => values.reduce(add, state ?? 0)
const present = (record: unknown): boolean => record !== GONE
const sorted = (groups: Iterable<any>): any[] => [...groups].sort()
const pairs = (s: DStream<any>): DStream<[string, number]> => s.map((w: string) => [w, 1])

const emptyParent = (operator: string, operate: Operate, ...batches: Batches): Case => ({
  name: `${operator}, parent RDD empty`,
  input: [[], [GONE, GONE]],
  other: [[], [GONE, GONE]],
  operate: (s, o, ssc) => operate(s.filter(present), o.filter(present), ssc),
  output: batches,
})

const noParent = (operator: string, operate: Operate, input: Batches, ...batches: Batches): Case => ({
  name: `${operator}, parent has no RDD at t`,
  input,
  operate,
  output: batches,
})

const perRecord: Family = {
  map: (s) => s.map((x) => x),
  filter: (s) => s.filter(() => true),
  flatMap: (s) => s.flatMap((x) => [x, x]),
  mapPartitions: (s) => s.mapPartitions((records) => records),
  mapPartitionsWithIndex: (s) => s.mapPartitionsWithIndex((_, records) => records),
  mapAsync: (s) => s.mapAsync(async (x) => x),
  repartition: (s) => s.repartition(3),
  mapValues: (s) => pairs(s).mapValues((n) => n + 1),
  flatMapValues: (s) => pairs(s).flatMapValues((n) => [n, n]),
  partitionBy: (s) => pairs(s).partitionBy(3),
}

const totals: Family = {
  countByValue: (s) => s.countByValue(),
  reduceByKey: (s) => pairs(s).reduceByKey(add),
  groupByKey: (s) => pairs(s).groupByKey(),
  combineByKey: (s) => pairs(s).combineByKey((n) => n, add, add),
}

/** Of two parents, one batch of which has an RDD and the other none. */
const combining: Family = {
  union: (s, o) => s.union(o),
  transformWith: (s, o) => s.transformWith(o, (a, b) => a.union(b)),
  join: (s, o) => pairs(s).join(pairs(o)),
  leftOuterJoin: (s, o) => pairs(s).leftOuterJoin(pairs(o)),
  rightOuterJoin: (s, o) => pairs(s).rightOuterJoin(pairs(o)),
  fullOuterJoin: (s, o) => pairs(s).fullOuterJoin(pairs(o)),
  cogroup: (s, o) => pairs(s).cogroup(pairs(o)),
}

const combiningMany: Family = {
  'union of the context': (s, o, ssc) => ssc.union([s, o]),
  'transform of the context': (s, o, ssc) => ssc.transform([s, o], ([a, b]) => (a as any).union(b)),
}

const HINT = 'Have its source answer an empty RDD for batches without data.'

/** How an error names the parent that has no RDD: joins see the pairs that were made of the source. */
const refused = (operator: string): string =>
  operator === 'union' || operator === 'transformWith' ? 'memoryStream-0 (memoryStream)' : 'map-0 (map (edges.ts))'

const each = (family: Family, row: (operator: string, operate: Operate) => Case): readonly Case[] =>
  Object.entries(family).map(([operator, operate]) => row(operator, operate))

const STATELESS: readonly Case[] = [
  ...each(perRecord, (name, operate) => emptyParent(name, operate, [], [])),
  ...each(perRecord, (name, operate) => noParent(name, operate, [null], null)),
  emptyParent('glom, one array a partition', (s) => s.glom(), [], [[], []]),
  noParent('glom', (s) => s.glom(), [null], null),
  emptyParent('reduce', (s) => s.reduce(add), [], []),
  noParent('reduce', (s) => s.reduce(add), [null, [1, 2]], null, [3]),
  emptyParent('count', (s) => s.count(), [0], [0]),
  noParent('count', (s) => s.count(), [null, ['a']], null, [1]),
  ...each(totals, (name, operate) => emptyParent(name, operate, [], [])),
  ...each(totals, (name, operate) => noParent(name, operate, [null], null)),
]

const COMBINING: readonly Case[] = [
  ...each({ ...combining, ...combiningMany }, (name, operate) => emptyParent(name, operate, [], [])),
  emptyParent('transform', (s) => s.transform((rdd) => rdd.distinct()), [], []),
  ...each(combining, (name, operate) => ({
    name: `${name}, parent has no RDD at t`,
    input: [[], null],
    other: [[], ['x']],
    operate,
    output: [[]],
    error: `E_NO_RDD at ${name} (edges.ts): ${refused(name)} has no RDD at 2000 ms. ${HINT}`,
  })),
  ...each(combiningMany, (name, operate) => ({
    name: `${name}, parent has no RDD at t`,
    input: [[], ['x']],
    other: [[], null],
    operate,
    output: [[]],
    error: `E_NO_RDD at ${name.split(' ')[0]} (edges.ts): memoryStream-1 (memoryStream) has no RDD at 2000 ms. ${HINT}`,
  })),
  {
    ...noParent('transform', (s) => s.transform((rdd) => rdd.distinct()), [['a'], null], ['a']),
    error: `E_NO_RDD at transform (edges.ts): memoryStream-0 (memoryStream) has no RDD at 2000 ms. ${HINT}`,
  },
]

const WINDOWS: readonly Case[] = [
  emptyParent('window', (s) => s.window(seconds(2)), [], []),
  noParent('window', (s) => s.window(seconds(2)), [null, ['a'], null, null], [], ['a'], ['a'], []),
  {
    name: 'window, before the window is full: what exists, one slide after the start',
    input: [['a'], ['b'], ['c'], ['d'], ['e'], ['f']],
    operate: (s) => s.window(seconds(5), seconds(2)),
    output: [
      ['a', 'b'],
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd', 'e', 'f'],
    ],
  },
  emptyParent('reduceByWindow', (s) => s.reduceByWindow(add, seconds(2), seconds(1)), [], []),
  noParent(
    'reduceByWindow',
    (s) => s.reduceByWindow(add, seconds(2), seconds(1)),
    [null, [1, 2], null, null, [4]],
    [],
    [3],
    [3],
    [],
    [4],
  ),
  {
    name: 'reduceByWindow, before the window is full: what exists',
    input: [[1], [2], [4], [8]],
    operate: (s) => s.reduceByWindow(add, seconds(3), seconds(1)),
    output: [[1], [3], [7], [14]],
  },
  emptyParent('countByWindow, before the first record ever', (s) => s.countByWindow(seconds(2), seconds(1)), [], []),
  {
    name: 'countByWindow, parent RDD empty: empty until the first record ever, then a number, [0] when drained',
    input: [[], ['a', 'b'], [], [], [], ['c'], []],
    operate: (s) => s.countByWindow(seconds(2), seconds(1)),
    output: [[], [2], [2], [0], [0], [1], [1]],
  },
  noParent(
    'countByWindow',
    (s) => s.countByWindow(seconds(2), seconds(1)),
    [null, ['a', 'b'], null, null, null, ['c']],
    [],
    [2],
    [2],
    [0],
    [0],
    [1],
  ),
  {
    name: 'countByWindow, before the window is full: what exists',
    input: [['a'], ['b', 'c'], ['d'], []],
    operate: (s) => s.countByWindow(seconds(3), seconds(1)),
    output: [[1], [3], [4], [3]],
  },
]

const inverse: Operate = (s) => pairs(s).reduceByKeyAndWindow(add, subtract, seconds(2), seconds(1))

const KEYED_WINDOWS: readonly Case[] = [
  emptyParent('reduceByKeyAndWindow with an inverse, before the first record ever', inverse, [], []),
  {
    name: 'reduceByKeyAndWindow with an inverse, parent RDD empty: keys stay at identity without a filter',
    input: [['a'], [], [], []],
    operate: inverse,
    output: [[['a', 1]], [['a', 1]], [['a', 0]], [['a', 0]]],
  },
  {
    ...noParent('reduceByKeyAndWindow with an inverse', inverse, [null, ['a'], null, null, ['b']]),
    output: [
      [],
      [['a', 1]],
      [['a', 1]],
      [['a', 0]],
      [
        ['a', 0],
        ['b', 1],
      ],
    ],
  },
  {
    name: 'reduceByKeyAndWindow with an inverse, before the window is full: what exists',
    input: [['a'], ['a'], ['a', 'a'], []],
    operate: (s) => pairs(s).reduceByKeyAndWindow(add, subtract, seconds(3), seconds(1)),
    output: [[['a', 1]], [['a', 2]], [['a', 4]], [['a', 3]]],
  },
  emptyParent('reduceByKeyAndWindow', (s) => pairs(s).reduceByKeyAndWindow(add, seconds(2)), [], []),
  noParent(
    'reduceByKeyAndWindow',
    (s) => pairs(s).reduceByKeyAndWindow(add, seconds(2)),
    [null, ['a'], null, null],
    [],
    [['a', 1]],
    [['a', 1]],
    [],
  ),
  emptyParent('groupByKeyAndWindow', (s) => pairs(s).groupByKeyAndWindow(seconds(2)), [], []),
  noParent(
    'groupByKeyAndWindow',
    (s) => pairs(s).groupByKeyAndWindow(seconds(2)).mapValues(sorted),
    [null, ['a'], null, null],
    [],
    [['a', [1]]],
    [['a', [1]]],
    [],
  ),
  emptyParent('countByValueAndWindow', (s) => s.countByValueAndWindow(seconds(2), seconds(1)), [], []),
  noParent(
    'countByValueAndWindow',
    (s) => s.countByValueAndWindow(seconds(2), seconds(1)),
    [null, ['a'], null, null],
    [],
    [['a', 1]],
    [['a', 1]],
    [],
  ),
]

/** How often the function of each key was called. */
const calls: Operate = (s) =>
  pairs(s).updateStateByKey((_: readonly number[], state: number | undefined) => (state ?? 0) + 1)

const counting = (): StateSpec<string, number, number, [string, number]> =>
  StateSpec.function((key: string, value: number | undefined, state) => {
    if (state.isTimingOut()) return [`${key} timed out`, state.get()] as [string, number]
    state.update((state.getOption() ?? 0) + (value ?? 0))
    return [key, state.get()] as [string, number]
  })

const none = Array.from({ length: 9 }, () => null)
const empty = Array.from({ length: 9 }, () => [])

const STATEFUL: readonly Case[] = [
  emptyParent('updateStateByKey, without a state', calls, [], []),
  {
    name: 'updateStateByKey, parent RDD empty: the function is called for all known keys',
    input: [['a'], [], ['b'], []],
    operate: calls,
    output: [
      [['a', 1]],
      [['a', 2]],
      [
        ['a', 3],
        ['b', 1],
      ],
      [
        ['a', 4],
        ['b', 2],
      ],
    ],
  },
  noParent('updateStateByKey, without a state', calls, [null, null, ['a']], null, null, [['a', 1]]),
  {
    name: 'updateStateByKey, parent has no RDD at t: the function is called for all known keys',
    input: [['a'], null, null],
    operate: (s) => pairs(s).updateStateByKey((v: readonly number[], n: number | undefined) => sum(v, n) + 10),
    output: [[['a', 11]], [['a', 21]], [['a', 31]]],
  },
  emptyParent('mapWithState', (s) => pairs(s).mapWithState(counting()), [], []),
  {
    name: 'mapWithState, parent RDD empty: the state is kept',
    input: [['a'], [], ['a']],
    operate: (s) => pairs(s).mapWithState(counting()),
    output: [[['a', 1]], [], [['a', 2]]],
  },
  {
    name: 'mapWithState, parent RDD empty: time-outs are swept at checkpoint batches',
    input: [['a'], ...empty, []],
    operate: (s) => pairs(s).mapWithState(counting().timeout(seconds(1))),
    output: [[['a', 1]], ...empty.slice(1), [['a timed out', 1]], []],
  },
  {
    name: 'mapWithState, parent has no RDD at t: as an empty one',
    input: [null, ['a'], null, ['a']],
    operate: (s) => pairs(s).mapWithState(counting()),
    output: [[], [['a', 1]], [], [['a', 2]]],
  },
  {
    name: 'mapWithState, parent has no RDD at t: time-outs are swept as in an empty one',
    input: [['a'], ...none],
    operate: (s) => pairs(s).mapWithState(counting().timeout(seconds(1))),
    output: [[['a', 1]], ...empty.slice(1), [['a timed out', 1]]],
  },
  {
    name: 'stateSnapshots, parent has no RDD at t: the state as it was',
    input: [null, ['a'], null],
    operate: (s) => pairs(s).mapWithState(counting()).stateSnapshots(),
    output: [[], [['a', 1]], [['a', 1]]],
  },
]

export const EDGES: readonly Case[] = [...STATELESS, ...COMBINING, ...WINDOWS, ...KEYED_WINDOWS, ...STATEFUL]
