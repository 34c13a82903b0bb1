import { requireWhole } from '../../rdd/arguments.ts'
import type { AsyncOptions } from '../../rdd/surface/async.ts'
import { requireBoolean, requireObject } from '../arguments.ts'
import type { DStream } from '../dstream.ts'
import { derived } from './derived.ts'
import { registerJob } from './output.ts'

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

  /**
   * Call a function that may wait on every record of each batch, several at a time: an output operation.
   *
   * Order     none among calls that run at the same time
   * Errors    E_NOT_A_FUNCTION, E_ARGUMENT; a call that rejects fails the batch with E_USER_FUNCTION
   *
   * @example
   * const sent: number[] = []
   * stream.foreachAsync(async (x) => sent.push(x))
   * // batches [[1], [2]]; sent -> [1, 2]
   */
  foreachAsync(f: (record: T) => unknown, options?: Pick<AsyncOptions, 'concurrency'>): void
}

function requireAsyncOptions(kind: string, options: AsyncOptions): void {
  const { concurrency, ordered } = requireObject(
    kind,
    'the options are',
    options,
    '{ concurrency, ordered }, or nothing',
  )
  if (concurrency !== undefined) requireWhole(kind, 'concurrency', concurrency, 1)
  requireBoolean(kind, 'ordered', ordered)
}

export const asynchronous: AsyncOperators<any> & ThisType<DStream<any>> = {
  mapAsync(f: any, options = {}) {
    const operator = this.context.graph.define('mapAsync')
    const placed = operator.placeAsync(f)
    requireAsyncOptions('mapAsync', options)
    return derived<any, any>(this, operator, (rdd) => rdd.mapAsync(placed, options))
  },
  foreachAsync(f: any, options = {}) {
    const operator = this.context.graph.define('foreachAsync')
    const placed = operator.placeAsync(f)
    requireAsyncOptions('foreachAsync', options)
    registerJob(this, operator, (rdd) => rdd.foreachAsync(placed, options))
  },
}
