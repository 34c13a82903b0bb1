import type { SparkConf } from '../rdd/conf.ts'
import { numberSetting, textSetting } from '../rdd/settings.ts'
import { MemoryStateStore } from '../state/memory-store.ts'
import type { StateStore } from '../state/store.ts'
import { StoredStateStore } from '../state/stored-store.ts'
import type { OrderedMaps } from '../storage/maps/ordered-map.ts'

/** A file for the states of one thread. */
export interface StatePlace {
  /** It is the engine's, and whoever has made it removes it. */
  readonly folder: string
  readonly name: string
}

/**
 * The store of states that is set; one that is on disk gets a folder of its own unless it has a place.
 *
 * Errors    CONFIG_STATE_STORE, E_STATE_UNWRITABLE
 */
export function statesOf(
  conf: SparkConf,
  maps: OrderedMaps,
  place?: StatePlace,
): { readonly states: StateStore; readonly stateFolder: string | undefined } {
  if (textSetting(conf, 'millstream.state.store') === 'memory')
    return { states: new MemoryStateStore(), stateFolder: undefined }
  const most = numberSetting(conf, 'millstream.state.cache') as number
  const folder = place?.folder ?? maps.makeFolder(textSetting(conf, 'spark.local.dir'))
  return { states: new StoredStateStore(() => maps.open(folder, place?.name ?? 'driver'), most), stateFolder: folder }
}
