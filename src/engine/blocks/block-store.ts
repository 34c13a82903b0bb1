import type { Pages } from '../../kernel/bytes/pages.ts'
import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Logger } from '../../kernel/log.ts'
import type { StorageLevel } from '../../rdd/storage-level.ts'
import type { ReceivedBlocks } from '../receivers/received-blocks.ts'
import { type Block, isReceived } from './block.ts'
import { framesOf, recordsOf } from './frames.ts'
import { estimateBytes } from './size.ts'
import type { SpillDirectory } from './spill-directory.ts'

/**
 * Keeps persisted partitions and received blocks, in memory up to a limit, and beyond it as their levels say: a partition
 * of a memory-only level is dropped (it will be computed again), everything else is moved to disk. The block that was not
 * used for longest goes first.
 *
 * A received block exists nowhere else, so it is never dropped, whatever its level. It stays as objects while there is
 * room: blocks are mostly read once, so turning them into bytes and back would cost more than it saves. While its batch is
 * awaited it has memory of its own (receivers/receiver-memory.ts), and begins to count here when the batch is done.
 */
export class BlockStore implements ReceivedBlocks {
  /** Those in memory in order of their last use. */
  readonly #blocks = new Map<string, Block>()
  readonly #limit: number
  readonly #spill: SpillDirectory
  readonly #logger: Logger
  readonly #pages: Pages | undefined
  #bytes = 0
  #opening: Promise<void> | undefined

  /** `pages`: where blocks of lines lie that are among received records. */
  constructor(limit: number, spill: SpillDirectory, logger: Logger, pages?: Pages) {
    this.#limit = limit
    this.#pages = pages
    this.#spill = spill
    this.#logger = logger
  }

  /** Bytes of memory in use, about. */
  get bytes(): number {
    return this.#bytes
  }

  /** Something to wait for between two tasks: until it is there, memory may hold more than its limit. */
  get pending(): Promise<void> | undefined {
    return this.#opening
  }

  /** Keep a received block. Throws when it cannot be kept. */
  put(id: string, records: readonly unknown[], _level: StorageLevel, isAwaited = false): void {
    this.drop(id)
    const block: Block = {
      ...{ id, owner: undefined, mayUseMemory: true, mayUseDisk: true },
      ...{ held: records, bytes: estimateBytes(records), path: undefined, isAwaited },
    }
    this.#blocks.set(id, block)
    if (isAwaited) return
    try {
      this.#count(block)
    } catch (error) {
      // Its records are still those of who gave them.
      this.#forget(block)
      throw error
    }
  }

  /** The batch of a received block is done. Harmless for a block that is not there. */
  processed(id: string): void {
    const block = this.#blocks.get(id)
    if (block?.isAwaited !== true) return
    block.isAwaited = false
    try {
      this.#count(block)
    } catch (error) {
      this.#logger.warn(`a block cannot be moved to disk: ${String(error)}`)
    }
  }

