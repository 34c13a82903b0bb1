/**
 * A map from bytes to bytes, in order of its keys as unsigned bytes, which may be larger than memory.
 *
 * It does not wait, because tasks use it. What it holds need not survive the process. Whatever goes wrong is thrown as the
 * error of the system or of the store; after it the map is as it was before the call.
 */
export interface OrderedMap {
  /** Where it lies, for people. */
  readonly path: string
  get(key: Uint8Array): Uint8Array | undefined
  /** The first `most` entries from key `from` on, without key `to` and those after it. */
  range(from: Uint8Array, to: Uint8Array, most: number): readonly MapEntry[]
  /** Do all of the changes, in this order, or none. A value of undefined takes a key out, if it is there. */
  write(changes: Iterable<MapChange>): void
  close(): Promise<void>
}

export type MapEntry = readonly [key: Uint8Array, value: Uint8Array]
export type MapChange = readonly [key: Uint8Array, value: Uint8Array | undefined]

/** Longest key that every map takes. */
export const LONGEST_KEY = 511

/** Makes maps in files: storage/maps/lmdb-maps.ts makes real ones. */
export interface OrderedMaps {
  /**
   * Make a folder that only this user can read, below `under` or the system's place for such, for the maps of one engine.
   * It goes when it is removed, when this process ends in good order, or when a later process finds that this one is gone.
   *
   * Errors    CONFIG_STATE_STORE when there is nothing installed that can open a map; E_STATE_UNWRITABLE
   */
  makeFolder(under: string | undefined): string
  /** Open a map of its own, empty, in a folder that was made. Errors: E_STATE_UNWRITABLE. */
  open(folder: string, name: string): OrderedMap
  /** With all that is in it, after its maps were closed or the threads that had opened them are gone. */
  removeFolder(folder: string): Promise<void>
}
