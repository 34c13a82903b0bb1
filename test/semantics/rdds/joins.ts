import { type Case, pairs, parts } from './case.ts'

const ages = pairs('ann', 30, 'bob', 41, 'ann', 31)
const towns = pairs('ann', 'Oslo', 'cem', 'Bonn', 'ann', 'Ulm')

/** Operators that bring the values of a key in several RDDs together. */
export const JOINS: readonly Case[] = [
  {
    name: 'join gives every combination of values',
    input: ages,
    other: towns,
    operate: (r, o) => r.join(o),
    records: pairs('ann', [30, 'Oslo'], 'ann', [30, 'Ulm'], 'ann', [31, 'Oslo'], 'ann', [31, 'Ulm']),
  },
  { name: 'join with an empty RDD', input: ages, operate: (r, o) => r.join(o), records: [] },
  {
    name: 'join with an RDD without partitions',
    input: ages,
    operate: (r, _, sc) => r.join(sc.emptyRDD<[string, number]>()),
    records: [],
  },
  {
    name: 'join with itself',
    input: pairs('a', 1, 'b', 2),
    operate: (r) => r.join(r),
    records: pairs('a', [1, 1], 'b', [2, 2]),
  },
  {
    name: 'leftOuterJoin',
    input: pairs('a', 1, 'b', 2),
    other: pairs('a', 'x', 'c', 'y'),
    operate: (r, o) => r.leftOuterJoin(o),
    records: pairs('a', [1, 'x'], 'b', [2, undefined]),
  },
  {
    name: 'rightOuterJoin',
    input: pairs('a', 1, 'b', 2),
    other: pairs('a', 'x', 'c', 'y'),
    operate: (r, o) => r.rightOuterJoin(o),
    records: pairs('a', [1, 'x'], 'c', [undefined, 'y']),
  },
  {
    name: 'fullOuterJoin',
    input: pairs('a', 1, 'b', 2),
    other: pairs('a', 'x', 'c', 'y'),
    operate: (r, o) => r.fullOuterJoin(o),
    records: pairs('a', [1, 'x'], 'b', [2, undefined], 'c', [undefined, 'y']),
  },
  {
    name: 'an outer join does not take a value undefined for an absent one',
    input: pairs('a', undefined),
    other: pairs('a', null),
    operate: (r, o) => r.fullOuterJoin(o),
    records: pairs('a', [undefined, null]),
  },
  {
    name: 'cogroup',
    input: ages,
    other: towns,
    partitions: 1,
    operate: (r, o) => r.cogroup(o),
    records: pairs(
      'ann',
      [
        [30, 31],
        ['Oslo', 'Ulm'],
      ],
      'bob',
      [[41], []],
      'cem',
      [[], ['Bonn']],
    ),
  },
  {
    name: 'cogroup of four',
    input: pairs('a', 1),
    other: pairs('b', 2),
    operate: (r, o) => r.cogroup(o, r, o),
    records: pairs('a', [[1], [], [1], []], 'b', [[], [2], [], [2]]),
  },
  {
    name: 'groupWith',
    input: pairs('a', 1),
    other: pairs('a', 2),
    operate: (r, o) => r.groupWith(o, r),
    records: pairs('a', [[1], [2], [1]]),
  },
  { name: 'cogroup of empty RDDs', operate: (r, o) => r.cogroup(o), records: [] },
  {
    name: 'subtractByKey ignores the values there',
    input: pairs('a', 1, 'b', 2, 'b', 3),
    other: pairs('a', 9),
    operate: (r, o) => r.subtractByKey(o),
    records: pairs('b', 2, 'b', 3),
  },
  {
    name: 'equally partitioned RDDs are joined where they lie',
    input: pairs(0, 'a', 1, 'b'),
    other: pairs(0, 'c', 1, 'd'),
    operate: (r, o) => r.partitionBy(2).join(o.partitionBy(2)),
    layout: parts(pairs(0, ['a', 'c']), pairs(1, ['b', 'd'])),
  },
  {
    name: 'a join lies as the largest partitioner of its parents says',
    input: pairs(0, 'a'),
    other: pairs(0, 'b'),
    operate: async (r, o) => r.partitionBy(3).join(o.partitionBy(5)).partitioner?.numPartitions,
    value: 5,
  },
  {
    name: 'joins of joins',
    input: pairs('a', 1, 'b', 2),
    other: pairs('a', 3),
    operate: (r, o) => r.join(o).leftOuterJoin(r),
    records: pairs('a', [[1, 3], 1]),
  },
  {
    name: 'join of something that is no pair',
    input: [1],
    other: [1],
    operate: (r, o) => r.join(o),
    error: 'E_NOT_A_PAIR',
  },
]
