import type { Network } from '../connect/network.ts'
import type { Receiver } from '../connect/receiver.ts'
import { Pages } from '../kernel/bytes/pages.ts'
import { TextBlock } from '../kernel/bytes/text-block.ts'
import { StreamError } from '../kernel/errors.ts'
import type { KeptPartition, KeptStates, KeptVersion } from '../kernel/kept-state.ts'
import type { Site } from '../kernel/site.ts'
import type {
  Backend,
  BackendOptions,
  Blamed,
  Job,
  LeftOut,
  Narrowing,
  NarrowRequest,
  ReceivedBlock,
  ReceiverEvents,
  ReceiverHandle,
  ReceiverOptions,
  StageProgress,
} from '../rdd/backend.ts'
import type { Environment } from '../rdd/environment.ts'
import type { RDD } from '../rdd/rdd.ts'
import { StorageLevel } from '../rdd/storage-level.ts'
import { recordsOf } from './blocks/frames.ts'
import { groundOf, type OwnGround } from './ground.ts'
import type { Holdings } from './holdings.ts'
import { JobRun } from './job-run.ts'
import type { LocalMaster } from './master.ts'
import { narrow } from './narrowing/narrow.ts'
import type { Reach } from './narrowing/reach.ts'
import { receiverMemory } from './receivers/memory-of-machine.ts'
import { nextBlockId } from './receivers/received-blocks.ts'
import { ReceiverMemory } from './receivers/receiver-memory.ts'
import { startReceiver } from './receivers/supervisor.ts'
import { Running } from './running.ts'
import { type Tasks, TasksHere } from './tasks.ts'

/** Runs RDDs in this thread. */
export class LocalBackend implements Backend {
  readonly parallelism: number
  /** What this thread has. */
  protected readonly ground: OwnGround
  /** What jobs are planned by, and what runs their tasks. */
  protected holdings: Holdings
  protected tasks: Tasks
  protected readonly environment: Environment
  readonly #broadcasts = new Map<number, unknown>()
  readonly #memory: ReceiverMemory
  /** Where receivers receive into. */
  protected readonly pages: Pages
  /** Jobs, also those whose callers do not wait any more. */
  protected readonly running = new Running()
  #stages = 0
  #stopped = false

  /** `shared`: other threads read what was received, or read it in. */
  constructor(options: BackendOptions, master: LocalMaster, shared = false) {
    this.parallelism = master.parallelism
    this.environment = options.environment
    this.#memory = new ReceiverMemory(receiverMemory(options.conf))
    this.pages = new Pages({ shared, settled: () => this.settled() })
    this.ground = groundOf(options, master.maxFailures, this.pages)
    this.holdings = this.ground
    this.tasks = new TasksHere(this.ground)
  }

  async run<T, R>(job: Job<T, R>): Promise<R[]> {
    const check = (): void => this.#check(job)
    check()
    const begin = (site: Site, tasks: number): StageProgress => this.#beginStage(job, site, tasks)
    const cancelled = new Set<() => void>()
    const whenCancelled = (f: () => void): (() => void) => {
      cancelled.add(f)
      return () => cancelled.delete(f)
    }
    const results = new JobRun(this.holdings, this.tasks, { check, whenCancelled }, begin).run(job)
    if (results instanceof Promise) this.running.add(results)
    return results instanceof Promise ? unlessCancelled(results, job, () => cancelled) : results
  }

  #beginStage({ control, properties }: Job<any, any>, site: Site, tasks: number): StageProgress {
    const stage = { stageId: this.#stages++, site, tasks, properties, active: 0, completed: 0, failed: 0 }
    control?.stageBegan(stage)
    return stage
  }

  persist(rdd: RDD<any>, level: StorageLevel): void {
    this.ground.kept.persist(rdd, level)
  }

  unpersist(rdd: RDD<any>): void {
    this.ground.kept.unpersist(rdd)
  }

  isMaterialized(rdd: RDD<any>): boolean {
    return this.holdings.kept.isComplete(rdd)
  }

  stateVersion(operator: string, partitions: number): number | undefined {
    let least: number | undefined = Number.POSITIVE_INFINITY
    for (let p = 0; p < partitions; p++) {
      const version: number | undefined = this.holdings.states.partition(operator, p).version
      if (version === undefined) return undefined
      least = Math.min(least, version)
    }
    return partitions === 0 ? undefined : least
  }

  /** States of this thread are not lost while it runs, so they are not read again. */
  keepStates(
    keep: (version: KeptVersion) => void,
    restored: readonly KeptPartition[],
    _reread: () => KeptStates,
  ): void {
    this.ground.states.keepBy(keep)
    for (const partition of restored) this.ground.states.restore(partition)
  }