  /** A received block begins to count. Throws when there is no room, and no place on disk either. */
  #count(block: Block): void {
    this.#bytes += block.bytes
    this.#shrink(block)
    if (this.#bytes <= this.#limit) return
    // What is over the limit now is this block itself, or could not be moved.
    if (this.#spill.isOpen) this.#moveOut(block)
    else this.#moveOutLater(block)
  }

  /** Keep a partition of the RDD `owner`, if its level finds room for it. */
  keep(id: string, owner: number, records: readonly unknown[], level: StorageLevel): void {
    this.drop(id)
    const held = level.serialized && level.memory ? packed(records) : records
    const bytes = held instanceof Uint8Array ? held.byteLength : estimateBytes(records)
    const block: Block = {
      id,
      owner,
      mayUseMemory: level.memory,
      mayUseDisk: level.disk,
      held,
      bytes,
      path: undefined,
      isAwaited: false,
    }
    this.#add(block)
    if (!level.memory) this.#moveOutLater(block)
    this.#shrink(block)
    if (this.#bytes > this.#limit) this.#giveUp(block)
  }

  has(id: string): boolean {
    return this.#blocks.has(id)
  }

  /** Bytes of memory that a block takes; without end when it was moved to disk; undefined when it is not there. */
  bytesOf(id: string): number | undefined {
    const block = this.#blocks.get(id)
    return block?.held === undefined && block !== undefined ? Number.POSITIVE_INFINITY : block?.bytes
  }

  /** The records of a block, or undefined when it is not there, or not readable any more. */
  get(id: string): readonly unknown[] | undefined {
    const block = this.#blocks.get(id)
    if (block === undefined) return undefined
    try {
      return this.#read(block)
    } catch (error) {
      if (isReceived(block)) throw error
      this.#logger.warn(`a persisted partition cannot be read and is computed again: ${String(error)}`)
      this.drop(id)
      return undefined
    }
  }

  /** As they were put, with blocks of lines among them if they were. Errors: BUG_INVARIANT when it is not there; what reading its file raises. */
  received(id: string): readonly unknown[] {
    const records = this.get(id)
    if (records !== undefined) return records
    throw new StreamError('BUG_INVARIANT', `the received block ${id} is not there any more`)
  }

  drop(id: string): void {
    const block = this.#blocks.get(id)
    if (block === undefined) return
    this.#forget(block)
    if (block.held !== undefined) this.#freePages(block.held)
    if (block.path !== undefined) this.#spill.remove(block.path)
  }

  #forget(block: Block): void {
    this.#blocks.delete(block.id)
    if (!block.isAwaited) this.#bytes -= block.bytes
  }

  async close(): Promise<void> {
    this.#blocks.clear()
    this.#bytes = 0
    await this.#spill.close()
  }

  #read(block: Block): readonly unknown[] {
    if (block.held === undefined) return this.#spill.read(block.path ?? '')
    // Used now: to the end of the line of those that make room.
    this.#blocks.delete(block.id)
    this.#blocks.set(block.id, block)
    return block.held instanceof Uint8Array ? recordsOf(block.held, block.id) : block.held
  }

  #add(block: Block): void {
    this.#blocks.set(block.id, block)
    this.#bytes += block.bytes
  }

  /** Make room for `newest` among the others. */
  #shrink(newest: Block): void {
    for (const block of this.#blocks.values()) {
      if (this.#bytes <= this.#limit) return
      if (block === newest || block.held === undefined || block.isAwaited) continue
      if (block.owner !== undefined && block.owner === newest.owner) continue
      this.#giveUp(block)
    }
  }

  #giveUp(block: Block): void {
    if (block.mayUseDisk) this.#moveOutLater(block)
    else this.drop(block.id)
  }

  #moveOutLater(block: Block): void {
    if (this.#spill.isOpen) {
      try {
        this.#moveOut(block)
      } catch (error) {
        this.#logger.warn(`a block cannot be moved to disk: ${String(error)}`)
        if (!isReceived(block)) this.drop(block.id)
      }
    } else this.#opening ??= this.#open()
  }

  async #open(): Promise<void> {
    try {
      await this.#spill.open()
      for (const block of [...this.#blocks.values()])
        if (!block.mayUseMemory || (block.mayUseDisk && !block.isAwaited && this.#bytes > this.#limit))
          this.#moveOutLater(block)
    } catch (error) {
      this.#logger.warn(`there is no place for blocks on disk: ${String(error)}`)
      for (const block of this.#blocks.values())
        if (!isReceived(block) && (!block.mayUseMemory || this.#bytes > this.#limit)) this.drop(block.id)
    } finally {
      this.#opening = undefined
    }
  }

  #moveOut(block: Block): void {
    if (block.held === undefined) return
    const records = block.held instanceof Uint8Array ? recordsOf(block.held, block.id) : block.held
    block.path ??= this.#spill.write(records)
    block.held = undefined
    this.#freePages(records)
    this.#bytes -= block.bytes
    block.bytes = 0
  }

  #freePages(records: readonly unknown[] | Uint8Array): void {
    if (this.#pages === undefined || records instanceof Uint8Array) return
    for (const record of records) if (record instanceof TextBlock) this.#pages.free(record.bytes)
  }
}

/** Records as bytes; as they are when they cannot be written (they hold functions, say). */
function packed(records: readonly unknown[]): readonly unknown[] | Uint8Array {
  try {
    return Buffer.concat([...framesOf(records)])
  } catch {
    return records
  }
}
