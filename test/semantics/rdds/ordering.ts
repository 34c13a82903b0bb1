import { type Case, pairs, parts } from './case.ts'

const byLength = (a: string, b: string): number => a.length - b.length

/** Operators that sort. */
export const ORDERING: readonly Case[] = [
  { name: 'sortBy', input: [3, 1, 2], operate: (r) => r.sortBy((x) => x), records: [1, 2, 3], order: 'exact' },
  {
    name: 'sortBy downwards',
    input: [3, 1, 2],
    operate: (r) => r.sortBy((x) => x, false),
    records: [3, 2, 1],
    order: 'exact',
  },
  { name: 'sortBy of an empty RDD', operate: (r) => r.sortBy((x) => x), records: [] },
  { name: 'sortBy of one record', input: [1], operate: (r) => r.sortBy((x) => x), records: [1] },
  {
    name: 'sortBy makes ranges of about equal size',
    input: [4, 3, 2, 1, 8, 7, 6, 5],
    operate: (r) => r.sortBy((x) => x, true, 4),
    layout: parts([1, 2], [3, 4], [5, 6], [7, 8]),
  },
  {
    name: 'sortBy keeps equal keys in order inside of a partition',
    input: ['bb', 'a', 'cc', 'd'],
    partitions: 1,
    operate: (r) => r.sortBy((word) => word.length),
    records: ['a', 'd', 'bb', 'cc'],
    order: 'exact',
  },
  {
    name: 'sortBy numbers goes by size, not by digits',
    input: [10, 9, 1, -1, 100],
    operate: (r) => r.sortBy((x) => x),
    records: [-1, 1, 9, 10, 100],
    order: 'exact',
  },
  {
    name: 'sortBy puts missing values first and NaN last',
    input: [2, Number.NaN, null, Number.NEGATIVE_INFINITY],
    operate: (r) => r.sortBy((x) => x),
    records: [null, Number.NEGATIVE_INFINITY, 2, Number.NaN],
    order: 'exact',
  },
  {
    name: 'sortBy arrays goes item by item',
    input: [['b', 1], ['a', 2], ['a', 1], ['a']],
    operate: (r) => r.sortBy((x) => x),
    records: [['a'], ['a', 1], ['a', 2], ['b', 1]],
    order: 'exact',
  },
  {
    name: 'sortBy with an ordering',
    input: ['ccc', 'a', 'bb'],
    operate: (r) => r.sortBy((x) => x, true, 2, byLength),
    records: ['a', 'bb', 'ccc'],
    order: 'exact',
  },
  {
    name: 'sortBy of many equal keys leaves partitions empty',
    input: [1, 1, 1, 1],
    operate: (r) =>
      r
        .sortBy((x) => x, true, 4)
        .glom()
        .filter((part) => part.length > 0),
    records: [[1, 1, 1, 1]],
  },
  {
    name: 'sortBy of values without an order',
    input: [1, 'a'],
    operate: (r) => r.sortBy((x) => x),
    error: 'E_NOT_COMPARABLE',
  },
  {
    name: 'sortByKey',
    input: pairs('b', 2, 'a', 1, 'c', 3),
    operate: (r) => r.sortByKey(),
    records: pairs('a', 1, 'b', 2, 'c', 3),
    order: 'exact',
  },
  {
    name: 'sortByKey downwards, by something made of the key',
    input: pairs('b', 2, 'A', 1, 'C', 3),
    operate: (r) => r.sortByKey(false, 2, { key: (key) => key.toLowerCase() }),
    records: pairs('C', 3, 'b', 2, 'A', 1),
    order: 'exact',
  },
  {
    name: 'repartitionAndSortWithinPartitions',
    input: pairs(3, 'c', 2, 'b', 1, 'a', 0, 'z'),
    operate: (r) => r.repartitionAndSortWithinPartitions(2),
    layout: parts(pairs(0, 'z', 2, 'b'), pairs(1, 'a', 3, 'c')),
  },
  {
    name: 'repartitionAndSortWithinPartitions downwards',
    input: pairs(3, 'c', 2, 'b', 1, 'a', 0, 'z'),
    operate: (r) => r.repartitionAndSortWithinPartitions(2, false),
    layout: parts(pairs(2, 'b', 0, 'z'), pairs(3, 'c', 1, 'a')),
  },
  {
    name: 'filterByRange includes both ends',
    input: pairs('a', 1, 'b', 2, 'c', 3, 'd', 4),
    operate: (r) => r.filterByRange('b', 'c'),
    records: pairs('b', 2, 'c', 3),
  },
  {
    name: 'filterByRange of sorted pairs',
    input: pairs('d', 4, 'b', 2, 'c', 3, 'a', 1),
    operate: (r) => r.sortByKey(true, 4).filterByRange('b', 'c'),
    records: pairs('b', 2, 'c', 3),
    order: 'exact',
  },
  { name: 'top', input: [3, 1, 4, 1, 5], operate: (r) => r.top(2), value: [5, 4] },
  { name: 'top of more than there are', input: [3, 1], operate: (r) => r.top(5), value: [3, 1] },
  { name: 'top of none', input: [3, 1], operate: (r) => r.top(0), value: [] },
  { name: 'top by a key', input: ['bb', 'a'], operate: (r) => r.top(1, { key: (word) => word.length }), value: ['bb'] },
  { name: 'takeOrdered', input: [3, 1, 4, 1, 5], operate: (r) => r.takeOrdered(3), value: [1, 1, 3] },
  { name: 'takeOrdered of an empty RDD', operate: (r) => r.takeOrdered(3), value: [] },
  { name: 'takeOrdered by an ordering', input: ['bb', 'a'], operate: (r) => r.takeOrdered(1, byLength), value: ['a'] },
  { name: 'max', input: [3, 5, 4], operate: (r) => r.max(), value: 5 },
  { name: 'min', input: [3, 1, 4], partitions: 8, operate: (r) => r.min(), value: 1 },
  {
    name: 'max by a key',
    input: ['a', 'bbb', 'cc'],
    operate: (r) => r.max({ key: (word) => word.length }),
    value: 'bbb',
  },
  { name: 'max of an empty RDD', operate: (r) => r.max(), error: 'E_EMPTY' },
  { name: 'min of an empty RDD', operate: (r) => r.min(), error: 'E_EMPTY' },
]
