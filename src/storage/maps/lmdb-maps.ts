import { createRequire } from 'node:module'
import { join } from 'node:path'
import { StreamError } from '../../kernel/errors.ts'
import { MODULES_FOLDER } from '../../kernel/package.ts'
import type { Processes } from '../../kernel/processes.ts'
import { thrownText } from '../../kernel/thrown.ts'
import { type Lmdb, LmdbMap } from './lmdb-map.ts'
import { storeError } from './map-errors.ts'
import type { OrderedMap, OrderedMaps } from './ordered-map.ts'
import { makeProcessFolder, removeProcessFolder } from './process-folder.ts'

/** Maps of the package lmdb, which is loaded when the first one is wanted. `load` is for tests. */
export class LmdbMaps implements OrderedMaps {
  readonly #processes: Processes
  readonly #load: () => unknown

  constructor(processes: Processes, load: () => unknown = () => createRequire(MODULES_FOLDER)('lmdb')) {
    this.#processes = processes
    this.#load = load
  }

  makeFolder(under: string | undefined): string {
    this.#lmdb()
    try {
      return makeProcessFolder(this.#processes, under)
    } catch (error) {
      throw storeError(under ?? 'the folder for temporary files', error)
    }
  }

  open(folder: string, name: string): OrderedMap {
    const path = join(folder, name)
    try {
      return new LmdbMap(this.#lmdb(), path)
    } catch (error) {
      throw storeError(path, error)
    }
  }

  removeFolder(folder: string): Promise<void> {
    return removeProcessFolder(folder)
  }

  #lmdb(): Lmdb {
    try {
      return this.#load() as Lmdb
    } catch (cause) {
      // Behind the first line stands who has asked for it.
      const [why] = thrownText(cause).split(/\n|\\n/)
      throw new StreamError('CONFIG_STATE_STORE', `millstream.state.store is 'lmdb', which cannot be loaded: ${why}`, {
        hint: "Run npm install lmdb; or set millstream.state.store to 'memory'.",
        cause,
      })
    }
  }
}