  retainState(operator: string, version: number): void {
    this.ground.states.retain(operator, version)
  }

  narrow(error: unknown, request: NarrowRequest): Promise<Narrowing> {
    const leaveOut = (blamed: readonly Blamed[], reach: Reach): void => this.#leaveOutAll(blamed, reach)
    return narrow({ ground: this.ground, readsStates: this.readsStates, leaveOut }, error, request)
  }

  leaveOut(rdd: RDD<any>, records: LeftOut): void {
    this.ground.omissions.add(rdd, records)
  }

  /** States are in this thread. */
  protected get readsStates(): boolean {
    return true
  }

  #leaveOutAll(blamed: readonly Blamed[], { affected, shuffles }: Reach): void {
    for (const [rdd, records] of Map.groupBy(blamed, (one) => one.rdd)) this.leaveOut(rdd, placesOf(records))
    for (const dependency of shuffles) this.ground.shuffles.discard(dependency, () => true)
    for (const rdd of affected) {
      const level = this.ground.kept.level(rdd)
      if (level === undefined) continue
      this.unpersist(rdd)
      this.persist(rdd, level)
    }
  }

  receive(receiver: Receiver<any>, options: ReceiverOptions, events: ReceiverEvents): ReceiverHandle {
    const { clock, logger } = this.environment
    const { network, pages } = this
    const ground = { clock, network, logger, blocks: this.ground.blocks, memory: this.#memory, pages }
    return startReceiver(receiver, options, events, ground)
  }

  /** Where receivers connect. */
  protected get network(): Network {
    return this.environment.network
  }

  restoreBlock(streamId: number, bytes: Uint8Array, logged: number): ReceivedBlock {
    const { blocks } = this.ground
    const id = nextBlockId(blocks, streamId)
    const records = recordsOf(bytes, `the log of receiver ${streamId}`)
    blocks.put(id, records, StorageLevel.MEMORY_AND_DISK)
    const count = records.reduce<number>((sum, one) => sum + (one instanceof TextBlock ? one.count : 1), 0)
    return { id, streamId, records: count, logged }
  }

  release(blocks: readonly ReceivedBlock[]): void {
    for (const { id } of blocks) {
      this.ground.blocks.drop(id)
      this.#memory.letGo(id)
    }
  }

  processed(blocks: readonly ReceivedBlock[]): void {
    for (const { id } of blocks) {
      this.ground.blocks.processed(id)
      this.#memory.letGo(id)
    }
  }

  /** Resolves when the tasks that run now have ended, wherever that is; undefined when there are none. */
  protected settled(): Promise<void> | undefined {
    return this.running.settled()
  }

  broadcast(id: number, value: unknown): void {
    this.#broadcasts.set(id, value)
  }

  unbroadcast(id: number): void {
    this.#broadcasts.delete(id)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#broadcasts.clear()
    await this.ground.blocks.close()
    await this.ground.states.close()
    const { stateFolder } = this.ground
    if (stateFolder !== undefined) await this.environment.maps.removeFolder(stateFolder)
  }

  #check({ signal, control }: Job<any, any>): void {
    if (this.#stopped)
      throw new StreamError('E_CONTEXT_STOPPED', 'this SparkContext was stopped', { hint: 'Make a new SparkContext.' })
    if (signal?.aborted === true) throw aborted(signal)
    if (control?.cancelled !== undefined) throw control.cancelled
  }
}

/** Places by partition. */
function placesOf(records: readonly Blamed[]): LeftOut {
  const parts = Map.groupBy(records, ({ partition }) => partition)
  return new Map([...parts].map(([p, of]) => [p, of.map(({ index }) => index)]))
}

const aborted = (signal: AbortSignal): StreamError =>
  new StreamError('E_ABORTED', 'the job was cancelled by its AbortSignal', { cause: signal.reason })

/** The results, or E_ABORTED at once, even while a function of the user is waited for. */
function unlessCancelled<R>(
  results: Promise<R>,
  { signal, control }: Job<any, any>,
  told: () => Iterable<() => void>,
): Promise<R> {
  if (signal === undefined && control === undefined) return results
  return new Promise((resolve, reject) => {
    const end = (error: StreamError): void => {
      reject(error)
      for (const f of told()) f()
    }
    const abort = (): void => end(aborted(signal as AbortSignal))
    signal?.addEventListener('abort', abort, { once: true })
    control?.whenCancelled(end)
    results.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort))
  })
}
