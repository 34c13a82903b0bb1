import type { KeptChanges, KeptColumns } from './changes.ts'
import type { Slot, Slots } from './slots.ts'
import type { StateDraft } from './store.ts'

/** What is left to be applied on top of what was put in place. */
export interface Restored<K, S> {
  /** The version that was put in place. */
  readonly direct: number | undefined
  /** The versions after it, in order. */
  readonly later: Iterable<{ readonly to: number; readonly apply: (draft: StateDraft<K, S>) => void }>
}

/**
 * Put the versions up to `oldest` in place at once, as nobody will go back behind that; those after it are applied one by
 * one, so that they can be gone back over. With version `whole`, which is not behind `oldest`, all entries have been told.
 *
 * Entries come in any order, because a stretch tells them when its turn comes. Their numbers say where they belong.
 */
export function restoreChanges<K, S>(
  slots: Slots<K, S>,
  changes: Iterable<KeptChanges>,
  whole: number,
  oldest: number,
): Restored<K, S> {
  const all = changes[Symbol.iterator]()
  let direct: number | undefined
  for (let next = all.next(); ; next = all.next()) {
    if (next.done || next.value.to > oldest) {
      slots.sort()
      return { direct, later: next.done ? [] : laterOf(slots, next.value, all) }
    }
    const { to, nextOrder, deleted, set } = next.value
    for (const key of deleted) remove(slots, key as K)
    putAll(slots, set)
    // What has not changed since all was told is known.
    if (to <= whole) putAll(slots, next.value.same)
    slots.nextOrder = nextOrder
    direct = to
  }
}

function* laterOf<K, S>(slots: Slots<K, S>, first: KeptChanges, rest: Iterator<KeptChanges>) {
  for (let changes = first; ; ) {
    const { to, nextOrder, deleted, set } = changes
    yield {
      to,
      apply: (draft: StateDraft<K, S>) => {
        for (const key of deleted) draft.delete(key as K)
        for (let i = 0; i < set.keys.length; i++) {
          if (!draft.has(set.keys[i] as K)) slots.nextOrder = set.orders[i] as number
          draft.set(set.keys[i] as K, set.states.at(i) as S)
        }
        slots.nextOrder = nextOrder
      },
    }
    const next = rest.next()
    if (next.done) return
    changes = next.value
  }
}

function putAll<K, S>(slots: Slots<K, S>, { keys, orders, states }: KeptColumns): void {
  for (let i = 0; i < keys.length; i++) slotFor(slots, keys[i] as K, orders[i] as number).take(states, i)
}

function slotFor<K, S>(slots: Slots<K, S>, key: K, order: number): Slot<K, S> {
  slots.trim()
  const slot = slots.map.get(key)
  if (slot?.order === order) return slot
  if (slot !== undefined) slots.map.remove(slot)
  return slots.insert(key, undefined as S, 0, order)
}

function remove<K, S>(slots: Slots<K, S>, key: K): void {
  const slot = slots.map.get(key)
  if (slot !== undefined) slots.map.remove(slot)
}
