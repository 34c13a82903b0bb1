import type { Time } from '../../kernel/time.ts'
import type { PartitionerLike } from '../../rdd/partitioner.ts'
import type { DStream } from '../dstream.ts'
import { MapWithStateStream } from './map-with-state.ts'
import { hashOf } from './partitioning.ts'
import { type Seed, seedOf } from './seed.ts'
import type { StateSpec } from './state-spec.ts'
import { type Arrival, stateStream, updateAll, updateEach } from './update-state.ts'

/**
 * Operators that keep a state for each key, from batch to batch. State is filed under the stream's name: give it one with
 * `named`.
 */
export interface StatefulOperators {
  /**
   * The state of every key, made anew in each batch from the values that came for it and the state that it had; `f` is
   * called for every known key, with no values when none came. An answer of undefined or null removes the key. The state
   * starts from `initial`, pairs of key and state.
   *
   * A third argument that is a boolean takes one of two other kinds of function. One of four parameters is told the batch
   * time and the key as well. One of one parameter gets the arrivals of a whole partition and answers its whole state; it
   * may change keys if the boolean, which says whether keys stay where they are, is false.
   *
   * Shape     the whole state, one pair a key
   * Order     none
   * State     one state a key; a batch costs as much as there are keys. Prefer mapWithState when few keys change
   * Errors    E_NOT_A_PAIR
   * Source    Spark's updateStateByKey
   *
   * @example
   * pairs.updateStateByKey((values, sum) => values.reduce((a, b) => a + b, sum ?? 0))
   * // batches [[['a', 1], ['b', 1]], [['a', 2]]] -> [[['a', 1], ['b', 1]], [['a', 3], ['b', 1]]]
   */
  updateStateByKey<K = any, V = any, S = any>(
    this: DStream<readonly [K, V]>,
    f: (values: V[], state: S | undefined) => S | undefined | null,
    partitions?: PartitionerLike | null,
    initial?: Seed<K, S> | null,
  ): DStream<[K, S]>
  updateStateByKey<K = any, V = any, S = any>(
    this: DStream<readonly [K, V]>,
    f: (arrivals: Iterable<Arrival<K, V, S>>) => Iterable<readonly [K, S]>,
    partitions: PartitionerLike | null | undefined,
    rememberPartitioner: boolean,
    initial?: Seed<K, S> | null,
  ): DStream<[K, S]>
  updateStateByKey<K = any, V = any, S = any>(
    this: DStream<readonly [K, V]>,
    f: (time: Time, key: K, values: V[], state: S | undefined) => S | undefined | null,
    partitions: PartitionerLike | null | undefined,
    rememberPartitioner: boolean,
    initial?: Seed<K, S> | null,
  ): DStream<[K, S]>

  /**
   * Map every record together with the state of its key, in order, as the spec's function says. Keys without records are
   * not visited, except when they time out.
   *
   * Shape     one record for each (and for each time-out), or what the function emits
   * Order     kept inside a partition; records are laid out by key
   * State     one state for each key that the function has given one and not removed
   * Errors    E_ARGUMENT, E_NOT_A_PAIR; E_STATE_MISUSE
   * Source    Spark's mapWithState
   *
   * @example
   * pairs.mapWithState(
   *   StateSpec.function((key, value, sum) => {
   *     sum.update((sum.getOption() ?? 0) + (value ?? 0))
   *     return [key, sum.get()]
   *   }),
   * )
   * // batches [[['a', 1], ['a', 2]], [['a', 4]]] -> [[['a', 1], ['a', 3]], [['a', 7]]]
   */
  mapWithState<K = any, V = any, S = any, M = any>(
    this: DStream<readonly [K, V]>,
    spec: StateSpec<K, V, S, M>,
  ): MapWithStateStream<K, S, M>
}

export const stateful: StatefulOperators & ThisType<DStream<any>> = {
  updateStateByKey(f: any, partitions?: PartitionerLike | null, ...rest: any[]) {
    const operator = this.context.graph.define('updateStateByKey')
    const partitioner = hashOf(this, operator, partitions ?? undefined)
    const { call } = operator.place<any>(f)
    const told = typeof rest[0] === 'boolean'
    const whole = told && f.length < 2
    const each = told ? call : (_time: Time, _key: unknown, values: any[], state: any) => call(values, state)
    const [rememberPartitioner, initial] = told ? rest : [true, rest[0]]
    return stateStream<any, any, any>(this, operator, {
      partitioner,
      f: operator.place(whole ? updateAll(call) : updateEach(each)),
      initial: seedOf(this.context.sparkContext, operator, initial ?? undefined),
      rememberPartitioner,
      movesKeys: whole && !rememberPartitioner,
    })
  },
  mapWithState(spec: any) {
    return new MapWithStateStream<any, any, any>(this, this.context.graph.define('mapWithState'), spec)
  },
}
