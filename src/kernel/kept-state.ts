/** What is kept of states beyond the process that has them: how the engine and a checkpoint talk of it. */

/** A version that was made, for whoever keeps states beyond this process. */
export interface KeptVersion {
  readonly operator: string
  readonly partition: number
  readonly to: number
  /** StateChanges as bytes. */
  readonly changes: Uint8Array
  /** Among them are entries that did not change; with these, a round through all entries begins, or comes to its end. */
  readonly begins: boolean
  readonly ends: boolean
  /** There was no version before it. */
  readonly isFirst: boolean
}

/** A partition as it was kept. */
export interface KeptPartition {
  readonly operator: string
  readonly partition: number
  /** The versions that can be read of it, the newest last. */
  readonly versions: readonly number[]
  /** StateChanges as bytes, one version after another; those up to version `whole` are all entries of it. */
  readonly changes: readonly Uint8Array[]
  readonly whole: number
}

/** All that is kept of the states of a program, for a host that has lost them. */
export interface KeptStates {
  readonly partitions: readonly KeptPartition[]
  /** Versions that all partitions of a state have. */
  readonly versions: readonly RestoredVersions[]
}

/** Versions of a state that an earlier process has made and that can still be read. */
export interface RestoredVersions {
  /** Place of the state in the graph of the program. */
  readonly state: number
  /** In order. */
  readonly versions: readonly number[]
  /** Nothing is known of the versions before this one, if there were any. */
  readonly imported?: number | undefined
}
