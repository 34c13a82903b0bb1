import type { RDD } from '../../rdd/rdd.ts'
import type { StorageLevel } from '../../rdd/storage-level.ts'
import type { BlockStore } from './block-store.ts'

/** The partitions of persisted RDDs among the blocks. */
export class KeptPartitions {
  readonly #levels = new WeakMap<RDD<any>, StorageLevel>()
  /** RDDs with blocks, which go when the RDD is gone. */
  readonly #watched = new WeakSet<RDD<any>>()
  readonly #blocks: BlockStore
  readonly #gone: FinalizationRegistry<{ id: number; partitions: number }>

  constructor(blocks: BlockStore) {
    this.#blocks = blocks
    this.#gone = new FinalizationRegistry(({ id, partitions }) => this.#drop(id, partitions))
  }

  persist(rdd: RDD<any>, level: StorageLevel): void {
    if (!level.memory && !level.disk) this.unpersist(rdd)
    else this.#levels.set(rdd, level)
  }

  unpersist(rdd: RDD<any>): void {
    if (!this.#levels.delete(rdd) || !this.#watched.delete(rdd)) return
    this.#gone.unregister(rdd)
    this.#drop(rdd.id, rdd.node.partitions)
  }

  /** How `rdd` is kept; undefined when it is not. */
  level(rdd: RDD<any>): StorageLevel | undefined {
    return this.#levels.get(rdd)
  }

  get(rdd: RDD<any>, p: number): readonly any[] | undefined {
    return this.#blocks.get(blockId(rdd.id, p))
  }

  has(rdd: RDD<any>, p: number): boolean {
    return this.#levels.has(rdd) && this.#blocks.has(blockId(rdd.id, p))
  }

  /** Bytes that a partition takes; without end when it is on disk; undefined when it is not there. */
  bytesOf(rdd: RDD<any>, p: number): number | undefined {
    return this.#levels.has(rdd) ? this.#blocks.bytesOf(blockId(rdd.id, p)) : undefined
  }

  put(rdd: RDD<any>, p: number, records: readonly any[]): void {
    const level = this.#levels.get(rdd)
    if (level === undefined) return
    this.#watch(rdd)
    this.#blocks.keep(blockId(rdd.id, p), rdd.id, records, level)
  }

  /** From the first block on, so that the many RDDs of idle batches cost nothing. */
  #watch(rdd: RDD<any>): void {
    if (this.#watched.has(rdd)) return
    this.#watched.add(rdd)
    this.#gone.register(rdd, { id: rdd.id, partitions: rdd.node.partitions }, rdd)
  }

  /** True when every partition is at hand. */
  isComplete(rdd: RDD<any>): boolean {
    if (!this.#levels.has(rdd)) return false
    for (let p = 0; p < rdd.node.partitions; p++) if (!this.#blocks.has(blockId(rdd.id, p))) return false
    return true
  }

  #drop(id: number, partitions: number): void {
    for (let p = 0; p < partitions; p++) this.#blocks.drop(blockId(id, p))
  }
}

const blockId = (id: number, p: number): string => `rdd-${id}-${p}`
