/**
 * Records that the engine keeps under a name, in memory or in a file.
 *
 * `owner` says whose partition it is: blocks of one RDD do not make room for each other, or a partition that does not
 * fit would push out its sisters, one after another. A received block has no owner; it is the only copy of its records.
 */
export interface Block {
  readonly id: string
  readonly owner: number | undefined
  readonly mayUseMemory: boolean
  readonly mayUseDisk: boolean
  /** The records, or their frames when the level says so, or nothing when they are in the file alone. */
  held: readonly unknown[] | Uint8Array | undefined
  /** Bytes of memory that `held` takes. */
  bytes: number
  path: string | undefined
  /** True for a received block whose batch is to come or runs: it stays in memory, and does not count for its limit. */
  isAwaited: boolean
}

export const isReceived = (block: Block): boolean => block.owner === undefined
