import { isDeepStrictEqual } from 'node:util'
import { type RDD, StorageLevel } from '../../src/index.ts'

/** A record of these programs: a key of any kind, and a whole number. */
export type Pair = readonly [key: unknown, value: number]

/** What an RDD should hold, as plainly as can be: lists in lists. */
export interface Model {
  readonly parts: readonly (readonly Pair[])[]
  /** True when partitions and order are promised; otherwise only what is in all of them together counts. */
  readonly exact: boolean
}

/** An operator, and what it means for lists. It does nothing to a model when it needs an order that is not promised. */
export interface Operation {
  readonly name: string
  readonly onRdd: (rdd: RDD<Pair>, other: RDD<Pair>) => RDD<Pair>
  readonly onModel: (model: Model, other: Model) => Model
  /** Needs partitions and order. */
  readonly ordered?: boolean
}

export const all = ({ parts }: Model): Pair[] => parts.flat()

const each =
  (f: (records: readonly Pair[]) => readonly Pair[]) =>
  ({ parts, exact }: Model): Model => ({ parts: parts.map(f), exact })

const loose = (records: readonly Pair[]): Model => ({ parts: [records], exact: false })

const add = (a: number, b: number): number => a + b
const total = (values: readonly number[]): number => values.reduce(add, 0)

/** Values by key, keys by value and in order of coming. */
export function groups(records: readonly Pair[]): (readonly [key: unknown, values: number[]])[] {
  const found: [unknown, number[]][] = []
  for (const [key, value] of records) {
    const group = found.find(([other]) => isDeepStrictEqual(other, key))
    if (group === undefined) found.push([key, [value]])
    else group[1].push(value)
  }
  return found
}

const valuesOf = (records: readonly Pair[], key: unknown): number[] =>
  groups(records).find(([other]) => isDeepStrictEqual(other, key))?.[1] ?? []

const byKey =
  (f: (values: number[]) => number) =>
  (model: Model): Model =>
    loose(groups(all(model)).map(([key, values]) => [key, f(values)]))

const unique = (records: readonly Pair[]): Pair[] =>
  records.filter((record, i) => records.findIndex((other) => isDeepStrictEqual(other, record)) === i)

const isIn = (record: Pair, records: readonly Pair[]): boolean =>
  records.some((other) => isDeepStrictEqual(other, record))

