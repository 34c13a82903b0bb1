import type { KeptVersion } from '../../kernel/kept-state.ts'
import type { Gap } from '../batches/timeline.ts'

/** A state of the program that wrote the checkpoint: where it is filed, and how it lies. */
export interface StateLayout {
  /** Name of the operator, with what tells its states apart when it has several. */
  readonly name: string
  /** What made it: `mapWithState`. */
  readonly kind: string
  readonly partitions: number
  /** How its keys lie: by the hash of the key, or by something that the program alone knows. */
  readonly byHash: boolean
  /** Which form its values have, as the program says. */
  readonly version: number
}

/** What an input has given to a batch: as much as it needs to give it again. */
export type Decision = readonly [time: number, decided: unknown]

/** Where an input stands. */
export interface InputPosition {
  readonly name: string
  readonly kind: string
  readonly position: unknown
  /** Of batches that may have to be made again. */
  readonly decisions: readonly Decision[]
}

/** What can be gone on from together with the states: written at the start, and again from time to time. */
export interface BaseRecord {
  readonly kind: 'base'
  /** It is the first record of a run. */
  readonly starts: boolean
  readonly job: string
  readonly millstream: string
  readonly epoch: number
  readonly zero: number
  readonly batch: number
  /** ms for which versions of states may be asked for behind the newest. */
  readonly remember: number
  readonly states: readonly StateLayout[]
  readonly inputs: readonly InputPosition[]
  /** Stretches without batches, as far back as anything is asked for. */
  readonly gaps?: readonly Gap[]
  /** The last batch before the states were put in from outside: records that were made of earlier ones cannot be made again. */
  readonly imported?: number | undefined
  /** States that were laid out anew, with all that they hold: what was kept of them before does not count any more. */
  readonly relaid: readonly KeptVersion[]
}

/** What the inputs have for a batch: written before any of its jobs runs. */
export interface DecidedRecord {
  readonly kind: 'decided'
  readonly time: number
  readonly inputs: readonly (readonly [name: string, decided: unknown])[]
}

/** Every batch up to `time` is done. */
export interface DoneRecord {
  readonly kind: 'done'
  readonly time: number
  /** The last batch that need not be done again: `time`, or one before a batch that has failed. */
  readonly stands: number
  readonly states: readonly KeptVersion[]
  readonly accumulators: readonly (readonly [name: string, sum: unknown])[]
}

export type CheckpointRecord = BaseRecord | DecidedRecord | DoneRecord
