import { type DurationLike, toPositiveMillis } from '../../kernel/duration.ts'
import type { Time } from '../../kernel/time.ts'
import type { PartitionerLike } from '../../rdd/partitioner.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { requireOneOf } from '../arguments.ts'

/**
 * The state of one key while the function of mapWithState looks at it. It must not be kept beyond the call.
 *
 * Source    Spark's State
 */
export interface State<S> {
  /** True when the key has a state: it had one, or `update` gave it one, and it was not removed. */
  exists(): boolean
  /** The state. Errors: E_STATE_MISUSE when there is none. */
  get(): S
  /** The state, or undefined when there is none. */
  getOption(): S | undefined
  /** Set the state. Errors: E_STATE_MISUSE after `remove` and while timing out. */
  update(state: S): void
  /** End the state. Errors: E_STATE_MISUSE when it was removed or is timing out. */
  remove(): void
  /** True when the key is told, for the last time, that nothing came for it within the time-out. */
  isTimingOut(): boolean
}

/** Called for each record of a key, and with value undefined when the key times out; what it answers is emitted. */
export type StateMapping<K, V, S, M> = (key: K, value: V | undefined, state: State<S>) => M
/** As StateMapping with the batch time first; undefined and null emit nothing. */
export type TimedStateMapping<K, V, S, M> = (
  time: Time,
  key: K,
  value: V | undefined,
  state: State<S>,
) => M | undefined | null

/**
 * In which batches timed-out keys are looked for: in those in which the stream checkpoints (each tenth, unless another
 * interval is set), as Spark does, or in all.
 */
export type Sweep = (typeof SWEEPS)[number]
const SWEEPS = ['checkpoint', 'everyBatch'] as const

interface Description<K, V, S, M> {
  readonly f: StateMapping<K, V, S, M> | TimedStateMapping<K, V, S, M>
  readonly initial?: RDD<readonly [K, S]> | readonly (readonly [K, S])[]
  readonly partitions?: PartitionerLike
  readonly timeout?: number
  readonly sweep?: Sweep
  readonly version?: number
  readonly migrate?: (old: any, from: number) => S | undefined
}

/**
 * What mapWithState does: a function and its settings. Each setting answers a new spec.
 *
 * `StateSpec.function` takes a function of (key, value, state), each of whose answers is emitted, or of (time, key, value,
 * state), whose undefined and null emit nothing. The number of parameters that the function declares decides.
 *
 * Source    Spark's StateSpec
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
export class StateSpec<K, V, S, M> {
  /** @internal */
  readonly description: Description<K, V, S, M>

  private constructor(description: Description<K, V, S, M>) {
    this.description = Object.freeze(description)
  }

  static function<K, V, S, M>(f: StateMapping<K, V, S, M>): StateSpec<K, V, S, M>
  static function<K, V, S, M>(f: TimedStateMapping<K, V, S, M>): StateSpec<K, V, S, M>
  static function(f: any): StateSpec<any, any, any, any> {
    return new StateSpec({ f })
  }

  /** State that stands before the first batch, updated at the time of the first batch. */
  initialState(pairs: RDD<readonly [K, S]> | readonly (readonly [K, S])[]): StateSpec<K, V, S, M> {
    return new StateSpec({ ...this.description, initial: pairs })
  }

  numPartitions(n: number): StateSpec<K, V, S, M> {
    return this.partitioner(n)
  }

  partitioner(partitions: PartitionerLike): StateSpec<K, V, S, M> {
    return new StateSpec({ ...this.description, partitions })
  }

  /**
   * Drop a key for which no record came within `duration`: the function is called for it once more, with value undefined.
   * Any record of a key counts, whether or not the function updated the state.
   *
   * Errors    E_DURATION
   */
  timeout(duration: DurationLike): StateSpec<K, V, S, M> {
    return new StateSpec({ ...this.description, timeout: toPositiveMillis(duration, 'timeout', 'timeout') })
  }

  /**
   * Which form the states have: 1 unless said. A checkpoint with states of another version is gone on from with `migrate`, and
   * otherwise refused.
   *
   * Errors    E_ARGUMENT by mapWithState; E_STATE_CHANGED at start
   */
  version(version: number): StateSpec<K, V, S, M> {
    return new StateSpec({ ...this.description, version })
  }

  /**
   * Make a state of now of each that a checkpoint has in an earlier version, which `f` is told; undefined drops the key. When a
   * key was last seen is kept.
   *
   * Errors    E_USER_FUNCTION at start for what `f` throws, with the key
   */
  migrate(f: (old: any, from: number) => S | undefined): StateSpec<K, V, S, M> {
    return new StateSpec({ ...this.description, migrate: f })
  }

  /** When timed-out keys are looked for. Default 'checkpoint', as Spark; looking costs a pass over all keys. */
  sweep(when: Sweep): StateSpec<K, V, S, M> {
    requireOneOf('sweep', 'when', when, SWEEPS)
    return new StateSpec({ ...this.description, sweep: when })
  }
}
