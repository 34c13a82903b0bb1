import { sameKey } from '../kernel/key.ts'
import { SlotCache } from './slot-cache.ts'
import { entryOf, type SlotRecords } from './slot-records.ts'
import type { Slot, SlotFields, SlotMap } from './slots.ts'
import { StoredSlot } from './stored-slot.ts'

/** Entries that are read at once when all are read. */
const CHUNK = 64

/**
 * Slots of which memory has those that were used last; the others are in a store.
 *
 *     memory    c:7*  f:2  h:1+          * changed, + inserted since they were written
 *     store     a:1  b:4  c:6  …  g:3    what is taken out is there until the next time that something is written
 *
 * What is in memory counts. It is written when it has to leave memory, many entries at once, and inserted ones also before
 * all are read, which is in the order of the store. What cannot be written stays in memory.
 */
export class StoredSlots<K, S> implements SlotMap<K, S> {
  readonly #records: SlotRecords
  readonly #cache: SlotCache<K, S>
  readonly #most: number
  /** Slots that are not in the store, by their numbers. */
  readonly #inserted = new Map<number, StoredSlot<K, S>>()
  /** Keys of entries of the store that are gone, by their numbers. */
  readonly #removed = new Map<number, K>()
  #size = 0
  #writes = 0

  /** `most` entries are held in memory, and those that an open draft has changed. */
  constructor(records: SlotRecords, most: number) {
    this.#records = records
    this.#cache = new SlotCache(most)
    this.#most = most
  }

  get size(): number {
    return this.#size
  }

  /** @internal Entries that are in memory. */
  get held(): number {
    return this.#cache.size
  }

  get(key: K): Slot<K, S> | undefined {
    const held = this.#cache.get(key)
    if (held !== undefined) return held
    const order = this.#records.find(key)
    if (order === undefined || this.#removed.has(order)) return undefined
    const slot = new StoredSlot<K, S>({ order, ...this.#entry(this.#records.read(order)) })
    this.#cache.add(slot)
    return slot
  }

  insert(fields: SlotFields<K, S>): Slot<K, S> {
    const slot = new StoredSlot<K, S>(fields)
    slot.isDirty = true
    // One that comes back is still in the store; but a number may come back with another key, when a draft was undone.
    const { key, order } = slot
    if (this.#removed.has(order) && sameKey(this.#removed.get(order), key)) this.#removed.delete(order)
    else this.#inserted.set(order, slot)
    this.#cache.add(slot)
    this.#size++
    return slot
  }

  remove(slot: Slot<K, S>): void {
    slot.gone = true
    if (!this.#inserted.delete(slot.order)) this.#removed.set(slot.order, slot.key)
    this.#cache.remove(slot.key)
    this.#size--
  }

  clear(): void {
    this.#records.clear()
    this.#cache.clear()
    this.#inserted.clear()
    this.#removed.clear()
    this.#size = 0
    this.#writes++
  }

  [Symbol.iterator](): Iterator<Slot<K, S>, undefined> {
    return this.after(-1)
  }

  *after(order: number): Generator<Slot<K, S>, undefined> {
    if (this.#inserted.size > 0) this.#write([...this.#inserted.values()])
    for (let last = order; ; ) {
      const writes = this.#writes
      const records = this.#records.after(last, CHUNK)
      if (records.length === 0) return
      for (const { order, bytes } of records) {
        // What was read before may be of yesterday.
        if (this.#writes !== writes) break
        last = order
        if (!this.#removed.has(order)) yield this.#current(order, bytes)
      }
    }
  }

  /** The store has them in order. */
  sort(): void {}

  trim(draft: number): void {
    const leaving = this.#cache.leaving(draft)
    if (leaving.length > 0 || this.#removed.size > this.#most) this.#write(leaving.filter(({ isDirty }) => isDirty))
    for (const { key } of leaving) this.#cache.remove(key)
  }

  #write(slots: readonly StoredSlot<K, S>[]): void {
    if (slots.length === 0 && this.#removed.size === 0) return
    this.#records.write(this.#removed, slots, (order) => this.#inserted.has(order))
    this.#writes++
    this.#removed.clear()
    for (const slot of slots) {
      slot.isDirty = false
      this.#inserted.delete(slot.order)
    }
  }

  #current(order: number, bytes: Uint8Array): Slot<K, S> {
    const entry = this.#entry(entryOf(bytes))
    const held = this.#cache.peek(entry.key)
    return held?.order === order ? held : new StoredSlot<K, S>({ order, ...entry })
  }

  #entry([key, state]: readonly [K, S]) {
    return { key, state, draft: 0 }
  }
}
