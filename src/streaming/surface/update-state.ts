import { isPrimitiveKey } from '../../kernel/key.ts'
import { KeyMap } from '../../kernel/key-map.ts'
import { Time } from '../../kernel/time.ts'
import type { Placed } from '../../program/placed.ts'
import { iterableOf, requirePair } from '../../rdd/faults.ts'
import type { PartitionPlace, StateFunction } from '../../rdd/node.ts'
import type { Partitioner } from '../../rdd/partitioner.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { StateDraft } from '../../state/store.ts'
import { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { keyCall } from './key-call.ts'
import { neverRuns, SLIDES_REMEMBERED, StateVersions } from './state-versions.ts'

/** A key with the values that came for it and the state that it had. */
export type Arrival<K, V, S> = [key: K, values: V[], state: S | undefined]

/** How updateStateByKey makes the new state of a partition. */
export interface Updating<S> {
  readonly partitioner: Partitioner
  readonly f: Placed<StateFunction>
  readonly initial: RDD<readonly [any, S]> | undefined
  /** Whether the stream's RDDs say how their keys lie. */
  readonly rememberPartitioner: boolean
  /** Whether `f` may change keys, so that the state before must be laid out anew. */
  readonly movesKeys: boolean
}

/**
 * The whole state of all keys, batch by batch. Every known key is visited in every batch, also in one without an RDD;
 * until there is a state, a batch without an RDD has none here either.
 *
 * Source    Spark's StateDStream
 */
export function stateStream<K, V, S>(
  parent: DStream<readonly [K, V]>,
  operator: Operator,
  { partitioner, f, initial, rememberPartitioner, movesKeys }: Updating<S>,
): DStream<[K, S]> {
  const { sparkContext } = parent.context
  const versions = new StateVersions<[K, S]>(parent.context, operator, operator.site, partitioner)
  const view = operator.place((state: Iterable<[K, S]>) => state)
  const never = operator.place(neverRuns)
  const stream: DStream<[K, S]> = new DStream<[K, S]>(parent.context, operator, {
    slide: parent.slide,
    parents: [parent],
    stateful: true,
    compute: async (time) => {
      if (versions.isUnknown(time)) return undefined
      const from = await versions.before(stream, time)
      const data = await parent.getOrCompute(time)
      if (from === undefined && data === undefined) return undefined
      return sparkContext.at(operator.site, () => {
        const moved =
          movesKeys && from !== undefined
            ? versions.read(from, { site: operator.site, f: never, view, partitioned: false })
            : undefined
        const before = from === undefined ? initial : moved
        const inputs = [
          data?.groupByKey(partitioner),
          (before as RDD<readonly [any, S]> | undefined)?.partitionBy(partitioner),
        ]
        const told: Told = { time, data: data !== undefined, before: before !== undefined }
        const given = inputs.filter((rdd) => rdd !== undefined)
        return versions.make(time, { from, inputs: given, f, view, told, partitioned: rememberPartitioner })
      })
    },
    forget: (last) => versions.forget(stream, last),
  })
  stream.remember(SLIDES_REMEMBERED * stream.slide)
  return stream
}

/** What a batch tells its tasks: its time, and which of the two inputs there are. */
interface Told {
  readonly time: number
  readonly data: boolean
  readonly before: boolean
}

/** New state of one key; undefined and null remove it. */
export type KeyUpdate = (time: Time, key: any, values: any[], state: any) => any

/** Visit every key that has a state or values. */
export const updateEach =
  (f: KeyUpdate): StateFunction =>
  (draft: StateDraft<any, any>, inputs, place: PartitionPlace) => {
    const { groups, time } = begin(draft, inputs, place)
    const update = keyCall(f, (_time, key, values) => [key, values])
    for (const [key, old] of draft) {
      const state = update(time, key, groups.get(key) ?? [], old)
      groups.delete(key)
      if (state === undefined || state === null) draft.delete(key)
      // An object may have been changed in place, so only a primitive can be told to be the same.
      else if (state !== old || !isPrimitiveKey(state)) draft.set(key, state)
    }
    for (const [key, values] of groups) {
      const state = update(time, key, values, undefined)
      if (state !== undefined && state !== null) draft.set(key, state)
    }
    return draft
  }

/** Hand all keys of a partition to one function; what it answers is the state of the partition. */
export const updateAll =
  (f: (arrivals: Iterable<Arrival<any, any, any>>) => Iterable<readonly [any, any]>): StateFunction =>
  (draft: StateDraft<any, any>, inputs, place: PartitionPlace) => {
    const { groups } = begin(draft, inputs, place)
    const next = new KeyMap<unknown, unknown>()
    for (const pair of iterableOf(f(arrivals(draft, groups)))) {
      const [key, state] = requirePair(pair)
      if (!next.has(key)) next.set(key, state)
    }
    for (const [key] of draft) if (!next.has(key)) draft.delete(key)
    for (const [key, state] of next) draft.set(key, state)
    return draft
  }

function* arrivals(state: Iterable<[any, any]>, groups: KeyMap<any, any[]>): Generator<Arrival<any, any, any>> {
  for (const [key, old] of state) {
    yield [key, groups.get(key) ?? [], old]
    groups.delete(key)
  }
  for (const [key, values] of groups) yield [key, values, undefined]
}

/** Put the state in place that the batch starts from, and the values that came under their keys. */
function begin(draft: StateDraft<any, any>, inputs: readonly Iterable<any>[], place: PartitionPlace) {
  const told = place.prepared as Told
  const groups = new KeyMap<any, any[]>()
  if (told.data) for (const [key, values] of inputs[0] as Iterable<[any, any[]]>) groups.set(key, values)
  if (told.before) {
    const before = inputs[told.data ? 1 : 0] as Iterable<[any, any]>
    for (const [key] of draft) draft.delete(key)
    for (const [key, state] of before) if (!draft.has(key)) draft.set(key, state)
  }
  return { groups, time: new Time(told.time) }
}
