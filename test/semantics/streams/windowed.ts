import { seconds } from '../../../src/index.ts'
import type { Case } from '../case.ts'

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const max = (a: number, b: number): number => Math.max(a, b)
const one = (w: string): [string, number] => [w, 1]
const sorted = (groups: Iterable<any>): any[] => [...groups].sort()

export const WINDOWED: readonly Case[] = [
  {
    name: 'window is (t − w, t] and first speaks after one slide',
    input: [[1], [2], [3], [4]],
    operate: (s) => s.window(seconds(3), seconds(2)),
    output: [
      [1, 2],
      [2, 3, 4],
    ],
  },
  {
    name: 'window slides with its parent by default',
    input: [[1], [2], [3]],
    operate: (s) => s.window(seconds(2)),
    output: [[1], [1, 2], [2, 3]],
  },
  {
    name: 'a slide beyond the window leaves gaps',
    input: [[1], [2], [3], [4]],
    operate: (s) => s.window(seconds(1), seconds(2)),
    output: [[2], [4]],
  },
  {
    name: 'a window of one batch is the batch',
    input: [[1], [], [3]],
    operate: (s) => s.window(seconds(1)),
    output: [[1], [], [3]],
  },
  {
    name: 'window skips batches without an RDD',
    input: [[1], null, [3], null, null],
    operate: (s) => s.window(seconds(2)),
    output: [[1], [1], [3], [3], []],
  },
  {
    name: 'window of windows',
    input: [[1], [2], [3], [4]],
    operate: (s) => s.window(seconds(2), seconds(2)).window(seconds(4)),
    output: [
      [1, 2],
      [1, 2, 3, 4],
    ],
  },
  {
    name: 'reduceByWindow of an empty window is an empty RDD',
    input: [[1, 2], [3], [], []],
    operate: (s) => s.reduceByWindow(add, seconds(2), seconds(1)),
    output: [[3], [6], [3], []],
  },
  {
    name: 'reduceByWindow with inverse',
    input: [[1, 2], [3], [4], []],
    operate: (s) => s.reduceByWindow(add, subtract, seconds(2), seconds(1)),
    output: [[3], [6], [7], [4]],
  },
  {
    name: 'countByWindow is empty until the first record ever, then a number, and 0 when drained',
    input: [[], ['a', 'b'], ['c'], [], [], []],
    operate: (s) => s.countByWindow(seconds(2), seconds(1)),
    output: [[], [2], [3], [1], [0], [0]],
  },
  {
    name: 'countByValueAndWindow forgets what has left',
    input: [['a', 'b', 'a'], ['b'], [], ['c']],
    operate: (s) => s.countByValueAndWindow(seconds(2), seconds(1)),
    output: [
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 2],
      ],
      [['b', 1]],
      [['c', 1]],
    ],
  },
  {
    name: 'countByValueAndWindow of pairs counts the pairs, as in the seed program',
    input: [['a', 'a'], ['a']],
    operate: (s) => s.map((w) => [w, 1] as const).countByValueAndWindow(seconds(2), seconds(1)),
    output: [[[['a', 1], 2]], [[['a', 1], 3]]],
  },
  {
    name: 'groupByKeyAndWindow',
    input: [
      [['a', 1]],
      [
        ['a', 2],
        ['b', 3],
      ],
      [],
    ],
    operate: (s) => s.groupByKeyAndWindow(seconds(2), seconds(1)).mapValues(sorted),
    output: [
      [['a', [1]]],
      [
        ['a', [1, 2]],
        ['b', [3]],
      ],
      [
        ['a', [2]],
        ['b', [3]],
      ],
    ],
  },
  {
    name: 'reduceByKeyAndWindow drops keys that are not in the window',
    input: [['a', 'b'], ['a'], [], []],
    operate: (s) => s.map(one).reduceByKeyAndWindow(add, seconds(2), seconds(1)),
    output: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [['a', 1]],
      [],
    ],
  },
  {
    name: 'reduceByKeyAndWindow with inverse keeps keys at zero for ever',
    input: [['a', 'b'], ['a'], [], [], []],
    operate: (s) => s.map(one).reduceByKeyAndWindow(add, subtract, seconds(2), seconds(1)),
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
        ['b', 0],
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
  },
  {
    name: 'reduceByKeyAndWindow with inverse and filter removes them, and they may come again',
    input: [['a', 'b'], ['a'], [], [], ['b']],
    operate: (s) => s.map(one).reduceByKeyAndWindow(add, subtract, seconds(2), seconds(1), 2, ([, n]: any) => n > 0),
    output: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [['a', 1]],
      [],
      [['b', 1]],
    ],
  },
  {
    name: 'reduceByKeyAndWindow with inverse and a slide of two batches',
    input: [['a'], ['a', 'b'], ['b'], [], [], [], ['a'], []],
    operate: (s) => s.map(one).reduceByKeyAndWindow(add, subtract, seconds(4), seconds(2)),
    output: [
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 2],
      ],
      [
        ['a', 0],
        ['b', 1],
      ],
      [
        ['a', 1],
        ['b', 0],
      ],
    ],
  },
  {
    name: 'reduceByKeyAndWindow with inverse over batches without an RDD',
    input: [['a'], null, ['a'], null, null],
    operate: (s) => s.map(one).reduceByKeyAndWindow(add, subtract, seconds(2), seconds(1)),
    output: [[['a', 1]], [['a', 1]], [['a', 1]], [['a', 1]], [['a', 0]]],
  },
  {
    name: 'a windowed stream may be joined with another of the same slide',
    input: [[['k', 1]], [['k', 2]]],
    other: [[], [['k', 'x']]],
    operate: (s, o) => s.window(seconds(2)).join(o),
    output: [
      [],
      [
        ['k', [1, 'x']],
        ['k', [2, 'x']],
      ],
    ],
  },
  {
    name: 'window of overlapping windows holds a record once for each',
    input: [[1], [2], [3]],
    operate: (s) => s.window(seconds(2)).window(seconds(2)),
    output: [[1], [1, 1, 2], [1, 2, 2, 3]],
  },
  {
    name: 'a window has the partitions of its batches',
    input: [[1], [2], [3]],
    partitions: 3,
    operate: (s) => s.window(seconds(2)).glom().count(),
    output: [[3], [6], [6]],
  },
  {
    name: 'reduceByWindow with inverse keeps its number when the window has drained',
    input: [[], [1, 2], [], [3], [], [], []],
    operate: (s) => s.reduceByWindow(add, subtract, seconds(2), seconds(1)),
    output: [[], [3], [3], [3], [3], [0], [0]],
  },
  {
    name: 'reduceByWindow with null for an inverse is the plain form, as in Python',
    input: [[1, 2], [], []],
    operate: (s) => s.reduceByWindow(add, null, seconds(2), seconds(1)),
    output: [[3], [3], []],
  },
  {
    name: 'reduceByKeyAndWindow with null for an inverse is the plain form, as in Python',
    input: [['a'], [], []],
    operate: (s) => s.map(one).reduceByKeyAndWindow(add, null, seconds(2), seconds(1)),
    output: [[['a', 1]], [['a', 1]], []],
  },
  {
    name: 'countByValueAndWindow over a slide of two batches',
    input: [['a'], ['b'], ['a'], [], [], ['c']],
    operate: (s) => s.countByValueAndWindow(seconds(4), seconds(2)),
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
  },
  {
    name: 'reduceByKeyAndWindow by name',
    input: [['a'], ['a', 'a'], [], []],
    operate: (s) =>
      s
        .map(one)
        .reduceByKeyAndWindow({ reduce: add, inverse: subtract, window: seconds(2), filter: ([, n]: any) => n > 0 }),
    output: [[['a', 1]], [['a', 3]], [['a', 2]], []],
  },
  {
    name: 'reduceByKeyAndWindow with inverse and gaps never sees what lies between',
    input: [['a'], ['a', 'a'], ['b'], ['a', 'a', 'a'], [], []],
    operate: (s) => s.map(one).reduceByKeyAndWindow(add, subtract, seconds(1), seconds(2)),
    output: [[['a', 2]], [['a', 3]], [['a', 0]]],
  },
  {
    name: 'reduceByKeyAndWindow with inverse under a window with gaps takes in every batch',
    input: [[['a', 1]], [['a', 2]], [['a', 4]], [['a', 8]]],
    operate: (s) => s.reduceByKeyAndWindow(add, subtract, seconds(3)).window(seconds(1), seconds(2)),
    output: [[['a', 3]], [['a', 14]]],
  },
  {
    name: 'reduceByKeyAndWindow over many slides drops keys that are not in the window, and they may come again',
    input: [[['a', 3]], [['b', 5]], [['a', 1]], [], [['a', 2]], [], [], [], [['b', 1]]],
    operate: (s) => s.reduceByKeyAndWindow(max, seconds(4)),
    output: [
      [['a', 3]],
      [
        ['a', 3],
        ['b', 5],
      ],
      [
        ['a', 3],
        ['b', 5],
      ],
      [
        ['a', 3],
        ['b', 5],
      ],
      [
        ['a', 2],
        ['b', 5],
      ],
      [['a', 2]],
      [['a', 2]],
      [['a', 2]],
      [['b', 1]],
    ],
  },
  {
    name: 'reduceByKeyAndWindow over many slides and batches without an RDD',
    input: [null, [['a', 1]], null, null, null, null, [['a', 7]]],
    operate: (s) => s.reduceByKeyAndWindow(max, seconds(4)),
    output: [[], [['a', 1]], [['a', 1]], [['a', 1]], [['a', 1]], [], [['a', 7]]],
  },
  {
    name: 'reduceByKeyAndWindow over many slides of two batches, not a whole number of them',
    input: [[['a', 9]], [['a', 1]], [['a', 2]], [], [['b', 3]], [], [], [], [], []],
    operate: (s) => s.reduceByKeyAndWindow(max, seconds(7), seconds(2)),
    output: [
      [['a', 9]],
      [['a', 9]],
      [
        ['a', 9],
        ['b', 3],
      ],
      [
        ['a', 2],
        ['b', 3],
      ],
      [['b', 3]],
    ],
  },
  {
    name: 'reduceByKeyAndWindow over many slides keeps the order of time',
    input: [[['a', 'x']], [['a', 'y']], [['a', 'z']], [['a', 'u']], [['a', 'v']], [['a', 'w']]],
    operate: (s) => s.reduceByKeyAndWindow((a: string, b: string) => a + b, seconds(4)),
    output: [[['a', 'x']], [['a', 'xy']], [['a', 'xyz']], [['a', 'xyzu']], [['a', 'yzuv']], [['a', 'zuvw']]],
  },
  {
    name: 'reduceByKeyAndWindow over many slides compares keys by value',
    input: [[[['a', 1], 1]], [[['a', 1], 5]], [['__proto__', 2]], [[Number.NaN, 3]], [], [[Number.NaN, 1]], []],
    operate: (s) => s.reduceByKeyAndWindow(max, seconds(4)),
    output: [
      [[['a', 1], 1]],
      [[['a', 1], 5]],
      [
        [['a', 1], 5],
        ['__proto__', 2],
      ],
      [
        [['a', 1], 5],
        ['__proto__', 2],
        [Number.NaN, 3],
      ],
      [
        [['a', 1], 5],
        ['__proto__', 2],
        [Number.NaN, 3],
      ],
      [
        ['__proto__', 2],
        [Number.NaN, 3],
      ],
      [[Number.NaN, 3]],
    ],
  },
  {
    name: 'reduceByKeyAndWindow over many slides under a window with gaps takes in every batch',
    input: [[['a', 1]], [['a', 8]], [['a', 4]], [['a', 2]], [], [['b', 1]]],
    operate: (s) => s.reduceByKeyAndWindow(max, seconds(4)).window(seconds(1), seconds(3)),
    output: [
      [['a', 8]],
      [
        ['a', 4],
        ['b', 1],
      ],
    ],
  },
  {
    name: 'reduceByWindow over many slides, of an empty window too',
    input: [[3], [], [1, 2], [], [], [], [], null, [4]],
    operate: (s) => s.reduceByWindow(max, seconds(4)),
    output: [[3], [3], [3], [3], [2], [2], [], [], [4]],
  },
]
