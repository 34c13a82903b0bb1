import { StreamError } from '../kernel/errors.ts'
import { naturalOrder, type Ordering, reversed } from '../kernel/order.ts'
import { show } from '../kernel/show.ts'
import type { Site } from '../kernel/site.ts'
import { requireSynchronous } from '../program/placed.ts'
import { settled } from './faults.ts'
import { userFailure } from './user-failure.ts'

/** How values are compared: by an ordering, or by a key of theirs in its natural order. Default: their natural order. */
export type By<T> = Ordering<T> | { readonly key: (value: T) => unknown }

/** The ordering that `by` means. */
export function orderingOf<T>(operator: string, by: By<T> | undefined): Ordering<T> {
  if (by === undefined) return naturalOrder
  if (typeof by === 'function') return by
  if (typeof by?.key === 'function') {
    const { key } = by
    return (a, b) => naturalOrder(settled(key(a)), settled(key(b)))
  }
  throw new StreamError('E_NOT_A_FUNCTION', `${operator} was given ${show(by, 60)} where it needs an ordering`, {
    hint: 'Pass (a, b) => number, or { key: (value) => ... }.',
  })
}

/** `ordering` with the user's line in what it throws: two values that have no order, or an error of the user's function. */
export function located<T>(ordering: Ordering<T>, site: Site): Ordering<T> {
  requireSynchronous(site, ordering)
  return (a, b) => {
    try {
      return settled(ordering(a, b))
    } catch (error) {
      throw userFailure(site, error, 'comparing')
    }
  }
}

/** `items` in order. Array.sort puts undefined last without asking the ordering, so it is shown boxes instead. */
export function sorted<T>(items: T[], ordering: Ordering<T>): T[] {
  if (!items.includes(undefined as T)) return items.sort(ordering)
  const boxes = items.map((item) => ({ item }))
  return boxes.sort((a, b) => ordering(a.item, b.item)).map(({ item }) => item)
}

export const directed = <T>(ordering: Ordering<T>, ascending: boolean): Ordering<T> =>
  ascending ? ordering : reversed(ordering)
