import type { Receiver } from '../connect/receiver.ts'
import type { StreamError } from '../kernel/errors.ts'
import type { KeptPartition, KeptStates, KeptVersion, RestoredVersions } from '../kernel/kept-state.ts'
import type { Site } from '../kernel/site.ts'
import type { Address } from '../program/address.ts'
import type { ProgramFingerprint } from '../program/digest.ts'
import type { DriverHost } from '../program/hosts/driver-host.ts'
import type { Action } from './action.ts'
import type { SparkConf } from './conf.ts'
import type { Environment } from './environment.ts'
import type { RDD } from './rdd.ts'
import type { StorageLevel } from './storage-level.ts'

/** One job: an action over some partitions of an RDD. */
export interface Job<T, R> {
  readonly rdd: RDD<T>
  /** Partitions to run, in this order. */
  readonly partitions: readonly number[]
  readonly action: Action<T, R>
  readonly signal?: AbortSignal | undefined
  /** Called as each partition succeeds, once a partition, in any order. */
  readonly onResult?: (index: number, result: R) => void
  readonly control?: JobControl
  /** Local properties, which its tasks can ask for. */
  readonly properties?: ReadonlyMap<string, string> | undefined
  /** When the program learns the answer, if several hosts run it. */
  readonly at?: Address
}

/** What the driver and the backend tell each other of a job while it runs. */
export interface JobControl {
  /** A stage begins; the backend keeps its counts from now on. */
  stageBegan(stage: StageProgress): void
  /** Why the job is to end before its time, once it is. */
  readonly cancelled: StreamError | undefined
  /** Call `f` when the job is cancelled, if it is. The last `f` counts. */
  whenCancelled(f: (error: StreamError) => void): void
}

/** How far a stage is: its tasks that run, that have succeeded, and their attempts that have failed. */
export interface StageProgress {
  readonly stageId: number
  /** The operator that ends the stage. */
  readonly site: Site
  readonly tasks: number
  /** Of its job: what its tasks can ask for. */
  readonly properties?: ReadonlyMap<string, string> | undefined
  active: number
  completed: number
  failed: number
}

/** Records by partition: their places in it, counted from 0. */
export type LeftOut = ReadonlyMap<number, readonly number[]>

/** What is asked when the records are to be found that are to blame for an error. */
export interface NarrowRequest {
  /** Whether records of this RDD may be left out. */
  readonly isInput: (rdd: RDD<any>) => boolean
  /** More records than these are not looked for. */
  readonly most: number
  /** Throws when nobody waits for the answer any more. */
  readonly check: () => void
}

/** A record that is to blame for an error: the `index`th of its partition, from 0. */
export interface Blamed {
  readonly rdd: RDD<any>
  readonly partition: number
  readonly index: number
  readonly record: unknown
  readonly error: object
}

/** What was found out about an error. */
export type Narrowing =
  | {
      readonly kind: 'found'
      readonly records: readonly Blamed[]
      /** Leave them out from now on, and have made anew what was made with them. */
      leaveOut(): void
    }
  /** It does not come again. */
  | { readonly kind: 'passes' }
  | { readonly kind: 'too many' }
  | { readonly kind: 'unknown'; readonly why: string }

/** A block of received records, stored by the backend under `id` until it is released. */
export interface ReceivedBlock {
  readonly id: string
  readonly streamId: number
  readonly records: number
  readonly metadata?: unknown
  /** Its number in the log of its receiver, when it has one. */
  readonly logged?: number
}

/** Where the blocks of a receiver are written, so that they outlive the process. */
export interface BlockLog {
  /** Take a block as bytes in parts, which stay as they are until it is durable; answers its number. */
  append(parts: readonly Uint8Array[]): number
  /** Resolves when the block of this number, and all before it, survive a crash; rejects when they will not. */
  durable(number: number): Promise<void>
}

/** What a backend tells while it runs a receiver. The calls come one at a time and in order. */
export interface ReceiverEvents {
  started(): void
  /** The block is stored and may be allocated to a batch. */
  block(block: ReceivedBlock): void
  error(message: string, error: unknown): void
  /** The receiver has to wait: it holds `bytes`, as much as it may until batches are done. */
  paused?(bytes: number): void
  /** It goes on, after `millis`. */
  resumed?(millis: number, bytes: number): void
  stopped(message: string, error: unknown): void
}

export interface ReceiverOptions {
  readonly streamId: number
  /** Where the program asked for it: errors of the receiver name this place. */
  readonly site?: Site
  /** Blocks are cut each `blockInterval` ms of the clock. */
  readonly blockInterval: number
  /** Records a second; undefined is unlimited. It may change: `rateChanged` of the handle says so. */
  readonly maxRate: () => number | undefined
  /** A receiver that failed or asked for it is opened again after this many ms. */
  readonly restartDelay: number
  /**
   * The level that the program asks for. A backend may keep blocks better than that, and drops none: received records exist
   * nowhere else. The local one has them as objects in memory and, beyond `spark.memory.storage`, on disk, whatever the level.
   */
  readonly level: StorageLevel
  /** Every block is written here as well, and one that the receiver waits for is stored when it is durable. */
  readonly log?: BlockLog | undefined
}

