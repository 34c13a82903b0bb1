import type { Eventual } from '../kernel/eventual.ts'
import type { RDD } from '../rdd/rdd.ts'
import { StorageLevel } from '../rdd/storage-level.ts'

/** What a stream did with an RDD. */
interface Kept {
  /** Times that are remembered at which the stream has this RDD: transform may answer the same one in every batch. */
  times: number
  persisted: boolean
  checkpointed: boolean
}

/**
 * The RDDs that a stream persists and checkpoints, and how they are let go of.
 *
 * Whoever persists an RDD unpersists it: one that the user cached, such as a data set that transform answers, stays as it is.
 */
export class KeptRdds<T> {
  readonly #kept = new Map<RDD<T>, Kept>()

  /** Keep the RDD of one more time, at `level` unless it has one already. */
  keep(rdd: RDD<T>, level: StorageLevel, checkpoint: boolean): void {
    const kept = this.#kept.get(rdd) ?? { times: 0, persisted: false, checkpointed: false }
    this.#kept.set(rdd, kept)
    kept.times++
    if (level !== StorageLevel.NONE && rdd.storageLevel === StorageLevel.NONE) {
      rdd.persist(level)
      kept.persisted = true
    }
    if (!checkpoint) return
    rdd.checkpoint()
    kept.checkpointed = true
  }

  /** Let go of the RDD of one time; what was done with it is undone with the last one. */
  drop(rdd: RDD<T>, unpersist: boolean): Eventual<void> {
    const kept = this.#kept.get(rdd)
    if (kept === undefined || --kept.times > 0) return
    this.#kept.delete(rdd)
    if (unpersist && kept.persisted && rdd.storageLevel !== StorageLevel.NONE) rdd.unpersist()
    const file = kept.checkpointed ? rdd.getCheckpointFile() : undefined
    if (file !== undefined) return rdd.context.environment.files.remove(file)
  }
}
