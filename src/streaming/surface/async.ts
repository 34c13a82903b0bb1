import type { DStream } from '../dstream.ts'
import { derived } from './derived.ts'
import { registerOutput } from './output.ts'

/** How many calls run at the same time in a partition, and whether records stay in order. */
export interface AsyncOptions {
  readonly concurrency?: number
  readonly ordered?: boolean
}

/** Operators for functions that wait: for calls to the outside. */
export interface AsyncOperators<T> {
  /**
   * Turn every record into another by a function that may wait, several at a time.
   *
   * Order     kept, unless `ordered` is false
   * Errors    E_NOT_A_FUNCTION, E_ARGUMENT
   *
   * @example
   * stream.mapAsync(async (x) => x + 1, { concurrency: 4 })
   * // batches [[1, 2], [3]] -> [[2, 3], [4]]
   */
  mapAsync<U>(f: (record: T) => Promise<U> | U, options?: AsyncOptions): DStream<U>

  /** Call a function that may wait for every record of each batch: an output operation. */
  foreachAsync(f: (record: T) => unknown, options?: AsyncOptions): void
}

export const asynchronous: AsyncOperators<any> & ThisType<DStream<any>> = {
  mapAsync(f: any, options = {}) {
    const operator = this.context.graph.define('mapAsync')
    const placed = operator.placeAsync(f)
    return derived<any, any>(this, operator, (rdd) => rdd.mapAsync(placed, options))
  },
  foreachAsync(f: any, options = {}) {
    const operator = this.context.graph.define('foreachAsync')
    const placed = operator.placeAsync(f)
    registerOutput(this, operator, (rdd) => rdd.foreachAsync(placed, options))
  },
}
