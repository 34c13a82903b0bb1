import { StreamError } from '../../kernel/errors.ts'
import { checkpointOf } from '../checkpoint.ts'
import { type RDD, refuseNested, siteOf } from '../rdd.ts'
import { requireLevel, StorageLevel } from '../storage-level.ts'

/** Operators that say what is kept of an RDD. Nothing happens before a job computes it. */
export interface PersistenceOperators {
  /**
   * Keep the partitions as they are computed, so that they need not be computed again. Default level: MEMORY_ONLY.
   *
   * Errors    E_LEVEL_ASSIGNED when another level was set before: unpersist first
   *
   * @example
   * const rdd = sc.parallelize([1, 2]).persist(StorageLevel.MEMORY_AND_DISK)
   * rdd.getStorageLevel().name
   * // -> 'MEMORY_AND_DISK'
   */
  persist(level?: StorageLevel): this

  /** `persist()` in memory. */
  cache(): this

  /** Drop what is kept, and keep nothing any more. */
  unpersist(): this

  getStorageLevel(): StorageLevel

  /** True once `persist` or `cache` was called. */
  readonly isCached: boolean

  /**
   * Write the records to files under `sc.setCheckpointDir` when a job has computed them, and read them from there ever
   * after: the lineage is cut. Call it before the first action; called later it takes effect with the next one. The records
   * are computed once more to be written, unless the RDD is persisted.
   *
   * Errors    E_CHECKPOINT_DIR
   *
   * @example
   * sc.setCheckpointDir('out/checkpoints')
   * const rdd = sc.parallelize([1, 2]).map((x) => x + 1)
   * rdd.checkpoint()
   * await rdd.count()
   * ;[rdd.isCheckpointed(), rdd.dependencies.length]
   * // -> [true, 0]
   */
  checkpoint(): void

  /** As `checkpoint`, with the records kept in memory instead of files: lost with the process. Persists the RDD, too. */
  localCheckpoint(): this

  /** True once the records are kept and the lineage is cut, by either kind of checkpoint. */
  isCheckpointed(): boolean

  isLocallyCheckpointed(): boolean

  /** The directory of the files that hold the records, once they do. */
  getCheckpointFile(): string | undefined
}

export const persistenceOperators: PersistenceOperators & ThisType<RDD<any>> = {
  persist(this: RDD<any>, level: StorageLevel = StorageLevel.MEMORY_ONLY): any {
    refuseNested('persist')
    requireLevel('persist', level)
    const before = this.storageLevel
    if (before === level) return this
    if (before !== StorageLevel.NONE)
      throw new StreamError('E_LEVEL_ASSIGNED', `the level is ${before.name} and would become ${level.name}`, {
        at: siteOf(this),
        hint: 'Call unpersist() first.',
      })
    this.setLevel(level)
    this.context.backend.persist(this, level)
    this.context.noteLevel(this, true)
    return this
  },

  cache(this: RDD<any>): any {
    return this.persist()
  },

  unpersist(this: RDD<any>): any {
    refuseNested('unpersist')
    if (this.storageLevel === StorageLevel.NONE) return this
    this.context.backend.unpersist(this)
    this.setLevel(StorageLevel.NONE)
    this.context.noteLevel(this, false)
    return this
  },

  getStorageLevel(this: RDD<any>) {
    return this.storageLevel
  },

  get isCached(): boolean {
    return (this as unknown as RDD<any>).storageLevel !== StorageLevel.NONE
  },

  checkpoint() {
    refuseNested('checkpoint')
    this.context.checkpoints.ask(this, 'reliable')
  },

  localCheckpoint(this: RDD<any>): any {
    refuseNested('localCheckpoint')
    if (this.storageLevel === StorageLevel.NONE) this.persist(StorageLevel.MEMORY_AND_DISK)
    this.context.checkpoints.ask(this, 'local')
    return this
  },

  isCheckpointed() {
    return checkpointOf(this)?.state === 'done'
  },

  isLocallyCheckpointed() {
    return checkpointOf(this)?.kind === 'local'
  },

  getCheckpointFile() {
    return checkpointOf(this)?.directory
  },
}
