import { StreamError } from '../../kernel/errors.ts'
import type { Backend, ReceiverHandle } from '../../rdd/backend.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { StorageLevel } from '../../rdd/storage-level.ts'
import type { Ground } from '../ground.ts'

/** What a replica of the program takes for its engine: jobs are run by the driver, which tells their answers. */
export class WorkerBackend implements Backend {
  readonly parallelism: number
  readonly losesStates = true
  readonly #ground: Pick<Ground, 'kept' | 'states'>

  constructor(parallelism: number, ground: Pick<Ground, 'kept' | 'states'>) {
    this.parallelism = parallelism
    this.#ground = ground
  }

  async run(): Promise<never> {
    throw new StreamError('BUG_INVARIANT', 'a replica ran a job')
  }

  persist(rdd: RDD<any>, level: StorageLevel): void {
    this.#ground.kept.persist(rdd, level)
  }

  unpersist(rdd: RDD<any>): void {
    this.#ground.kept.unpersist(rdd)
  }

  isMaterialized(): boolean {
    return false
  }

  /** Whatever is to be made is made by the jobs of the driver. */
  stateVersion(): number {
    return Number.POSITIVE_INFINITY
  }

  retainState(): void {}

  receive(): ReceiverHandle {
    throw new StreamError('BUG_INVARIANT', 'a replica started a receiver')
  }

  release(): void {}
  broadcast(): void {}
  unbroadcast(): void {}

  async stop(): Promise<void> {}
}
