import type { KeptPartition, KeptVersion, RestoredVersions } from '../../kernel/kept-state.ts'
import type { Address } from '../../program/address.ts'
import type { Action } from '../../rdd/action.ts'
import type { KeyedFrame } from '../exchange/key-sender.ts'
import type { CarefulTasks } from './losses.ts'
import type { WireError } from './wire-error.ts'
import type { WirePiece } from './wire-given.ts'

/** What a worker thread is started with. */
export interface WorkerData {
  readonly module: string
  readonly kind: 'streaming' | 'batch'
  readonly name: string
  readonly batch: number | undefined
  readonly args: unknown
  readonly seed: number
  readonly settings: readonly (readonly [string, string])[]
  readonly maxFailures: number
  /** How many workers there are. */
  readonly workers: number
  /** Which thread of the engine it is: no two have the same, also when one takes the place of another. */
  readonly origin: number
  /** Memory in which the worker shows that it goes on. */
  readonly board: SharedArrayBuffer
  /** Where its states lie, when they are not in memory. */
  readonly stateFolder: string | undefined
}

export type WireOutcome = { readonly value: unknown } | { readonly error: WireError }

/** What a worker has to know before its next task, in this order. */
export type Notice =
  /** The worker's own number: partitions of that number, counted around, are its own. */
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'answer'; readonly at: Address; readonly what: string; readonly outcome: WireOutcome }
  | {
      readonly kind: 'begin'
      readonly zero: number
      readonly remember: number
      /** Versions from which states go on. */
      readonly states: readonly RestoredVersions[]
      readonly gaps: readonly { readonly after: number; readonly before: number }[]
    }
  /** Tell of the versions of states that are made, and begin with these. */
  | { readonly kind: 'states'; readonly restored: readonly KeptPartition[] }
  /** Run a scope, whether tasks need what it makes or not. */
  | { readonly kind: 'run'; readonly scope: string }
  | { readonly kind: 'end'; readonly time: number }
  | { readonly kind: 'keep'; readonly rdd: Address; readonly level: string }
  | { readonly kind: 'drop'; readonly rdd: Address }
  | { readonly kind: 'cut'; readonly rdd: Address }
  /** Leave records of an RDD out: all of them that are, by partition. */
  | {
      readonly kind: 'leave out'
      readonly rdd: Address
      readonly records: readonly (readonly [partition: number, places: readonly number[]])[]
    }
  | { readonly kind: 'retain'; readonly operator: string; readonly version: number }
  | { readonly kind: 'forget'; readonly rdd: Address }

/** The bytes of one bucket: of map partition `from`, for the reader of the bucket. */
export interface WireBucket extends KeyedFrame {
  readonly from: number
}

/** The buckets of partition `partition` behind dependency `index` of `child` that hold anything. */
export interface WireBuckets {
  readonly child: Address
  readonly index: number
  readonly partition: number
  /** Map partitions whose output the worker has itself. */
  readonly own: readonly number[]
  readonly buckets: readonly WireBucket[]
}

export interface WireGiven {
  readonly rdd: Address
  readonly partition: number
  readonly pieces: readonly WirePiece[]
  /** True for a partition that lies on another worker: for the tasks of this order alone. */
  readonly foreign: boolean
}

export type WireWork =
  /** An action that is all data. */
  | { readonly kind: 'plain'; readonly action: Action<any, any> }
  /** The action that the program asked for at this moment. */
  | { readonly kind: 'asked'; readonly at: Address }
  | { readonly kind: 'map'; readonly child: Address; readonly index: number }

export interface TaskOrder {
  readonly kind: 'tasks'
  readonly id: number
  /** What to know before. */
  readonly notices: readonly Notice[]
  readonly stageId: number
  /** Local properties of the job. */
  readonly properties: ReadonlyMap<string, string> | undefined
  readonly rdd: Address
  /** The operator and the line that made the RDD: a replica that has another one there has gone another way. */
  readonly made: string
  readonly partitions: readonly number[]
  readonly work: WireWork
  /** Those of the partitions whose tasks are to be run record by record. */
  readonly careful: CarefulTasks | undefined
  /** True for map tasks whose outputs are to be readable anywhere. */
  readonly open: boolean
  readonly given: readonly WireGiven[]
  readonly buckets: readonly WireBuckets[]
}

export type ToWorker =
  | { readonly kind: 'notices'; readonly notices: readonly Notice[] }
  | TaskOrder
  | { readonly kind: 'abort'; readonly id: number }
  /** Show that you go on. */
  | { readonly kind: 'ask' }

/** What is in the worker now that a task has been run. */
export interface Inventory {
  readonly kept: readonly (readonly [rdd: Address, partition: number, bytes: number | undefined])[]
  readonly states: readonly (readonly [operator: string, partition: number, version: number])[]
  /** Versions of states that were made since the last reply, to be kept. */
  readonly made: readonly KeptVersion[]
}

/** A bucket as bytes, for the task that reads `partition`. */
export interface SentBucket extends KeyedFrame {
  readonly partition: number
  readonly records: number
}

/** What a map task has made: the buckets for other workers as bytes; those for its own worker stay there. */
export interface WireOutput {
  /** True when all buckets are among the bytes, those that stay as well. */
  readonly open: boolean
  /** Partitions whose buckets stay. */
  readonly own: readonly number[]
  readonly buckets: readonly SentBucket[]
}

/** What has become of a task. */
export type Reply =
  | ({
      readonly kind: 'done'
      readonly id: number
      readonly partition: number
      readonly result: unknown
      /** Milliseconds that the task took. */
      readonly took: number
      readonly updates: readonly (readonly [accumulator: Address, sum: unknown])[]
    } & Inventory)
  | ({
      readonly kind: 'failed'
      readonly id: number
      readonly partition: number
      /** Undefined: something that the task needs is not there any more. */
      readonly error: WireError | undefined
      readonly what: string
    } & Inventory)

export type FromWorker =
  | { readonly kind: 'ready'; readonly digest: string; readonly graph: string }
  | { readonly kind: 'refused'; readonly error: WireError }
  /** The task that runs needs more memory than there is, and the worker ends itself. */
  | { readonly kind: 'short'; readonly error: WireError }
  /** Together, because to send and to wake costs more than to run a small task. */
  | { readonly kind: 'replies'; readonly replies: readonly Reply[] }