/** A list that is changed in place by the functions of aggregateByKey and combineByKey. */
const push = (list: number[], ...values: number[]): number[] => {
  list.push(...values)
  return list
}

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'map',
    onRdd: (rdd) => rdd.map(([key, n]) => [key, 2 * n + 1] as const),
    onModel: each((records) => records.map(([key, n]) => [key, 2 * n + 1])),
  },
  {
    name: 'map of keys',
    onRdd: (rdd) => rdd.map(([key, n]) => [n % 2 === 0 ? key : [key, n % 3], n] as const),
    onModel: each((records) => records.map(([key, n]) => [n % 2 === 0 ? key : [key, n % 3], n])),
  },
  {
    name: 'filter',
    onRdd: (rdd) => rdd.filter(([, n]) => n % 3 !== 0),
    onModel: each((records) => records.filter(([, n]) => n % 3 !== 0)),
  },
  {
    name: 'flatMap',
    onRdd: (rdd) => rdd.flatMap(([key, n]) => Array.from({ length: n % 3 }, (_, i) => [key, n + i] as const)),
    onModel: each((records) =>
      records.flatMap(([key, n]) => Array.from({ length: n % 3 }, (_, i) => [key, n + i] as const)),
    ),
  },
  {
    name: 'mapValues',
    onRdd: (rdd) => rdd.mapValues((n) => n + 5),
    onModel: each((records) => records.map(([key, n]) => [key, n + 5])),
  },
  {
    name: 'flatMapValues',
    onRdd: (rdd) => rdd.flatMapValues((n) => (n % 2 === 0 ? [n, n + 1] : [])),
    onModel: each((records) =>
      records.flatMap(([key, n]) => (n % 2 === 0 ? [[key, n] as const, [key, n + 1] as const] : [])),
    ),
  },
  {
    name: 'mapPartitions',
    onRdd: (rdd) => rdd.mapPartitions((records) => [...records].reverse()),
    onModel: each((records) => records.toReversed()),
  },
  {
    name: 'mapPartitionsWithIndex',
    ordered: true,
    onRdd: (rdd) =>
      rdd.mapPartitionsWithIndex(function* (p, records) {
        for (const [key, n] of records) yield [key, n + p] as const
      }),
    onModel: ({ parts, exact }) => ({
      parts: parts.map((records, p) => records.map(([key, n]) => [key, n + p])),
      exact,
    }),
  },
  {
    name: 'mapAsync',
    onRdd: (rdd) => rdd.mapAsync(async ([key, n]) => [key, n + 1] as const),
    onModel: each((records) => records.map(([key, n]) => [key, n + 1])),
  },
  {
    name: 'glom and flatMap',
    onRdd: (rdd) => rdd.glom().flatMap((records) => records.slice(1)),
    ordered: true,
    onModel: each((records) => records.slice(1)),
  },
  {
    name: 'zipWithIndex',
    ordered: true,
    onRdd: (rdd) => rdd.zipWithIndex().map(([[key, n], i]) => [key, n + i] as const),
    onModel: ({ parts, exact }) => {
      let i = 0
      return { parts: parts.map((records) => records.map(([key, n]) => [key, n + i++])), exact }
    },
  },
  {
    name: 'coalesce',
    onRdd: (rdd) => rdd.coalesce(2),
    onModel: ({ parts, exact }) => {
      const n = Math.min(2, parts.length)
      const first = (p: number): number => Math.floor((p * parts.length) / n)
      return { parts: Array.from({ length: n }, (_, p) => parts.slice(first(p), first(p + 1)).flat()), exact }
    },
  },
  {
    name: 'union',
    onRdd: (rdd, other) => rdd.union(other),
    onModel: (model, other) => ({ parts: [...model.parts, ...other.parts], exact: model.exact && other.exact }),
  },
  {
    name: 'union with itself',
    onRdd: (rdd) => rdd.union(rdd),
    onModel: (model) => loose([...all(model), ...all(model)]),
  },
  { name: 'repartition', onRdd: (rdd) => rdd.repartition(3), onModel: (model) => loose(all(model)) },
  { name: 'partitionBy', onRdd: (rdd) => rdd.partitionBy(4), onModel: (model) => loose(all(model)) },
  {
    name: 'sortBy',
    onRdd: (rdd) => rdd.sortBy(([, n]) => n, false, 3),
    onModel: (model) => loose(all(model)),
  },
  { name: 'distinct', onRdd: (rdd) => rdd.distinct(), onModel: (model) => loose(unique(all(model))) },
  {
    name: 'reduceByKey',
    onRdd: (rdd) => rdd.reduceByKey(add, 3),
    onModel: byKey(total),
  },
  {
    name: 'groupByKey',
    onRdd: (rdd) => rdd.groupByKey(2).mapValues((values) => [...values].reduce(add, [...values].length)),
    onModel: byKey((values) => total(values) + values.length),
  },
  {
    name: 'aggregateByKey that changes its lists',
    onRdd: (rdd) =>
      rdd
        .aggregateByKey(
          [] as number[],
          (list, n) => push(list, n),
          (list, others) => push(list, ...others),
          3,
        )
        .mapValues((list) => list.splice(0).reduce(add, 0)),
    onModel: byKey(total),
  },
  {
    name: 'foldByKey and a join with itself',
    onRdd: (rdd) => {
      const sums = rdd.foldByKey(0, add, 2)
      return sums.join(sums).mapValues(([a, b]) => a + b)
    },
    onModel: byKey((values) => 2 * total(values)),
  },
  {
    name: 'combineByKey and a join of its lists with themselves',
    onRdd: (rdd) => {
      const lists = rdd.combineByKey(
        (n) => [n],
        (list, n) => push(list, n),
        (list, others) => push(list, ...others),
        2,
      )
      return lists.join(lists).mapValues(([a, b]) => push(a, ...b).reduce(add, 0))
    },
    onModel: byKey((values) => 2 * total(values)),
  },
  {
    name: 'join',
    onRdd: (rdd, other) => rdd.join(other, 3).mapValues(([a, b]) => 10 * a + b),
    onModel: (model, other) =>
      loose(all(model).flatMap(([key, a]) => valuesOf(all(other), key).map((b) => [key, 10 * a + b] as const))),
  },
  {
    name: 'leftOuterJoin',
    onRdd: (rdd, other) => rdd.leftOuterJoin(other).mapValues(([a, b]) => a + (b ?? 1000)),
    onModel: (model, other) =>
      loose(
        all(model).flatMap(([key, a]) => {
          const right = valuesOf(all(other), key)
          return (right.length === 0 ? [1000] : right).map((b) => [key, a + b] as const)
        }),
      ),
  },
  {
    name: 'cogroup',
    onRdd: (rdd, other) => rdd.cogroup(other).mapValues(([a, b]) => [...a].length * 100 + [...b].length),
    onModel: (model, other) =>
      loose(
        groups([...all(model), ...all(other)]).map(([key]) => [
          key,
          valuesOf(all(model), key).length * 100 + valuesOf(all(other), key).length,
        ]),
      ),
  },
  {
    name: 'subtractByKey',
    onRdd: (rdd, other) => rdd.subtractByKey(other),
    onModel: (model, other) =>
      loose(all(model).filter(([key]) => !groups(all(other)).some(([k]) => isDeepStrictEqual(k, key)))),
  },
  {
    name: 'subtract',
    onRdd: (rdd, other) => rdd.subtract(other),
    onModel: (model, other) => loose(all(model).filter((record) => !isIn(record, all(other)))),
  },
  {
    name: 'intersection',
    onRdd: (rdd, other) => rdd.intersection(other),
    onModel: (model, other) => loose(unique(all(model)).filter((record) => isIn(record, all(other)))),
  },
  { name: 'persist', onRdd: (rdd) => rdd.map((x) => x).persist(), onModel: (model) => model },
  {
    name: 'persist on disk',
    onRdd: (rdd) => rdd.map((x) => x).persist(StorageLevel.DISK_ONLY),
    onModel: (model) => model,
  },
  {
    name: 'checkpoint',
    onRdd: (rdd) => {
      const copy = rdd.map((x) => x)
      copy.checkpoint()
      return copy
    },
    onModel: (model) => model,
  },
]
