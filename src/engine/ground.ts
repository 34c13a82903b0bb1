import type { Clock } from '../kernel/clock/clock.ts'
import type { RDD } from '../rdd/rdd.ts'
import type { StateStore } from '../state/store.ts'
import type { BlockStore } from './blocks/block-store.ts'
import type { KeptPartitions } from './blocks/kept-partitions.ts'
import type { ShuffleStore } from './shuffle/map-outputs.ts'
import type { Turns } from './turns.ts'

/** What all jobs of one engine work on. */
export interface Ground {
  readonly clock: Clock
  readonly shuffles: ShuffleStore
  readonly kept: KeptPartitions
  readonly blocks: BlockStore
  readonly states: StateStore
  readonly turns: Turns
  /** RDDs whose `prepare` has been run. */
  readonly prepared: WeakSet<RDD<any>>
  /** True when chains run as generated code. */
  readonly generated: boolean
  readonly showRecords: boolean
  readonly maxFailures: number
}
