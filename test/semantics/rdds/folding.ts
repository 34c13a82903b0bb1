import { add, type Case } from './case.ts'

const word = (a: string, b: string): string => a + b

/** Actions that make one value of all records. */
export const FOLDING: readonly Case[] = [
  { name: 'reduce', input: [1, 2, 3], operate: (r) => r.reduce(add), value: 6 },
  {
    name: 'reduce passes over empty partitions',
    input: [1, 2],
    partitions: 7,
    operate: (r) => r.reduce(add),
    value: 3,
  },
  {
    name: 'reduce of one record does not call the function',
    input: [{ a: 1 }],
    operate: (r) => r.reduce(() => 0),
    value: { a: 1 },
  },
  { name: 'reduce may come to undefined', input: [1, 2], operate: (r) => r.reduce(() => undefined), value: undefined },
  {
    name: 'reduce goes by partition and position',
    input: ['a', 'b', 'c', 'd'],
    operate: (r) => r.reduce(word),
    value: 'abcd',
  },
  { name: 'reduce of an empty RDD', operate: (r) => r.reduce(add), error: 'E_EMPTY' },
  { name: 'treeReduce', input: [1, 2, 3, 4, 5], partitions: 5, operate: (r) => r.treeReduce(add, 3), value: 15 },
  {
    name: 'treeReduce of many partitions',
    input: [...Array(100).keys()],
    partitions: 50,
    operate: (r) => r.treeReduce(add),
    value: 4950,
  },
  { name: 'treeReduce of an empty RDD', operate: (r) => r.treeReduce(add), error: 'E_EMPTY' },
  { name: 'treeReduce of depth 0', input: [1], operate: (r) => r.treeReduce(add, 0), error: 'E_ARGUMENT' },
  { name: 'fold', input: [1, 2, 3], operate: (r) => r.fold(0, add), value: 6 },
  {
    name: 'fold applies its zero once for each partition and once for the merge',
    input: [1, 2, 3],
    partitions: 3,
    operate: (r) => r.fold(10, add),
    value: 46,
  },
  { name: 'fold of an empty RDD, with empty partitions', operate: (r) => r.fold(10, add), value: 30 },
  {
    name: 'fold of an RDD without partitions',
    operate: (_r, _o, sc) => sc.emptyRDD<number>().fold(10, add),
    value: 10,
  },
  {
    name: 'aggregate',
    input: ['a', 'bb', 'ccc'],
    operate: (r) => r.aggregate(0, (sum, text) => sum + text.length, add),
    value: 6,
  },
  {
    name: 'aggregate applies its zero as fold does',
    input: [1, 2],
    operate: (r) => r.aggregate('z', (sum, x) => sum + x, word),
    value: 'zz1z2',
  },
  {
    name: 'aggregate may change its zero, which is copied for each partition',
    input: [1, 2, 3],
    operate: async (r) => {
      const zero: number[] = []
      const take = (list: number[], x: number): number[] => [list.push(x), list][1] as number[]
      return [await r.aggregate(zero, take, (a, b) => [...a, ...b]), zero]
    },
    value: [[1, 2, 3], []],
  },
  {
    name: 'treeAggregate',
    input: [...Array(100).keys()],
    partitions: 50,
    operate: (r) => r.treeAggregate(0, add, add),
    value: 4950,
  },
  {
    name: 'treeAggregate of empty partitions',
    input: [5],
    partitions: 9,
    operate: (r) => r.treeAggregate(0, add, add, 3),
    value: 5,
  },
  {
    name: 'treeAggregate of an RDD without partitions',
    operate: (_r, _o, sc) => sc.emptyRDD<number>().treeAggregate(7, add, add),
    value: 7,
  },
  {
    name: 'accumulators count once in an action',
    input: [1, 2, 3],
    operate: async (r, _, sc) => {
      const seen = sc.longAccumulator()
      await r.foreach((x) => seen.add(x))
      await r.map((x) => [seen.add(x), x]).count()
      return seen.value
    },
    value: 12,
  },
  {
    name: 'a broadcast is read by tasks',
    input: ['a', 'b'],
    operate: (r, _, sc) => {
      const names = sc.broadcast({ a: 'ann', b: 'bob' } as Record<string, string>)
      return r.map((key) => names.value[key])
    },
    records: ['ann', 'bob'],
  },
]
