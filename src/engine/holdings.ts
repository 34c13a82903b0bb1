import type { RDD } from '../rdd/rdd.ts'
import type { PartitionState } from '../state/store.ts'
import type { ShuffleStore } from './shuffle/map-outputs.ts'
import type { Turns } from './turns.ts'

/** What a job has to know to be planned: what is there already, wherever it lies. */
export interface Holdings {
  readonly turns: Turns
  /** RDDs whose `prepare` has been run. */
  readonly prepared: WeakSet<RDD<any>>
  readonly kept: { isComplete(rdd: RDD<any>): boolean }
  readonly shuffles: Pick<ShuffleStore, 'once' | 'isComplete' | 'missing' | 'put'>
  readonly states: { partition(operator: string, p: number): Pick<PartitionState<unknown, unknown>, 'version' | 'has'> }
}
