import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { MemoryStateStore } from '../../src/state/memory-store.ts'
import type { StateStore } from '../../src/state/store.ts'
import { StoredStateStore } from '../../src/state/stored-store.ts'
import { LmdbMap } from '../../src/storage/maps/lmdb-map.ts'
import type { OrderedMap } from '../../src/storage/maps/ordered-map.ts'
import { MemoryMap } from './memory-map.ts'

/** Maps of LMDB in a folder that goes when the tests of the file are over. */
export function lmdbMaps(): () => OrderedMap {
  let folder: string | undefined
  const open: LmdbMap[] = []
  after(async () => {
    for (const map of open) await map.close()
    if (folder !== undefined) rmSync(folder, { recursive: true })
  })
  return () => {
    folder ??= mkdtempSync(join(tmpdir(), 'states-'))
    const map = new LmdbMap(createRequire(import.meta.url)('lmdb'), join(folder, `${open.length}`))
    open.push(map)
    return map
  }
}

const lmdb = lmdbMaps()
/** Of which a partition of an earlier run lies in the same map. */
let shared: OrderedMap | undefined

/** Every store has to keep the contract, whatever it holds in memory. `runs` is how many histories are tried on it. */
export const STORES: readonly (readonly [name: string, store: () => StateStore, runs: number])[] = [
  ['in memory', () => new MemoryStateStore(), 300],
  ['in a map, 1 entry in memory', () => new StoredStateStore(() => new MemoryMap(), 1), 150],
  ['in a map, 9 entries in memory', () => new StoredStateStore(() => new MemoryMap(), 9), 150],
  ['in a map, all in memory', () => new StoredStateStore(() => new MemoryMap(), 100_000), 150],
  // One map for all: to make a file for each history would take long.
  ['in lmdb, 2 entries in memory', () => sharing(2), 15],
  ['in lmdb, 9 entries in memory', () => sharing(9), 15],
]

let partitions = 0

/** A store in the map that it shares with those before it. */
function sharing(most: number): StateStore {
  shared ??= lmdb()
  return new StoredStateStore(() => numbered(shared as OrderedMap, partitions++), most)
}

/** A map within a map: its keys begin with a number. */
function numbered(map: OrderedMap, number: number): OrderedMap {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(number)
  const below = (key: Uint8Array): Uint8Array => Buffer.concat([head, key])
  return {
    path: map.path,
    get: (key) => map.get(below(key)),
    range: (from, to, most) => map.range(below(from), below(to), most).map(([key, value]) => [key.subarray(4), value]),
    write: (changes) => map.write(Iterator.from(changes).map(([key, value]) => [below(key), value] as const)),
    close: async () => {},
  }
}
