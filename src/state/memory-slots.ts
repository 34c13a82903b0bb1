import { KeyEntries } from '../kernel/key-entries.ts'
import type { Slot, SlotMap } from './slots.ts'

/** Slots that are all in memory. */
export class MemorySlots<K, S> extends KeyEntries<K, Slot<K, S>> implements SlotMap<K, S> {
  insert(slot: Slot<K, S>): Slot<K, S> {
    this.add(slot)
    return slot
  }

  after(order: number): Iterator<Slot<K, S>, undefined> {
    return this.beyond((slot) => slot.order <= order)
  }

  sort(): void {
    const all = [...this].sort((a, b) => a.order - b.order)
    this.clear()
    for (const slot of all) this.add({ ...slot, gone: false })
  }

  trim(): void {}
}
