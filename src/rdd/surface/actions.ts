import { StreamError } from '../../kernel/errors.ts'
import { badArgument, requirePartitions, requireText } from '../arguments.ts'
import { type ActionOptions, action, type Given } from '../given.ts'
import { asProperties } from '../local-properties.ts'
import { placed, placedAsync, type RDD, refuseNested } from '../rdd.ts'

/** Actions that bring records to the driver, count them, or do something with them where they are. */
export interface ActionOperators<T> {
  /**
   * All records, as an array.
   *
   * Order     by partition, then by position
   *
   * @example
   * await sc.parallelize([1, 2, 3]).collect()
   * // -> [1, 2, 3]
   */
  collect(options?: ActionOptions): Promise<T[]>

  /**
   * `collect`, as a job of a group: `sc.cancelJobGroup(groupId)` cancels it.
   *
   * Order     by partition, then by position
   *
   * @example
   * await sc.parallelize([1, 2, 3]).collectWithJobGroup('mine', 'all of them')
   * // -> [1, 2, 3]
   */
  collectWithJobGroup(
    groupId: string,
    description: string,
    interruptOnCancel?: boolean,
    options?: ActionOptions,
  ): Promise<T[]>

  /**
   * All records, for `for await`; one partition is here at a time. With `prefetchPartitions` the next one is computed
   * while this one is read.
   *
   * Order     by partition, then by position
   *
   * @example
   * const seen: number[] = []
   * for await (const x of sc.parallelize([1, 2, 3], 3).toLocalIterator()) seen.push(x)
   * seen
   * // -> [1, 2, 3]
   */
  toLocalIterator(
    options?: ActionOptions & { readonly prefetchPartitions?: boolean },
  ): AsyncGenerator<T, void, undefined>

  /**
   * The records of one partition, for `for await`: from where they are kept, or computed.
   *
   * Errors    E_ARGUMENT for a partition that does not exist
   *
   * @example
   * const seen: number[] = []
   * for await (const x of sc.parallelize([1, 2, 3], 3).iterator(1)) seen.push(x)
   * seen
   * // -> [2]
   */
  iterator(partition: number | { readonly index: number }, options?: ActionOptions): AsyncGenerator<T, void, undefined>

  /**
   * How many records there are.
   *
   * @example
   * await sc.parallelize(['a', 'b']).count()
   * // -> 2
   */
  count(options?: ActionOptions): Promise<number>

  /**
   * The first record.
   *
   * Errors    E_EMPTY when there is none
   *
   * @example
   * await sc.parallelize([5, 6]).first()
   * // -> 5
   */
  first(options?: ActionOptions): Promise<T>

  /**
   * The first `num` records, or all when there are fewer. Looks at one partition first, then at ever more, so that not
   * more is computed than needed; of 0 records there is no job.
   *
   * Order     by partition, then by position
   * Errors    E_ARGUMENT
   *
   * @example
   * await sc.parallelize([1, 2, 3, 4]).take(2)
   * // -> [1, 2]
   */
  take(num: number, options?: ActionOptions): Promise<T[]>

  /**
   * True when there is no record.
   *
   * @example
   * await sc.emptyRDD().isEmpty()
   * // -> true
   */
  isEmpty(options?: ActionOptions): Promise<boolean>

  /**
   * Call `f` on each record, where the records are, for its effect.
   *
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION (use foreachAsync), E_USER_FUNCTION
   *
   * @example
   * const sum = sc.accumulator(0)
   * await sc.parallelize([1, 2, 3]).foreach((x) => sum.add(x))
   * sum.value
   * // -> 6
   */
  foreach(f: Given<(value: T) => unknown>, options?: ActionOptions): Promise<void>

  /**
   * Call `f` once for each partition, where it is, with its records; the place to open a connection once. `f` may be async.
   *
   * Errors    E_NOT_A_FUNCTION, E_USER_FUNCTION
   *
   * @example
   * const sizes = sc.accumulator(0)
   * await sc.parallelize([1, 2, 3], 2).foreachPartition(async (records) => { sizes.add([...records].length) })
   * sizes.value
   * // -> 3
   */
  foreachPartition(f: Given<(records: Iterable<T>, index: number) => unknown>, options?: ActionOptions): Promise<void>
}

/** How many times more partitions each round of `take` looks at. */
const SCALE_UP = 4

