import { KeyEntries } from '../kernel/key-entries.ts'
import { MemorySlot } from './memory-slot.ts'
import type { Entry } from './overlay.ts'
import type { PackedStates } from './packed-states.ts'
import type { Undo } from './undo.ts'

/** An entry that is changed in place, by one draft after another. */
export interface Slot<K, S> extends Entry<S> {
  readonly key: K
  state: S
  /** Number of the draft that changed it last. */
  draft: number
  /** Its key was deleted. */
  gone: boolean
  /** Have the `i`th of some states that were kept. */
  take(states: PackedStates, i: number): void
}

/** The entries of a partition, in order of their numbers, however many they are. */
export class Slots<K, S> {
  readonly map = new KeyEntries<K, Slot<K, S>>()
  /** Of the next key that is inserted. */
  nextOrder = 0
  /** Number of the newest draft. */
  drafts = 0

  insert(key: K, state: S, draft: number, order = this.nextOrder++): Slot<K, S> {
    const slot = new MemorySlot(key, state, order, draft)
    this.map.add(slot)
    return slot
  }

  /** Make everything as it was before the changes that `undo` leads back over. */
  undo(undo: Undo<K, S>, nextOrder: number): void {
    let disordered = false
    for (const [key, entry] of undo.back()) {
      const slot = this.map.get(key)
      if (slot !== undefined && slot.order !== entry?.order) this.map.remove(slot)
      if (entry === undefined) continue
      if (slot?.order === entry.order) slot.state = entry.state
      else {
        this.insert(key, entry.state, 0, entry.order)
        disordered = true
      }
    }
    this.nextOrder = nextOrder
    if (disordered) this.sort()
  }

  /** Put entries that were inserted out of turn where their numbers say. */
  sort(): void {
    this.map.sort((a, b) => a.order - b.order)
  }
}
