import { MemorySlots } from './memory-slots.ts'
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

/** What a slot begins with. */
export type SlotFields<K, S> = Pick<Slot<K, S>, 'key' | 'state' | 'order' | 'draft'>

/** Where the slots of a partition lie: all in memory, or in a store of which memory has a part. */
export interface SlotMap<K, S> extends Iterable<Slot<K, S>> {
  readonly size: number
  /** A slot that may be changed until the next call of `trim`. */
  get(key: K): Slot<K, S> | undefined
  /** Make a slot for a key that has none; it may be changed until the next call of `trim`. */
  insert(fields: SlotFields<K, S>): Slot<K, S>
  /** Take out a slot that is there. */
  remove(slot: Slot<K, S>): void
  clear(): void
  /** Those with higher numbers than `order`, in their order, to be read. */
  after(order: number): Iterator<Slot<K, S>, undefined>
  /** Put slots that were inserted out of turn where their numbers say. */
  sort(): void
  /**
   * Hold no more in memory than there may be. Slots that draft `draft` has changed stay. Errors: what the disk says, and
   * then everything is as it was.
   */
  trim(draft: number): void
}

/** The entries of a partition, in order of their numbers, however many they are. */
export class Slots<K, S> {
  readonly map: SlotMap<K, S>
  /** Of the next key that is inserted. */
  nextOrder = 0
  /** Number of the newest draft. */
  drafts = 0

  constructor(map: SlotMap<K, S> = new MemorySlots<K, S>()) {
    this.map = map
  }

  insert(key: K, state: S, draft: number, order = this.nextOrder++): Slot<K, S> {
    return this.map.insert({ key, state, order, draft })
  }

  /** Make everything as it was before the changes that `undo` leads back over. Nothing leaves memory meanwhile. */
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
    this.map.sort()
  }

  /** Hold no more in memory than there may be. What the newest draft has changed stays. */
  trim(): void {
    this.map.trim(this.drafts)
  }
}
