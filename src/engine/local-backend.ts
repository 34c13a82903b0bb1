import { availableParallelism } from 'node:os'
import type { Receiver } from '../connect/receiver.ts'
import { turn } from '../kernel/clock/system.ts'
import { StreamError } from '../kernel/errors.ts'
import type { Site } from '../kernel/site.ts'
import type {
  Backend,
  BackendFactory,
  BackendOptions,
  Job,
  ReceivedBlock,
  ReceiverEvents,
  ReceiverHandle,
  ReceiverOptions,
  StageProgress,
} from '../rdd/backend.ts'
import type { Environment } from '../rdd/environment.ts'
import type { RDD } from '../rdd/rdd.ts'
import { booleanSetting, bytesSetting, numberSetting, textSetting } from '../rdd/settings.ts'
import type { StorageLevel } from '../rdd/storage-level.ts'
import { MemoryStateStore } from '../state/memory-store.ts'
import { BlockStore } from './blocks/block-store.ts'
import { KeptPartitions } from './blocks/kept-partitions.ts'
import { SpillDirectory } from './blocks/spill-directory.ts'
import type { Ground } from './ground.ts'
import { JobRun } from './job-run.ts'
import { type LocalMaster, localMaster, unknownMaster } from './master.ts'
import { startReceiver } from './receivers/supervisor.ts'
import { ShuffleStore } from './shuffle/map-outputs.ts'
import { Turns } from './turns.ts'

/** Runs RDDs in this thread. */
class LocalBackend implements Backend {
  readonly parallelism: number
  readonly #environment: Environment
  readonly #ground: Ground
  readonly #broadcasts = new Map<number, unknown>()
  #stages = 0
  #stopped = false

  constructor({ conf, environment }: BackendOptions, master: LocalMaster) {
    this.parallelism = master.parallelism
    this.#environment = environment
    const spill = new SpillDirectory(environment.files, textSetting(conf, 'spark.local.dir'))
    const blocks = new BlockStore(bytesSetting(conf, 'spark.memory.storage') ?? 0, spill, environment.logger)
    this.#ground = {
      clock: environment.clock,
      shuffles: new ShuffleStore(),
      blocks,
      kept: new KeptPartitions(blocks),
      states: new MemoryStateStore(),
      turns: new Turns(environment.clock, turn),
      prepared: new WeakSet(),
      generated: booleanSetting(conf, 'millstream.codegen'),
      showRecords: booleanSetting(conf, 'millstream.errors.records'),
      maxFailures: Math.max(1, master.maxFailures ?? numberSetting(conf, 'spark.task.maxFailures') ?? 4),
    }
  }

  async run<T, R>(job: Job<T, R>): Promise<R[]> {
    const check = (): void => this.#check(job)
    check()
    const results = new JobRun(this.#ground, { check }, (site, tasks) => this.#beginStage(job, site, tasks)).run(job)
    return results instanceof Promise ? unlessCancelled(results, job) : results
  }

  #beginStage({ control }: Job<any, any>, site: Site, tasks: number): StageProgress {
    const stage = { stageId: this.#stages++, site, tasks, active: 0, completed: 0, failed: 0 }
    control?.stageBegan(stage)
    return stage
  }

  persist(rdd: RDD<any>, level: StorageLevel): void {
    this.#ground.kept.persist(rdd, level)
  }

  unpersist(rdd: RDD<any>): void {
    this.#ground.kept.unpersist(rdd)
  }

  isMaterialized(rdd: RDD<any>): boolean {
    return this.#ground.kept.isComplete(rdd)
  }

  stateVersion(operator: string, partitions: number): number | undefined {
    let least: number | undefined = Number.POSITIVE_INFINITY
    for (let p = 0; p < partitions; p++) {
      const version: number | undefined = this.#ground.states.partition(operator, p).version
      if (version === undefined) return undefined
      least = Math.min(least, version)
    }
    return partitions === 0 ? undefined : least
  }

  retainState(operator: string, version: number): void {
    this.#ground.states.retain(operator, version)
  }

  receive(receiver: Receiver<any>, options: ReceiverOptions, events: ReceiverEvents): ReceiverHandle {
    const { clock, network, logger } = this.#environment
    return startReceiver(receiver, options, events, { clock, network, logger, blocks: this.#ground.blocks })
  }

  release(blocks: readonly ReceivedBlock[]): void {
    for (const { id } of blocks) this.#ground.blocks.drop(id)
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
    await this.#ground.blocks.close()
  }

  #check({ signal, control }: Job<any, any>): void {
    if (this.#stopped)
      throw new StreamError('E_CONTEXT_STOPPED', 'this SparkContext was stopped', { hint: 'Make a new SparkContext.' })
    if (signal?.aborted === true) throw aborted(signal)
    if (control?.cancelled !== undefined) throw control.cancelled
  }
}

const aborted = (signal: AbortSignal): StreamError =>
  new StreamError('E_ABORTED', 'the job was cancelled by its AbortSignal', { cause: signal.reason })

/** The results, or E_ABORTED at once, even while a function of the user is waited for. */
function unlessCancelled<R>(results: Promise<R>, { signal, control }: Job<any, any>): Promise<R> {
  if (signal === undefined && control === undefined) return results
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(aborted(signal as AbortSignal))
    signal?.addEventListener('abort', abort, { once: true })
    control?.whenCancelled(reject)
    results.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort))
  })
}

/** What runs RDDs here, or undefined when the master string means something else. */
export function localBackend(options: BackendOptions): Backend | undefined {
  const master = localMaster(options.master, availableParallelism())
  return master === undefined ? undefined : new LocalBackend(options, master)
}

/** The backend that a master string means. Errors: CONFIG_MASTER. */
export const backendFor: BackendFactory = (options) => {
  const backend = localBackend(options)
  if (backend !== undefined) return backend
  throw unknownMaster(options.master)
}
