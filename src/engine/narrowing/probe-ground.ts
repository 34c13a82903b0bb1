import type { RDD } from '../../rdd/rdd.ts'
import type { PartitionState, StateDraft, StateStore } from '../../state/store.ts'
import type { Kept, OwnGround } from '../ground.ts'
import { Omissions } from '../inputs/omissions.ts'
import { ShuffleStore } from '../shuffle/map-outputs.ts'
import { FailedTasks } from './failed-tasks.ts'

/** Records of partitions of inputs, in the place of those that these have. */
export type Chosen = ReadonlyMap<RDD<any>, ReadonlyMap<number, readonly unknown[]>>

/**
 * A ground on which something can be tried: what is done there is seen nowhere else. Inputs have the records that were
 * `chosen`; nothing that is made of them is kept or taken from what was kept; states are read and never changed; sums of
 * accumulators are dropped. Each task is tried once.
 */
export function probeGround(ground: OwnGround, affected: ReadonlySet<RDD<any>>, chosen: Chosen): OwnGround {
  return {
    ...ground,
    kept: keptBeside(ground.kept, affected),
    shuffles: new ShuffleStore(),
    states: readOnly(ground.states),
    omissions: new Omissions(),
    failedTasks: new FailedTasks(),
    maxFailures: 1,
    commit: () => {},
    bring: (reader) => {
      for (const [rdd, parts] of chosen) for (const [p, records] of parts) reader.setReady(rdd, p, records)
    },
  }
}

/** Persisted partitions of other RDDs than the `affected` ones. */
function keptBeside(kept: Kept, affected: ReadonlySet<RDD<any>>): Kept {
  const is = (rdd: RDD<any>): boolean => !affected.has(rdd)
  return {
    persist: () => {},
    unpersist: () => {},
    level: (rdd) => (is(rdd) ? kept.level(rdd) : undefined),
    get: (rdd, p) => (is(rdd) ? kept.get(rdd, p) : undefined),
    has: (rdd, p) => is(rdd) && kept.has(rdd, p),
    bytesOf: (rdd, p) => (is(rdd) ? kept.bytesOf(rdd, p) : undefined),
    put: (rdd, p, records) => (is(rdd) ? kept.put(rdd, p, records) : undefined),
    isComplete: (rdd) => is(rdd) && kept.isComplete(rdd),
  }
}

function readOnly(states: StateStore): StateStore {
  const refuse = (): void => {}
  return {
    partition: <K, S>(operator: string, p: number): PartitionState<K, S> => {
      const partition = states.partition<K, S>(operator, p)
      const scratch = (from: number | undefined, to: number): StateDraft<K, S> =>
        uncommitted(partition.scratch(from, to))
      return {
        get version() {
          return partition.version
        },
        has: (version) => partition.has(version),
        read: (version) => partition.read(version),
        draft: scratch,
        scratch,
      }
    },
    retain: refuse,
    drop: refuse,
    keepBy: refuse,
    restore: refuse,
    close: async () => {},
  }
}

/** A scratch draft that does not mind to be committed. */
function uncommitted<K, S>(draft: StateDraft<K, S>): StateDraft<K, S> {
  draft.commit = () => {}
  return draft
}
