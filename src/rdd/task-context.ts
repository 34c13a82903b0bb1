import { AsyncLocalStorage } from 'node:async_hooks'
import type { OutputContext } from '../connect/sink.ts'
import type { Accumulator } from './accumulator.ts'
import { outputOf } from './output-properties.ts'

/**
 * What a task knows of itself while a user's function runs in it: Spark's TaskContext.
 *
 * The engine enters a context around every call into user code; a function reads it through `TaskContext.get()`. It
 * carries the accumulator updates of this attempt, which count only if the attempt succeeds.
 */
export class TaskContext {
  readonly #updates = new Map<Accumulator<any, any>, unknown>()
  readonly stageId: number
  readonly partitionId: number
  readonly attemptNumber: number
  readonly #properties: ReadonlyMap<string, string> | undefined

  constructor(
    stageId: number,
    partitionId: number,
    attemptNumber: number,
    properties?: ReadonlyMap<string, string> | undefined,
  ) {
    this.stageId = stageId
    this.partitionId = partitionId
    this.attemptNumber = attemptNumber
    this.#properties = properties
  }

  /** The output operation and the batch that the task works for; undefined when it is for none, as in a batch job. */
  get output(): OutputContext | undefined {
    return outputOf(this.#properties)
  }

  /** A local property of the job as it was when the job began: what `sc.setLocalProperty` has set. */
  getLocalProperty(key: string): string | undefined {
    return this.#properties?.get(key)
  }

  /** The context of the running task, or undefined on the driver. */
  static get(): TaskContext | undefined {
    return running ?? waiting.getStore()
  }

  /** Partition of the running task; 0 on the driver, as in Spark. */
  static getPartitionId(): number {
    return TaskContext.get()?.partitionId ?? 0
  }

  /** Run synchronous code of this task. */
  run<R>(f: () => R): R {
    const outer = running
    running = this
    try {
      return f()
    } finally {
      running = outer
    }
  }

  /** Run code of this task that waits: the context follows its awaits. */
  runAsync<R>(f: () => R): R {
    const outer = running
    running = undefined
    try {
      return waiting.run(this, f)
    } finally {
      running = outer
    }
  }

  /** The sum of this attempt's updates of `accumulator`, made on first use. */
  update<S>(accumulator: Accumulator<any, S>, change: (sum: S) => S, zero: () => S): void {
    const old = this.#updates.has(accumulator) ? (this.#updates.get(accumulator) as S) : zero()
    this.#updates.set(accumulator, change(old))
  }

  /** The sums of this attempt, by accumulator: for a host that cannot tell the accumulators itself. */
  take(): Map<Accumulator<any, any>, unknown> {
    const updates = new Map(this.#updates)
    this.#updates.clear()
    return updates
  }

  /**
   * Tell the accumulators of the driver: called by the engine once, when the attempt has succeeded. All of them are told
   * or none, so that an attempt after a merge that throws counts nothing twice.
   */
  commit(): void {
    if (this.#updates.size === 0) return
    const merged = [...this.#updates].map(([accumulator, sum]) => accumulator.merging(sum))
    for (const set of merged) set()
    this.#updates.clear()
  }
}

/** Synchronous user code cannot be interleaved, so one variable is enough for it, and costs nothing on the hot path. */
let running: TaskContext | undefined
const waiting = new AsyncLocalStorage<TaskContext | undefined>()
