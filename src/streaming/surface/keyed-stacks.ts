import { KeyMap } from '../../kernel/key-map.ts'
import { settled, ThrownFor } from '../../rdd/faults.ts'
import type { Pane } from './panes.ts'
import { ValueChunks } from './value-chunks.ts'

export type Pair<K, V> = readonly [K, V]

/** What came in a pane, by the numbers of its keys. */
interface Entered {
  readonly time: number
  readonly ids: Int32Array
}

/**
 * One value for each key of a window that moves on pane by pane, for any associative function: nothing is ever taken out of
 * a sum, so the function needs no inverse.
 *
 * For each key there is a queue of its values in order of time. Its older part, the front, holds in the place of each value
 * the sum of it and all that follow in the front. Its younger part, the back, holds values, and their sum is at hand:
 *
 *     values    a     b    c   d   e   f   g
 *     queue     abcd  bcd  cd  d   e   f   g
 *               └─── front ─────┘  └─ back ┘     sum of the back: efg
 *     window    first of the front + sum of the back
 *
 * What leaves is the first of the front. When the front is empty the back is turned into it, from its end to its beginning.
 * So each value is merged three times at most between coming and leaving, however long the window is, and takes one slot.
 *
 * A key that comes in every pane turns its back once a window. So that not all keys do so in the same pane, which would be a
 * long one, each does so for the first time when its back has reached a length of its own.
 *
 * When the function throws, the object is of no use any more.
 *
 * Source    the two-stacks queue, as described in Tangwongsan et al., "Low-Latency Sliding-Window Aggregation in Worst-Case
 *           Constant Time", DEBS 2017; here both stacks lie in one queue
 */
export class KeyedStacks<K, V> {
  readonly #f: (a: V, b: V) => V
  readonly #panes: number
  readonly #ids = new KeyMap<K, number>()
  readonly #keys: K[] = []
  readonly #values = new ValueChunks<V>()
  /** Where the queue of each key begins and ends. */
  readonly #heads: number[] = []
  readonly #tails: number[] = []
  /** How many values its front and its back hold. */
  readonly #fronts: number[] = []
  readonly #backs: number[] = []
  /** Sum of its back. */
  readonly #sums: V[] = []
  /** Where a key is among those that are said; −1 before it was. */
  readonly #places: number[] = []
  /** The round in which a key was touched last. */
  readonly #touched: number[] = []
  readonly #free: number[] = []
  /** Keys that were touched in this round. */
  #changed: number[] = []
  #round = 1
  /** What is said of the window: the numbers of its keys, and their totals. */
  readonly #said: number[] = []
  readonly #totals: V[] = []
  #entered: Entered[] = []
  #first = 0

  /** `panes`: how many a window has. */
  constructor(f: (a: V, b: V) => V, panes: number) {
    this.#f = f
    this.#panes = panes
  }

  /** Number of panes in the window. */
  get size(): number {
    return this.#entered.length - this.#first
  }

  /** Take in a pane; they come in order of time. */
  add(time: number, { keys, values }: Pane<K, V>): void {
    const ids = new Int32Array(keys.length)
    for (let i = 0; i < ids.length; i++) {
      const id = this.#idOf(keys[i] as K)
      ids[i] = id
      this.#push(id, values[i] as V)
      this.#touch(id)
    }
    this.#entered.push({ time, ids })
  }

  /** Let go of the panes that end at `time` or before. */
  drop(time: number): void {
    for (let next = this.#entered[this.#first]; next !== undefined && next.time <= time; ) {
      for (const id of next.ids) {
        this.#pop(id)
        this.#touch(id)
      }
      next = this.#entered[++this.#first]
    }
    if (this.#first * 2 < this.#entered.length) return
    this.#entered = this.#entered.slice(this.#first)
    this.#first = 0
  }

  /** One pair for each key of the window. Totals are made anew only of keys that changed since the last time. */
  pairs(): [K, V][] {
    for (const id of this.#changed) {
      if (this.#isEmpty(id)) this.#forget(id)
      else this.#renew(id)
    }
    this.#changed = []
    this.#round++
    return this.#said.map((id, place) => [this.#keys[id] as K, this.#totals[place] as V])
  }

  #touch(id: number): void {
    if (this.#touched[id] === this.#round) return
    this.#touched[id] = this.#round
    this.#changed.push(id)
  }

  #idOf(key: K): number {
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#free.pop() ?? this.#keys.length
    this.#ids.set(key, id)
    this.#keys[id] = key
    this.#heads[id] = 0
    this.#tails[id] = 0
    this.#fronts[id] = 0
    this.#backs[id] = 0
    this.#places[id] = -1
    this.#touched[id] = 0
    return id
  }

  #isEmpty(id: number): boolean {
    return this.#fronts[id] === 0 && this.#backs[id] === 0
  }

  #push(id: number, value: V): void {
    const values = this.#values
    const back = this.#backs[id] as number
    const isFirst = this.#isEmpty(id)
    const at = isFirst ? values.begin() : values.extend(this.#tails[id] as number)
    values.set(at, value)
    if (isFirst) this.#heads[id] = at
    this.#tails[id] = at
    this.#sums[id] = back === 0 ? value : this.#merge(this.#sums[id] as V, value)
    this.#backs[id] = back + 1
    if (this.#fronts[id] === 0 && back + 1 === this.#turnAt(id)) this.#turn(id)
  }

  /** Spread over the panes of a window. */
  #turnAt(id: number): number {
    return 1 + ((Math.imul(id, 0x9e3779b1) >>> 8) % this.#panes)
  }

  #pop(id: number): void {
    if (this.#fronts[id] === 0) this.#turn(id)
    const head = this.#heads[id] as number
    const front = (this.#fronts[id] as number) - 1
    this.#fronts[id] = front
    const isLast = front === 0 && this.#backs[id] === 0
    if (!isLast) this.#heads[id] = this.#values.after(head)
    this.#values.leave(head, isLast)
  }

  /** Turn the back into the front, which is empty. */
  #turn(id: number): void {
    const values = this.#values
    const places: number[] = []
    const length = this.#backs[id] as number
    for (let at = this.#heads[id] as number; places.length < length; at = values.after(at)) places.push(at)
    let sum = values.get(places[length - 1] as number)
    for (let i = length - 2; i >= 0; i--) {
      const at = places[i] as number
      sum = this.#merge(values.get(at), sum)
      values.set(at, sum)
    }
    this.#fronts[id] = length
    this.#backs[id] = 0
  }

  #renew(id: number): void {
    const sum = this.#sums[id] as V
    let total = sum
    if ((this.#fronts[id] as number) > 0) {
      const older = this.#values.get(this.#heads[id] as number)
      total = this.#backs[id] === 0 ? older : this.#merge(older, sum)
    }
    let place = this.#places[id] as number
    if (place < 0) {
      place = this.#said.length
      this.#places[id] = place
      this.#said[place] = id
    }
    this.#totals[place] = total
  }

  /** Take out a key of which nothing is left; the last one that is said takes its place. */
  #forget(id: number): void {
    this.#ids.delete(this.#keys[id] as K)
    this.#keys[id] = undefined as K
    this.#sums[id] = undefined as V
    this.#free.push(id)
    const place = this.#places[id] as number
    if (place < 0) return
    const last = this.#said.pop() as number
    const total = this.#totals.pop() as V
    if (last === id) return
    this.#said[place] = last
    this.#totals[place] = total
    this.#places[last] = place
  }

  #merge(a: V, b: V): V {
    try {
      return settled(this.#f(a, b))
    } catch (error) {
      throw new ThrownFor(b, error)
    }
  }
}
