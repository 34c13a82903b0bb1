import { type Column, NUMBER } from '../../kernel/bytes/columns.ts'
import { KeyMap } from '../../kernel/key-map.ts'
import type { Gathered } from '../compile/op.ts'
import type { RowKeys } from './row-keys.ts'

/** Where the sum of a key has to be put in the end. */
interface Place {
  /** The sum so far. */
  readonly begin: unknown
  put(sum: number): void
}

/** Where sums belong: pairs by key, or counts by key. Equal keys have one place. */
type Places = (key: any) => Place

export const placesOf = ({ value, sums }: Gathered, areCounts: boolean): Places =>
  areCounts ? countsIn(value as Counts) : pairsIn(sums as Pairs)

type Counts = KeyMap<any, number>
type Pairs = KeyMap<any, [unknown, any]>

function countsIn(counts: Counts): Places {
  const places = new KeyMap<any, Place>()
  return (key) => {
    const known = places.get(key)
    if (known !== undefined) return known
    const begin = counts.get(key) ?? 0
    // Keys have the order in which they first come.
    counts.set(key, begin)
    const place = { begin, put: (sum: number) => void counts.set(key, sum) }
    places.set(key, place)
    return place
  }
}

function pairsIn(sums: Pairs): Places {
  const places = new Map<unknown, Place>()
  return (key) => {
    const found = sums.get(key)
    // A sum that begins with −0 is the first value itself.
    const pair = found ?? [key, -0]
    if (found === undefined) sums.set(key, pair)
    const place = places.get(pair) ?? placeIn(pair)
    places.set(pair, place)
    return place
  }
}

const placeIn = (pair: [unknown, any]): Place => ({
  begin: pair[1],
  put: (sum) => {
    pair[1] = sum
  },
})

/**
 * Sums of one task by ids of keys. They are taken up from where they belong, and put there when they are settled, so
 * nobody may add to them elsewhere in between: values are added in the order of the rows.
 */
export class RowSums {
  readonly holdsSums = true as const
  readonly #keys: RowKeys
  readonly #placeOf: Places
  readonly #places: Place[] = []
  readonly #slotsByPlace = new Map<Place, number>()
  #sums = new Float64Array(1024)
  /** Slots and 1 by the ids of keys. */
  #slots = new Int32Array(1024)
  #ids = new Int32Array(0)

  constructor(keys: RowKeys, placeOf: Places) {
    this.#keys = keys
    this.#placeOf = placeOf
  }

  /** How many keys there are. */
  get size(): number {
    return this.#places.length
  }

  /** Add the first `n` of `rows`. False when there is something in them or in the sums that is no number. */
  add(columnOf: (name: string) => Column, rows: Int32Array, n: number, value: Column | undefined): boolean {
    if (value !== undefined && !areNumbers(value.kinds, rows, n)) return false
    if (this.#ids.length < n) this.#ids = new Int32Array(rows.length)
    const ids = this.#ids
    this.#keys.fill(columnOf, rows, n, ids)
    for (let i = 0; i < n; i++) {
      const id = ids[i] as number
      const slot = id < this.#slots.length ? (this.#slots[id] as number) - 1 : -1
      ids[i] = slot >= 0 ? slot : this.#slotOf(id)
      if (ids[i] === -1) return false
    }
    const sums = this.#sums
    if (value === undefined) for (let i = 0; i < n; i++) sums[ids[i] as number]! += 1
    else {
      const { numbers } = value
      for (let i = 0; i < n; i++) sums[ids[i] as number]! += numbers[rows[i] as number] as number
    }
    return true
  }

  settle(): void {
    this.#places.forEach((place, slot) => void place.put(this.#sums[slot] as number))
  }

  #slotOf(id: number): number {
    const place = this.#placeOf(this.#keys.key(id))
    const slot = this.#slotsByPlace.get(place) ?? this.#open(place)
    if (slot < 0) return -1
    if (id >= this.#slots.length) this.#slots = wider(this.#slots, new Int32Array(id * 2))
    this.#slots[id] = slot + 1
    return slot
  }

  #open(place: Place): number {
    if (typeof place.begin !== 'number') return -1
    const slot = this.#places.push(place) - 1
    this.#slotsByPlace.set(place, slot)
    if (slot >= this.#sums.length) this.#sums = wider(this.#sums, new Float64Array(slot * 2))
    this.#sums[slot] = place.begin
    return slot
  }
}

function areNumbers(kinds: Uint8Array, rows: Int32Array, n: number): boolean {
  for (let i = 0; i < n; i++) if (kinds[rows[i] as number] !== NUMBER) return false
  return true
}

function wider<A extends Int32Array | Float64Array>(old: A, wide: A): A {
  wide.set(old)
  return wide
}