export interface ReceiverHandle {
  /** Cut the block under construction now, so that everything received so far has been told by `block`. */
  cut(): void
  /** `maxRate` answers something else from now on, also for a receiver that waits. */
  rateChanged?(): void
  /** Close the source, cut the last block, and answer when nothing more will come. */
  stop(): Promise<void>
}

/**
 * What runs RDDs: the one door between programs and an engine or a cluster.
 *
 * The driver holds lineage as data and asks a backend for results; a backend may run tasks in this thread, in other
 * threads or on other machines. So it may assume nothing about where a function or a record lives: functions are found
 * by address, records cross only as results of an action or as blocks.
 *
 * Order: `start` is called once and before everything else; `stop` once, after which every other call rejects with
 * E_CONTEXT_STOPPED. Jobs may overlap; each job's stages run in dependency order.
 */
export interface Backend {
  /** How many tasks can run at the same time: the default number of partitions. */
  readonly parallelism: number
  /** What numbers the things of the program, when other hosts run it as well. */
  readonly driver?: DriverHost | undefined
  /** True when states can be lost while what the streams remember is not: they lie on workers. */
  readonly losesStates?: boolean

  /**
   * Run a job and answer the results in the order of `job.partitions`.
   *
   * A task that fails is run again, `spark.task.maxFailures` times in all; then the job rejects with the error of the
   * user's function, naming operator, line, partition and record. Lost map outputs and lost cached partitions are
   * computed again from lineage. Accumulator updates of a task count once, when its last attempt succeeds.
   */
  run<T, R>(job: Job<T, R>): Promise<R[]>

  /** Keep partitions of `rdd` at `level` as they are computed. */
  persist(rdd: RDD<any>, level: StorageLevel): void
  /** Drop what is kept of `rdd`. Harmless when nothing is. */
  unpersist(rdd: RDD<any>): void
  /** The lineage of `rdd` was replaced by what a checkpoint has kept. */
  cut?(rdd: RDD<any>): void
  /** True when every partition of `rdd` is at hand without computing it. */
  isMaterialized(rdd: RDD<any>): boolean

  /** Newest version of an operator's state that every one of its partitions has committed; undefined before the first. */
  stateVersion(operator: string, partitions: number): number | undefined
  /**
   * From now on `keep` is told of every version of every state, once, before the job that makes it answers. Begin with
   * `restored`. `reread` answers what is kept at this moment, for states that are lost with the host that had them.
   * Called before the first job.
   */
  keepStates?(keep: (version: KeptVersion) => void, restored: readonly KeptPartition[], reread: () => KeptStates): void
  /** Undo information older than `version` will not be asked for any more. */
  retainState(operator: string, version: number): void

  /**
   * Find the records that are to blame for an error with which a job has rejected. Functions are called for them again, and
   * nothing that they do to states and accumulators counts.
   */
  narrow?(error: unknown, request: NarrowRequest): Promise<Narrowing>
  /** From now on leave records of `rdd` out wherever it is read: their places in each partition, from 0. */
  leaveOut?(rdd: RDD<any>, records: LeftOut): void

  /** Run a receiver until its handle is stopped. Its blocks stay until `release`. */
  receive(receiver: Receiver<any>, options: ReceiverOptions, events: ReceiverEvents): ReceiverHandle
  release(blocks: readonly ReceivedBlock[]): void
  /** Store a block of an earlier process, from its log. Errors: STATE_CORRUPT. */
  restoreBlock?(streamId: number, bytes: Uint8Array, logged: number): ReceivedBlock
  /** The batch of the blocks is done, and so is the next: they are kept for later, and may be moved to disk. */
  processed?(blocks: readonly ReceivedBlock[]): void

  /**
   * Batches begin behind `zero`; their RDDs are remembered for `remember` ms at least. `states` are versions from which
   * states go on. `gaps` are stretches without batches.
   */
  beginBatches?(
    zero: number,
    remember: number,
    states: readonly RestoredVersions[],
    gaps: readonly { readonly after: number; readonly before: number }[],
  ): void
  /** The batch of `time` is over: what only it and those before it needed is not asked for any more. */
  endBatch?(time: number): void

  /** Make `value` readable by tasks under `id`. */
  broadcast(id: number, value: unknown): void
  unbroadcast(id: number): void

  stop(): Promise<void>
}

/** What a backend is made from. */
export interface BackendOptions {
  readonly master: string
  readonly conf: SparkConf
  readonly environment: Environment
  /** Where replicas of the program come from, when there can be any. */
  readonly program?: ProgramOrigin | undefined
}

/** What another host needs to run the same program. */
export interface ProgramOrigin {
  /** The module whose default export is the job. */
  readonly module: string
  readonly kind: 'streaming' | 'batch'
  readonly name: string
  /** Batch interval in ms of a streaming job. */
  readonly batch: number | undefined
  /** What `build` is given. */
  readonly args: unknown
  readonly host: DriverHost
  /** The program of the driver, once it is built. */
  readonly built: Promise<ProgramFingerprint>
}

export type BackendFactory = (options: BackendOptions) => Backend
