import { show } from '../../kernel/show.ts'
import type { Placed } from '../../program/placed.ts'
import { requireWhole } from '../arguments.ts'
import { asCompleted, type Incoming, inOrder } from '../concurrency.ts'
import { type ActionOptions, action, type Given } from '../given.ts'
import { oneToOne, placedAsync, RDD } from '../rdd.ts'
import { booleanSetting } from '../settings.ts'
import { userFailure } from '../user-failure.ts'

/** How many calls run at the same time in each partition, and whether records keep their order. */
export interface AsyncOptions {
  /** Default 16. */
  readonly concurrency?: number
  /** Default true. */
  readonly ordered?: boolean
}

/** Operators for functions that wait: for calls to the outside. */
export interface AsyncOperators<T> {
  /**
   * Call `f`, which may wait, on each record; several calls run at the same time in each partition.
   *
   * Shape     RDD<T> -> RDD<U>
   * Order     kept, unless `ordered` is false
   * Errors    E_NOT_A_FUNCTION, E_ARGUMENT; E_USER_FUNCTION from the job when a call rejects
   *
   * @example
   * sc.parallelize([1, 2, 3]).mapAsync(async (x) => x * 2, { concurrency: 2 })
   * // -> [2, 4, 6]
   */
  mapAsync<U>(f: Given<(value: T) => U | Promise<U>>, options?: AsyncOptions): RDD<U>

  /**
   * Call `f`, which may wait, on each record, where the records are, for its effect.
   *
   * Errors    E_NOT_A_FUNCTION, E_ARGUMENT, E_USER_FUNCTION
   *
   * @example
   * const sum = sc.accumulator(0)
   * await sc.parallelize([1, 2, 3]).foreachAsync(async (x) => sum.add(x))
   * sum.value
   * // -> 6
   */
  foreachAsync(
    f: Given<(value: T) => unknown>,
    options?: ActionOptions & Pick<AsyncOptions, 'concurrency'>,
  ): Promise<void>
}

const CONCURRENCY = 16

export const asyncOperators: AsyncOperators<any> & ThisType<RDD<any>> = {
  mapAsync(f, { concurrency = CONCURRENCY, ordered = true } = {}) {
    requireWhole('mapAsync', 'concurrency', concurrency, 1)
    const given = placedAsync(this, 'mapAsync', f)
    const call = calling(this, given)
    const run = ordered ? inOrder : asCompleted
    return new RDD(this.context, {
      operator: 'mapAsync',
      site: given.site,
      dependencies: [oneToOne(this)],
      body: { kind: 'async', f: { ...given, call: (input, place) => run(input, call(place.index), concurrency) } },
      partitions: this.node.partitions,
    })
  },

  foreachAsync(f, { concurrency = CONCURRENCY, signal } = {}) {
    return action(this, 'foreachAsync', async () => {
      requireWhole('foreachAsync', 'concurrency', concurrency, 1)
      const given = placedAsync(this, 'foreachAsync', f)
      const call = calling(this, given)
      const each = async (records: Incoming, index: number): Promise<void> => {
        for await (const _ of asCompleted(records, call(index), concurrency));
      }
      await this.context.run(this, { kind: 'partition', f: { ...given, call: each } }, { signal })
    })
  },
}

/** Calls of `f` in a partition, whose errors name the record. */
function calling(rdd: RDD<any>, f: Placed<(value: any) => unknown>) {
  const showsRecords = booleanSetting(rdd.context.conf, 'millstream.errors.records')
  return (partition: number) =>
    async (record: any): Promise<unknown> => {
      try {
        return await f.call(record)
      } catch (error) {
        const shown = showsRecords ? `record ${show(record, 200)}, ` : ''
        throw userFailure(f.site, error, `${shown}partition ${partition}`)
      }
    }
}
