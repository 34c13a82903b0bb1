import type { Address } from '../../program/address.ts'
import type { Action } from '../../rdd/action.ts'
import type { WireError } from './wire-error.ts'

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
  /** This worker's number and how many there are. */
  readonly number: number
  readonly workers: number
}

export type WireOutcome = { readonly value: unknown } | { readonly error: WireError }

/** What a worker has to know before its next task, in this order. */
export type Notice =
  | { readonly kind: 'answer'; readonly at: Address; readonly what: string; readonly outcome: WireOutcome }
  | { readonly kind: 'begin'; readonly zero: number; readonly remember: number }
  | { readonly kind: 'end'; readonly time: number }
  | { readonly kind: 'keep'; readonly rdd: Address; readonly level: string }
  | { readonly kind: 'drop'; readonly rdd: Address }
  | { readonly kind: 'cut'; readonly rdd: Address }
  | { readonly kind: 'retain'; readonly operator: string; readonly version: number }
  | { readonly kind: 'forget'; readonly rdd: Address }

/** The bytes of one bucket: of map partition `from`, for the reader of the bucket. */
export interface WireBucket {
  readonly from: number
  readonly bytes: Uint8Array
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
  readonly records: readonly unknown[]
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
  readonly stageId: number
  readonly rdd: Address
  /** The operator and the line that made the RDD: a replica that has another one there has gone another way. */
  readonly made: string
  readonly partitions: readonly number[]
  readonly work: WireWork
  readonly given: readonly WireGiven[]
  readonly buckets: readonly WireBuckets[]
}

export type ToWorker =
  | { readonly kind: 'notices'; readonly notices: readonly Notice[] }
  | TaskOrder
  | { readonly kind: 'abort'; readonly id: number }

/** What is in the worker now that a task has been run. */
export interface Inventory {
  readonly kept: readonly (readonly [rdd: Address, partition: number, present: boolean])[]
  readonly states: readonly (readonly [operator: string, partition: number, version: number])[]
}

/** What a map task has made: the buckets for other workers as bytes; those for its own worker stay there. */
export interface WireOutput {
  readonly buckets: readonly (readonly [partition: number, bytes: Uint8Array])[]
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly digest: string; readonly graph: string }
  | { readonly kind: 'refused'; readonly error: WireError }
  | ({
      readonly kind: 'done'
      readonly id: number
      readonly partition: number
      readonly result: unknown
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
