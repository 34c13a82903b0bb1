import { MemorySlots } from './memory-slots.ts'
import { VersionedStateStore } from './versioned-store.ts'

/** Keyed state in the memory of this process. */
export class MemoryStateStore extends VersionedStateStore {
  constructor() {
    super({ slots: () => new MemorySlots(), asData: false, close: async () => {} })
  }
}
