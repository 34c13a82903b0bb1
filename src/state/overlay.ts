import type { KeyMap } from '../kernel/key-map.ts'
import type { StateView } from './store.ts'

/** A key's state and the number of its first insertion. Never changed: a new state is a new entry. */
export interface Entry<S> {
  readonly state: S
  readonly order: number
}

/** Stands among changes for a key that is not there. */
export const ABSENT = Symbol('absent')
export type Change<S> = Entry<S> | typeof ABSENT

/** What an overlay lies over: what of KeyEntries it needs. */
export interface Base<K, S> extends Iterable<Entry<S> & { readonly key: K }> {
  readonly size: number
  get(key: K): Entry<S> | undefined
}

/**
 * A map as it is after some changes, without making them.
 *
 *     base     a:1  b:2  c:3            in order of insertion
 *     changes       b:9       a:absent  d:4
 *     seen          b:9  c:3            d:4
 *
 * An entry of the same order as the base's stands in its place; any other is a key that was deleted from the base since
 * (and comes where it stood) or was inserted (and comes last). Keys that are added during an iteration are not visited by it.
 */
export class Overlay<K, S> implements StateView<K, S> {
  readonly base: Base<K, S>
  readonly changes: KeyMap<K, Change<S>>
  #size: number

  constructor(base: Base<K, S>, changes: KeyMap<K, Change<S>>) {
    this.base = base
    this.changes = changes
    this.#size = base.size
    for (const [key, change] of changes) this.#size += Number(change !== ABSENT) - Number(base.get(key) !== undefined)
  }

  get size(): number {
    return this.#size
  }

  get(key: K): S | undefined {
    return this.entry(key)?.state
  }

  has(key: K): boolean {
    return this.entry(key) !== undefined
  }

  entry(key: K): Entry<S> | undefined {
    const change = this.changes.get(key)
    return change === undefined ? this.base.get(key) : change === ABSENT ? undefined : change
  }

  /** Put an entry whose order is new, or is that of the key's present entry. */
  put(key: K, entry: Entry<S>): void {
    const present = this.entry(key)
    if (present === undefined) this.#size++
    // A key that is inserted again goes to the end, in the list of changes too.
    if (present?.order !== entry.order) this.changes.delete(key)
    this.changes.set(key, entry)
  }

  remove(key: K): void {
    if (!this.has(key)) return
    this.#size--
    if (this.base.get(key) !== undefined) this.changes.set(key, ABSENT)
    else this.changes.delete(key)
  }

  pairs(): [K, S][] {
    if (this.changes.size > 0) return [...this]
    const pairs: [K, S][] = []
    for (const { key, state } of this.base) pairs.push([key, state])
    return pairs
  }

  *[Symbol.iterator](): Generator<[K, S]> {
    const moved = this.#moved()
    let next = 0
    for (const entry of this.base) {
      const { key } = entry
      for (let m = moved[next]; m !== undefined && m.order < entry.order; m = moved[++next]) yield [m.key, m.state]
      const change = this.changes.get(key)
      if (change === undefined) yield [key, entry.state]
      else if (change !== ABSENT && change.order === entry.order) yield [key, change.state]
    }
    for (const m of moved.slice(next)) yield [m.key, m.state]
  }

  /** The changed entries that do not stand where the base has the key, by order. */
  #moved(): (Entry<S> & { key: K })[] {
    const moved: (Entry<S> & { key: K })[] = []
    for (const [key, change] of this.changes) {
      if (change === ABSENT || this.base.get(key)?.order === change.order) continue
      moved.push({ key, state: change.state, order: change.order })
    }
    return moved.sort((a, b) => a.order - b.order)
  }
}
