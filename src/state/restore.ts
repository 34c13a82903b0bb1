import type { StateChanges } from './changes.ts'
import type { Slots } from './slots.ts'
import type { StateDraft } from './store.ts'

/** What is left to be applied on top of what was put in place. */
export interface Restored<K, S> {
  /** The version that was put in place. */
  readonly direct: number | undefined
  /** The versions after it, in order. */
  readonly later: Iterable<{ readonly to: number; readonly apply: (draft: StateDraft<K, S>) => void }>
}

/**
 * Put the versions up to `whole` in place at once, as nobody will go back behind that; those after it are applied one by
 * one, so that they can be gone back over.
 *
 * Entries come in any order, because a stretch tells them when its turn comes. Their numbers say where they belong.
 */
export function restoreChanges<K, S>(
  slots: Slots<K, S>,
  changes: Iterable<StateChanges>,
  whole: number,
): Restored<K, S> {
  const all = changes[Symbol.iterator]()
  let direct: number | undefined
  for (let next = all.next(); ; next = all.next()) {
    if (next.done || next.value.to > whole) {
      slots.sort()
      return { direct, later: next.done ? [] : laterOf(slots, next.value, all) }
    }
    const { to, nextOrder, deleted, set, same } = next.value
    for (const key of deleted) remove(slots, key as K)
    for (const { keys, orders, states } of [set, same])
      for (let i = 0; i < keys.length; i++) put(slots, keys[i] as K, orders[i] as number, states[i] as S)
    slots.nextOrder = nextOrder
    direct = to
  }
}

function* laterOf<K, S>(slots: Slots<K, S>, first: StateChanges, rest: Iterator<StateChanges>) {
  for (let changes = first; ; ) {
    const { to, nextOrder, deleted, set } = changes
    yield {
      to,
      apply: (draft: StateDraft<K, S>) => {
        for (const key of deleted) draft.delete(key as K)
        for (let i = 0; i < set.keys.length; i++) {
          if (!draft.has(set.keys[i] as K)) slots.nextOrder = set.orders[i] as number
          draft.set(set.keys[i] as K, set.states[i] as S)
        }
        slots.nextOrder = nextOrder
      },
    }
    const next = rest.next()
    if (next.done) return
    changes = next.value
  }
}

function put<K, S>(slots: Slots<K, S>, key: K, order: number, state: S): void {
  slots.trim()
  const slot = slots.map.get(key)
  if (slot?.order === order) slot.state = state
  else {
    if (slot !== undefined) slots.map.remove(slot)
    slots.insert(key, state, 0, order)
  }
}

function remove<K, S>(slots: Slots<K, S>, key: K): void {
  const slot = slots.map.get(key)
  if (slot !== undefined) slots.map.remove(slot)
}
