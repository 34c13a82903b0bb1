import { type Key, requireKey, sameKey } from '../../kernel/key.ts'
import { KeyMap } from '../../kernel/key-map.ts'
import type { Site } from '../../kernel/site.ts'
import { declared } from '../declared/meaning.ts'
import { requirePair, settled } from '../faults.ts'
import { type ActionOptions, action, type Given } from '../given.ts'
import { type Partitioner, RangePartitioner } from '../partitioner.ts'
import { placed, type RDD } from '../rdd.ts'
import { callHere, userFailure } from '../user-failure.ts'
import type { Wide } from '../wide.ts'

/** Actions that answer a map, or look into the RDD as into one. The maps compare keys by value; they must fit in memory. */
export interface LocalMapOperators<T> {
  /**
   * How often each record is there.
   *
   * Errors    E_KEY
   *
   * @example
   * await sc.parallelize(['a', 'b', 'a']).countByValue()
   * // -> [['a', 2], ['b', 1]]
   */
  countByValue(options?: ActionOptions): Promise<KeyMap<T, number>>

  /**
   * How many pairs each key has.
   *
   * Errors    E_KEY
   *
   * @example
   * await sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][]).countByKey()
   * // -> [['a', 2], ['b', 1]]
   */
  countByKey<K = any, V = any>(this: RDD<readonly [K, V]>, options?: ActionOptions): Promise<KeyMap<K, number>>

  /**
   * The pairs as a map; of several pairs of one key the last one stays.
   *
   * Errors    E_KEY
   *
   * @example
   * await sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][]).collectAsMap()
   * // -> [['a', 3], ['b', 2]]
   */
  collectAsMap<K = any, V = any>(this: RDD<readonly [K, V]>, options?: ActionOptions): Promise<KeyMap<K, V>>

  /**
   * Reduce the values of each key with `f`, without a shuffle: the driver puts the partitions together.
   *
   * Errors    E_NOT_A_FUNCTION, E_ASYNC_FUNCTION, E_KEY, E_USER_FUNCTION
   *
   * @example
   * await sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][]).reduceByKeyLocally((a, b) => a + b)
   * // -> [['a', 4], ['b', 2]]
   */
  reduceByKeyLocally<K = any, V = any, W = Wide<V>>(
    this: RDD<readonly [K, V]> & RDD<readonly [K, NoInfer<W>]>,
    f: Given<(a: W, b: W) => W>,
    options?: ActionOptions,
  ): Promise<KeyMap<K, W>>

  /**
   * The values of `key`. Looks at one partition only when it is known how the keys lie.
   *
   * Errors    E_KEY
   *
   * @example
   * await sc.parallelize([['a', 1], ['b', 2], ['a', 3]] as [string, number][]).lookup('a')
   * // -> [1, 3]
   */
  lookup<K = any, V = any>(this: RDD<readonly [K, V]>, key: NoInfer<K>, options?: ActionOptions): Promise<V[]>
}

type Merge = (a: any, b: any) => any

const plus = (a: number, b: number): number => a + b

function merged(into: KeyMap<any, any>, key: Key, value: any, f: Merge): KeyMap<any, any> {
  return into.set(key, into.has(key) ? settled(f(into.get(key), value)) : value)
}

const countValue = declared(
  (counts: KeyMap<any, number>, value: any) => counts.set(value, (counts.get(value) ?? 0) + 1),
  { kind: 'countValue' },
)
const countKey = declared(
  (counts: KeyMap<any, number>, pair: readonly [any, any]) => countValue(counts, requirePair(pair)[0]),
  { kind: 'countKey' },
)
const keepLast = (map: KeyMap<any, any>, pair: readonly [any, any]) => map.set(requirePair(pair)[0], pair[1])
const last: Merge = (_, value) => value
const newMap = (): KeyMap<any, any> => new KeyMap()

type Entries = readonly (readonly [any, any])[]

const entries = (map: KeyMap<any, any>): Entries => [...map]

async function counted(
  rdd: RDD<any>,
  operator: string,
  f: (counts: KeyMap<any, number>, record: any) => KeyMap<any, number>,
  options: ActionOptions,
): Promise<KeyMap<any, number>> {
  const fold = { kind: 'fold', zero: newMap, f: placed(rdd, operator, f), pack: entries } as const
  return together(await rdd.context.run<any, Entries>(rdd, fold, options), plus)
}

function together(maps: readonly Entries[], f: Merge): KeyMap<any, any> {
  const all = newMap()
  for (const map of maps) for (const [key, value] of map) merged(all, key, value, f)
  return all
}

export const localMapOperators: LocalMapOperators<any> & ThisType<RDD<any>> = {
  countByValue(options = {}) {
    return action(this, 'countByValue', () => counted(this, 'countByValue', countValue, options))
  },

  countByKey(options = {}) {
    return action(this, 'countByKey', () => counted(this, 'countByKey', countKey, options))
  },

  collectAsMap(options = {}) {
    return action(this, 'collectAsMap', async () => {
      const fold = {
        kind: 'fold',
        zero: newMap,
        f: placed(this as RDD<any>, 'collectAsMap', keepLast),
        pack: entries,
      } as const
      return together(await this.context.run<any, any>(this as RDD<any>, fold, options), last)
    })
  },

  reduceByKeyLocally(f, options = {}) {
    const rdd = this as RDD<any>
    return action(rdd, 'reduceByKeyLocally', async () => {
      const reduce = placed(rdd, 'reduceByKeyLocally', f as Given<Merge>)
      const take = { ...reduce, call: (map: any, pair: any) => merged(map, requirePair(pair)[0], pair[1], reduce.call) }
      const maps = await rdd.context.run<any, any>(rdd, { kind: 'fold', zero: newMap, f: take, pack: entries }, options)
      return callHere(reduce, () => together(maps, reduce.call))
    })
  },

  lookup(key, options = {}) {
    const rdd = this as RDD<any>
    return action(rdd, 'lookup', async (site) => {
      requireKey(key)
      const f = placed(rdd, 'lookup', (records: Iterable<any>) => valuesOf(records, key))
      const partitions = partitionOf(site, rdd.partitioner, key)
      return (await rdd.context.run(rdd, { kind: 'partition', f }, { ...options, partitions })).flat(1)
    })
  },
}

/** The partition that holds `key`, when the partitioner can say. */
function partitionOf(site: Site, partitioner: Partitioner | undefined, key: Key): number[] | undefined {
  if (partitioner === undefined || (partitioner instanceof RangePartitioner && !partitioner.isDecided)) return undefined
  try {
    return [partitioner.getPartition(key)]
  } catch (error) {
    throw userFailure(site, error, 'while the partition of the key was looked up')
  }
}

function valuesOf(records: Iterable<readonly [any, any]>, key: Key): any[] {
  const values: any[] = []
  for (const record of records) {
    const [k, value] = requirePair(record)
    if (sameKey(k, key)) values.push(value)
  }
  return values
}
