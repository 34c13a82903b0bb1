import type { Placed } from '../../program/placed.ts'
import { countRecords } from '../../rdd/declared/counted.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { derived } from './derived.ts'
import { keyCall } from './key-call.ts'

/**
 * Totals of a batch come about in two steps, so that the records stay where they are: each partition makes its own
 * total, and these, under one constant key, meet in one partition.
 */
type Total<T> = [key: 0, total: T]

const second = <T>(total: readonly [unknown, T]): T => total[1]
const add = (a: number, b: number): number => a + b
const none: Total<number>[] = [[0, 0]]

/** The total of a partition by `f`; nothing for an empty one. */
export const partialOf =
  <T>(f: (a: T, b: T) => T) =>
  (records: Iterable<T>): Total<T>[] => {
    const add = keyCall(f, (_total, record) => record)
    let total: T | undefined
    let some = false
    for (const record of records) {
      total = some ? add(total as T, record) : record
      some = true
    }
    return some ? [[0, total as T]] : []
  }

/** The number of records of a partition; nothing for an empty one. */
export function countOf(records: Iterable<unknown>): Total<number>[] {
  const count = countRecords(records)
  return count === 0 ? [] : [[0, count]]
}

/** At most one record a batch: the total of the records by `f`. */
export function reduceStream<T>(parent: DStream<T>, operator: Operator, f: (a: T, b: T) => T): DStream<T> {
  const merge = operator.place(f)
  const partial = operator.place(partialOf(f))
  const value = operator.place(second) as Placed<(total: readonly [0, T]) => T>
  return derived(parent, operator, (rdd) => rdd.mapPartitions(partial).reduceByKey(merge, 1).map(value))
}

/** One record a batch: the number of records, 0 for an empty batch. */
export function countStream(parent: DStream<any>, operator: Operator): DStream<number> {
  const [partial, sum] = [operator.place(countOf), operator.place(add)]
  const value = operator.place(second) as Placed<(total: readonly [0, number]) => number>
  const { sparkContext } = parent.context
  return derived(parent, operator, (rdd) => {
    const zero = sparkContext.parallelize<Total<number>>(none, 1)
    return rdd.mapPartitions(partial).union(zero).reduceByKey(sum, 1).map(value)
  })
}
