import type { KeptPartition, KeptVersion } from '../kernel/kept-state.ts'

/**
 * Keyed state by version: the contract between state operators, the engine and what keeps the state.
 *
 * State is filed by operator name and partition. Each batch makes one version of it, named by the batch time in ms. A
 * task loads version `from`, changes it through a draft while it reads the batch, and commits version `to`. A task that
 * fails drops its draft, so `from` is untouched and the task can be run again. Versions only go forward: a draft can be
 * made of the newest version; older ones can be read as long as they are retained.
 *
 * Keys are compared by value (kernel/key.ts). One partition of one operator is used by one task at a time.
 */
export interface StateStore {
  /** The partition's state, made empty when it is asked for first. */
  partition<K, S>(operator: string, partition: number): PartitionState<K, S>
  /** Forget what is only needed to read versions of `operator` below `version`. */
  retain(operator: string, version: number): void
  /** Forget an operator with all its partitions and versions. */
  drop(operator: string): void
  /**
   * `keep` is told of each version before it counts; what it throws is why there is no such version. Called before any
   * partition is asked for.
   */
  keepBy(keep: (version: KeptVersion) => void): void
  /** Begin a partition with what was kept. Errors: STATE_CORRUPT. */
  restore(kept: KeptPartition): void
  /** Let go of everything; nothing is asked of it afterwards. */
  close(): Promise<void>
}

export interface PartitionState<K, S> {
  /** Newest committed version; undefined before the first. */
  readonly version: number | undefined
  /** True when `version` can be read. */
  has(version: number): boolean
  /** The state as it was at `version`, which must be one that `has` affirms. `undefined` reads the empty state. */
  read(version: number | undefined): StateView<K, S>
  /**
   * Begin version `to` on top of the newest version, which must be `from` (undefined: there is none). Changes show in
   * the draft at once and nowhere else before `commit`.
   */
  draft(from: number | undefined, to: number): StateDraft<K, S>
  /** A draft on top of any version that can be read, whose changes can only be dropped: to compute lost records again. */
  scratch(from: number | undefined, to: number): StateDraft<K, S>
}

/** Iteration is in order of first insertion of the keys. */
export interface StateView<K, S> extends Iterable<[K, S]> {
  readonly size: number
  get(key: K): S | undefined
  has(key: K): boolean
  /** What iteration gives, as an array of one's own: for those who want all of it. */
  pairs(): [K, S][]
}

export interface StateDraft<K, S> extends StateView<K, S> {
  /** Version that the draft stands on; undefined: the empty state. */
  readonly from: number | undefined
  set(key: K, state: S): void
  delete(key: K): void
  /** Make the changes version `to`. */
  commit(): void
  /** Undo the changes. Harmless after commit. */
  abort(): void
}
