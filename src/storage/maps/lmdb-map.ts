import type { Database, open, RootDatabaseOptionsWithPath } from 'lmdb'
import type { MapChange, MapEntry, OrderedMap } from './ordered-map.ts'

/** What is used of the package. */
export interface Lmdb {
  readonly open: typeof open
}

/**
 * A map in a file of LMDB.
 *
 * Nothing is ever synced: a file of a process that is gone is thrown away. Pages that were mapped for writing would end
 * the process when the disk is full; those that are written by calls fail instead.
 */
const OPTIONS: Omit<RootDatabaseOptionsWithPath, 'path'> & { readonly noReadAhead: boolean } = {
  encoding: 'binary',
  keyEncoding: 'binary',
  noSubdir: true,
  noSync: true,
  noMetaSync: true,
  overlappingSync: false,
  noReadAhead: true,
  eventTurnBatching: false,
}

export class LmdbMap implements OrderedMap {
  readonly path: string
  readonly #map: Database<Uint8Array, Uint8Array> & { close(): Promise<void> }

  constructor(lmdb: Lmdb, path: string) {
    this.path = path
    this.#map = lmdb.open<Uint8Array, Uint8Array>({ ...OPTIONS, path })
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#map.get(key)
  }

  range(start: Uint8Array, end: Uint8Array, limit: number): MapEntry[] {
    const entries: MapEntry[] = []
    for (const { key, value } of this.#map.getRange({ start, end, limit })) entries.push([key, value])
    return entries
  }

  write(changes: Iterable<MapChange>): void {
    this.#map.transactionSync(() => {
      for (const [key, value] of changes) {
        if (value === undefined) this.#map.removeSync(key)
        else this.#map.putSync(key, value)
      }
    })
  }

  close(): Promise<void> {
    return this.#map.close()
  }
}
