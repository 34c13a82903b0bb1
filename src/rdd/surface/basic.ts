import { settled } from '../faults.ts'
import { derive, type Given, onBehalfOf } from '../given.ts'
import { placed, type RDD } from '../rdd.ts'
import { stepwise } from '../transformation.ts'

/** Operators that look at one record at a time. */
export interface BasicOperators<T> {
  /**
   * Call `f` on each record.
   *
   * Shape     RDD<T> -> RDD<U>; the partitioner is forgotten unless `preservesPartitioning` says that keys stay
   * Order     kept
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION; E_USER_FUNCTION from the job
   *
   * @example
   * sc.parallelize([1, 2, 3]).map((x) => x * 2)
   * // -> [2, 4, 6]
   */
  map<U = any>(f: Given<(value: T) => U>, preservesPartitioning?: boolean): RDD<U>

  /**
   * Call `f` on each record and put all records of what it answers in the place of that record.
   *
   * Shape     RDD<T> -> RDD<U>; the partitioner is forgotten unless `preservesPartitioning` says that keys stay
   * Order     kept
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION; E_USER_FUNCTION from the job
   *
   * @example
   * sc.parallelize(['to be', 'or not']).flatMap((line) => line.split(' '))
   * // -> ['to', 'be', 'or', 'not']
   */
  flatMap<U = any>(f: Given<(value: T) => Iterable<U>>, preservesPartitioning?: boolean): RDD<U>

  /**
   * Keep the records for which `f` answers something true.
   *
   * Shape     RDD<T> -> RDD<T>; keeps the partitioner
   * Order     kept
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION; E_USER_FUNCTION from the job
   *
   * @example
   * sc.parallelize([1, 2, 3, 4]).filter((x) => x % 2 === 0)
   * // -> [2, 4]
   */
  filter<S extends T>(f: (value: T) => value is S): RDD<S>
  filter(f: Given<(value: T) => unknown>): RDD<T>

  /**
   * Pair each record with the key that `f` answers for it.
   *
   * Shape     RDD<T> -> RDD<[K, T]>
   * Order     kept
   *
   * @example
   * sc.parallelize(['a', 'bb']).keyBy((word) => word.length)
   * // -> [[1, 'a'], [2, 'bb']]
   */
  keyBy<K = any>(f: Given<(value: T) => K>): RDD<[K, T]>
}

const withKey =
  (f: (value: any) => any) =>
  (value: any): [any, any] => [settled(f(value)), value]

export const basicOperators: BasicOperators<any> & ThisType<RDD<any>> = {
  map(f, preservesPartitioning = false) {
    return stepwise(this, 'map', { kind: 'map', f: placed(this, 'map', f) }, preservesPartitioning)
  },

  flatMap(f, preservesPartitioning = false) {
    return stepwise(this, 'flatMap', { kind: 'flatMap', f: placed(this, 'flatMap', f) }, preservesPartitioning)
  },

  filter(f: Given<(value: any) => unknown>) {
    return stepwise(this, 'filter', { kind: 'filter', f: placed(this, 'filter', f) }, true)
  },

  keyBy(f) {
    return onBehalfOf(this.context, 'keyBy', () => this.map(derive(placed(this, 'keyBy', f), withKey)))
  },
}
