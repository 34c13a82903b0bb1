import type { OrderedMap } from '../storage/maps/ordered-map.ts'
import { SlotRecords } from './slot-records.ts'
import { StoredSlots } from './stored-slots.ts'
import { VersionedStateStore } from './versioned-store.ts'

/**
 * Keyed state in a map that may be larger than memory, which holds `most` entries of each partition. `open` is called when
 * there is a state; the map must be empty then.
 */
export class StoredStateStore extends VersionedStateStore {
  constructor(open: () => OrderedMap, most: number) {
    let map: OrderedMap | undefined
    let partitions = 0
    super({
      slots: () => {
        map ??= open()
        return new StoredSlots(new SlotRecords(map, partitions++), most)
      },
      asData: true,
      close: async () => map?.close(),
    })
  }
}
