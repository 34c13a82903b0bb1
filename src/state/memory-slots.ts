import { KeyEntries } from '../kernel/key-entries.ts'
import { MemorySlot } from './memory-slot.ts'
import type { Slot, SlotFields, SlotMap } from './slots.ts'

/** Slots that are all in memory. */
export class MemorySlots<K, S> extends KeyEntries<K, Slot<K, S>> implements SlotMap<K, S> {
  insert(fields: SlotFields<K, S>): Slot<K, S> {
    const slot = new MemorySlot(fields)
    this.add(slot)
    return slot
  }

  after(order: number): Iterator<Slot<K, S>, undefined> {
    return this.beyond((slot) => slot.order <= order)
  }

  override sort(): void {
    super.sort((a, b) => a.order - b.order)
  }

  trim(): void {}
}
