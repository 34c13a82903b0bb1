import type { StorageLevel } from '../../rdd/storage-level.ts'

/**
 * Where the blocks of receivers are kept until no stream needs them: the engine's block store.
 *
 * Received records exist nowhere else, so a block is never dropped to make room; it is moved to disk, whatever its level
 * says; one that is `awaited` stays in memory, because receivers have to wait instead. `put` owns the array from then on and nobody changes it; among the records of it there may be blocks of lines,
 * which stand for these. It throws when the block could not be kept, and then keeps nothing of it.
 */
export interface ReceivedBlocks {
  put(id: string, records: readonly unknown[], level: StorageLevel, awaited?: boolean): void
  /** Harmless for an id that is not there. */
  drop(id: string): void
}

const counters = new WeakMap<ReceivedBlocks, number>()

/**
 * A name for the next block of a stream, `input-<stream>-<number>`. Numbers are never used twice in one store, because a
 * second streaming context on the same engine counts its streams from 0 again.
 */
export function nextBlockId(blocks: ReceivedBlocks, streamId: number): string {
  const number = counters.get(blocks) ?? 0
  counters.set(blocks, number + 1)
  return `input-${streamId}-${number}`
}