export const actionOperators: ActionOperators<any> & ThisType<RDD<any>> = {
  collect(options = {}) {
    return action(this, 'collect', async () => {
      const parts = await this.context.run<any, any[]>(this, { kind: 'collect' }, options)
      return ([] as any[]).concat(...parts)
    })
  },

  collectWithJobGroup(groupId, description, interruptOnCancel = false, options = {}) {
    const group = requireText('collectWithJobGroup', 'the group', groupId, 'a text that names the group')
    const named = asProperties({ group, description, interruptOnCancel })
    return this.context.properties.run(named, () =>
      action(this, 'collectWithJobGroup', async () => this.collect(options)),
    )
  },

  toLocalIterator(options = {}) {
    refuseNested('toLocalIterator')
    return locally(this, range(0, this.node.partitions), options)
  },

  iterator(partition, options = {}) {
    refuseNested('iterator')
    const index = typeof partition === 'object' && partition !== null ? partition.index : partition
    requirePartitions('iterator', this, [index])
    return locally(this, [index], options)
  },

  count(options = {}) {
    return action(this, 'count', async () => {
      const counts = await this.context.run<any, number>(this, { kind: 'count' }, options)
      return counts.reduce((sum, count) => sum + count, 0)
    })
  },

  first(options = {}) {
    return action(this, 'first', async (site) => {
      const records = await this.take(1, options)
      if (records.length > 0) return records[0]
      throw emptyError('first', String(site), 'Check isEmpty() first, or use take(1).')
    })
  },

  take(num, options = {}) {
    return action(this, 'take', async () => {
      if (!Number.isInteger(num)) throw badArgument('take', 'the number is', num, 'a whole number')
      return scan(this, num, options)
    })
  },

  isEmpty(options = {}) {
    return action(this, 'isEmpty', async () => (await this.take(1, options)).length === 0)
  },

  foreach(f, options = {}) {
    return action(this, 'foreach', async () => {
      await this.context.run(this, { kind: 'each', f: placed(this, 'foreach', f) }, options)
    })
  },

  foreachPartition(f, options = {}) {
    return action(this, 'foreachPartition', async () => {
      await this.context.run(this, { kind: 'partition', f: placedAsync(this, 'foreachPartition', f) }, options)
    })
  },
}

export const emptyError = (operator: string, at: string, hint: string): StreamError =>
  new StreamError('E_EMPTY', `${operator} was asked of an empty RDD`, { at, hint })

async function* locally(
  rdd: RDD<any>,
  partitions: readonly number[],
  { signal, prefetchPartitions = false }: ActionOptions & { readonly prefetchPartitions?: boolean },
): AsyncGenerator<any, void, undefined> {
  const fetch = (p: number): Promise<any[][]> =>
    rdd.context.run<any, any[]>(rdd, { kind: 'collect' }, { partitions: [p], signal })
  let next: Promise<any[][]> | undefined
  for (const [i, partition] of partitions.entries()) {
    const [records = []] = await (next ?? fetch(partition))
    const following = partitions[i + 1]
    next = prefetchPartitions && following !== undefined ? fetch(following) : undefined
    // Its error is thrown when its turn comes; until then nobody listens.
    next?.catch(() => {})
    yield* records
  }
}

async function scan(rdd: RDD<any>, num: number, options: ActionOptions): Promise<any[]> {
  const taken: any[] = []
  for (let scanned = 0; taken.length < num && scanned < rdd.node.partitions; ) {
    const limit = num - taken.length
    const partitions = nextPartitions(rdd.node.partitions, scanned, taken.length, num)
    for (const part of await rdd.context.run<any, any[]>(rdd, { kind: 'take', limit }, { ...options, partitions }))
      for (let i = 0; i < part.length && taken.length < num; i++) taken.push(part[i])
    scanned += partitions.length
  }
  return taken
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** As many partitions as what was found so far makes likely to be enough. Source: Spark's RDD.take. */
function nextPartitions(all: number, scanned: number, found: number, num: number): number[] {
  const guess = found === 0 ? scanned * SCALE_UP : Math.ceil((1.5 * num * scanned) / found) - scanned
  const count = scanned === 0 ? 1 : Math.min(Math.max(guess, 1), scanned * SCALE_UP)
  return range(scanned, Math.min(scanned + count, all))
}
