import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { Time } from '../../kernel/time.ts'
import { settled } from '../../rdd/faults.ts'
import type { PartitionPlace, StateFunction } from '../../rdd/node.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'
import type { StateDraft } from '../../state/store.ts'
import { DStream } from '../dstream.ts'
import type { Operator, StateMigration } from '../operator.ts'
import { concatenated } from './concatenated.ts'
import { keyCall } from './key-call.ts'
import { type Held, KeyState } from './key-state.ts'
import { hashOf } from './partitioning.ts'
import { seedOf } from './seed.ts'
import { StateSpec } from './state-spec.ts'
import { neverRuns, SLIDES_REMEMBERED, StateVersions } from './state-versions.ts'

/** A key's state is swept each so many slides, unless the stream has a checkpoint interval of its own. */
const SLIDES_PER_SWEEP = 10

/**
 * What mapWithState makes: the mapped records, and the state behind them.
 *
 * The mapped records are kept, because the function that made them must not run twice; the state is kept by version.
 */
export class MapWithStateStream<K, S, M> extends DStream<M> {
  readonly #versions: StateVersions<M>

  constructor(parent: DStream<readonly [K, any]>, operator: Operator, spec: StateSpec<K, any, S, M>) {
    const { context } = parent
    const { sparkContext } = context
    const { description } = requireSpec(operator, spec)
    const partitioner = hashOf(parent, operator, description.partitions)
    const versions = new StateVersions<M>(context, operator, operator.site, partitioner)
    const initial = seedOf(sparkContext, operator, description.initial)
    const step = operator.place(stepOf(operator, operator.place(timed(description.f)).call, description.timeout))
    super(context, operator, {
      slide: parent.slide,
      parents: [parent],
      level: StorageLevel.MEMORY_ONLY,
      stateful: true,
      compute: async (time) => {
        // Its records are made of the state before them.
        if (versions.isUnknown(time - this.slide)) return undefined
        const from = await versions.before(this, time)
        const data = await parent.getOrCompute(time)
        const inputs = sparkContext.at(operator.site, () => {
          const seed = from === undefined && initial !== undefined ? [initial.partitionBy(partitioner)] : []
          return [data?.partitionBy(partitioner) ?? concatenated(sparkContext, operator.site, [], partitioner), ...seed]
        })
        const told: Told = { time, sweep: description.sweep === 'everyBatch' || this.#sweepsAt(time) }
        return versions.make(time, { from, inputs, f: step, told, partitioned: false })
      },
      forget: (last) => versions.forget(this, last),
    })
    this.#versions = versions
    this.remember(SLIDES_REMEMBERED * this.slide)
    if (description.version !== undefined || description.migrate !== undefined)
      this.stateVersion(description.version ?? 1, description.migrate)
  }

  /** What is kept of a key is its state and when it was last seen. */
  override stateVersion(version: number, migrate?: StateMigration): this {
    if (typeof migrate !== 'function') return super.stateVersion(version, migrate)
    const { call } = this.operator.place(migrate)
    return super.stateVersion(version, (held: Held<unknown>, from) => {
      const value = call(held.value, from)
      return value === undefined ? undefined : { ...held, value: settled(value) }
    })
  }

  /**
   * The whole state after each batch, keys included that timed out and were not swept yet.
   *
   * Order     none
   *
   * @example
   * pairs.mapWithState(StateSpec.function((_key, value, state) => state.update(value))).stateSnapshots()
   * // batches [[['a', 1]], [['b', 1]]] -> [[['a', 1]], [['a', 1], ['b', 1]]]
   */
  stateSnapshots(): DStream<[K, S]> {
    const operator = this.context.graph.define('stateSnapshots')
    const view = operator.place(function* (state: Iterable<[K, Held<S>]>): Generator<[K, S]> {
      for (const [key, held] of state) yield [key, held.value]
    })
    const never = operator.place(neverRuns)
    return new DStream<[K, S]>(this.context, operator, {
      slide: this.slide,
      parents: [this],
      compute: async (time) =>
        (await this.getOrCompute(time)) && this.#versions.read<[K, S]>(time, { site: operator.site, f: never, view }),
    })
  }

  #sweepsAt(time: number): boolean {
    const interval = this.checkpointInterval ?? SLIDES_PER_SWEEP * this.slide
    return (time - (this.zero as number)) % interval === 0
  }
}

/** What a batch tells its tasks. */
interface Told {
  readonly time: number
  readonly sweep: boolean
}

type Mapping = (time: Time, key: any, value: any, state: KeyState<any>, emit: (record: any) => void) => void

/** Both kinds of function as one. */
function timed(f: any): Mapping {
  if (typeof f !== 'function') return f
  if (f.length < 4) {
    const map = keyCall<[any, any, KeyState<any>], any>(f, (key, value) => [key, value])
    return (_time, key, value, state, emit) => emit(map(key, value, state))
  }
  const map = keyCall<[Time, any, any, KeyState<any>], any>(f, (_time, key, value) => [key, value])
  return (time, key, value, state, emit) => {
    const record = map(time, key, value, state)
    if (record !== undefined && record !== null) emit(record)
  }
}

const stepOf =
  (operator: Operator, f: Mapping, timeout: number | undefined): StateFunction =>
  (draft: StateDraft<any, Held<any>>, inputs, { prepared }: PartitionPlace) => {
    const { time, sweep } = prepared as Told
    const [data = [], seed = []] = inputs as Iterable<readonly [any, any]>[]
    const emitted: any[] = []
    const emit = (record: any): void => void emitted.push(record)
    const [now, state] = [new Time(time), new KeyState<any>(String(operator.site))]
    for (const [key, value] of seed) draft.set(key, { value, time })
    for (const [key, value] of data) {
      f(now, key, value, state.pointAt(key, draft.get(key)), emit)
      if (state.isRemoved) draft.delete(key)
      // With a time-out, a record refreshes the key even when the function left its state as it was.
      else if (state.isUpdated || (timeout !== undefined && state.exists()))
        draft.set(key, { value: state.get(), time })
    }
    if (!sweep || timeout === undefined) return emitted
    for (const [key, held] of heldBefore(draft, time - timeout)) {
      f(now, key, undefined, state.pointAt(key, held, true), emit)
      draft.delete(key)
    }
    return emitted
  }

function heldBefore<K, S>(state: Iterable<[K, Held<S>]>, time: number): [K, Held<S>][] {
  const late: [K, Held<S>][] = []
  for (const pair of state) if (pair[1].time < time) late.push(pair)
  return late
}

function requireSpec<K, S, M>(operator: Operator, spec: StateSpec<K, any, S, M>): StateSpec<K, any, S, M> {
  if (spec instanceof StateSpec) {
    operator.place(spec.description.f)
    return spec
  }
  throw new StreamError('E_ARGUMENT', `mapWithState was given ${show(spec, 60)}`, {
    at: String(operator.site),
    hint: 'Give it a StateSpec: StateSpec.function(f).',
  })
}
