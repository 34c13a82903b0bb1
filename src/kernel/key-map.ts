import { encodeKey, isPrimitiveKey, type Key } from './key.ts'
import { KeyEntries } from './key-entries.ts'
import { FEW } from './key-index.ts'
import { PairIndex } from './pair-index.ts'

interface LargeEntry<K, V> {
  readonly key: K
  value: V
  gone: boolean
}

/**
 * A Map that compares keys by value, in order of insertion. The first of equal keys is the one that is kept.
 *
 * It holds as many entries as there is memory for. An iteration does not visit what is deleted before it comes there;
 * whether it visits what is added meanwhile is left open.
 *
 * Primitive keys go straight to a Map of the language. For a composite key, a second one answers the object which stands
 * for it in the first, so there is one order and one place for values: pairs of primitives are looked up by their parts,
 * all others by their encoding. A large one is kept otherwise, in pieces.
 */
export class KeyMap<K extends Key, V> implements Iterable<[K, V]> {
  #values = new Map<unknown, V>()
  #standIns: Map<string, object> | undefined
  #pairs: PairIndex<object> | undefined
  #large: KeyEntries<K, LargeEntry<K, V>> | undefined
  /** The values from before it was large. While somebody iterates over them, they are kept in step. */
  #before: WeakRef<Map<unknown, V>> | undefined
  readonly #most: number

  /** @internal `most` is for tests. */
  constructor(most = FEW) {
    this.#most = most
  }

  get size(): number {
    return this.#large === undefined ? this.#values.size : this.#large.size
  }

  get(key: K): V | undefined {
    if (this.#large !== undefined) return this.#large.get(key)?.value
    return this.#values.get(isPrimitiveKey(key) ? key : this.#find(key))
  }

  has(key: K): boolean {
    if (this.#large !== undefined) return this.#large.get(key) !== undefined
    return this.#values.has(isPrimitiveKey(key) ? key : this.#find(key))
  }

  set(key: K, value: V): this {
    if (this.#large !== undefined) return this.#setLarge(this.#large, key, value)
    this.#values.set(isPrimitiveKey(key) ? key : this.#intern(key as object), value)
    if (this.#values.size > this.#most) this.#grow()
    return this
  }

  delete(key: K): boolean {
    if (this.#large !== undefined) return this.#deleteLarge(this.#large, key)
    if (isPrimitiveKey(key)) return this.#values.delete(key)
    const standIn = this.#find(key)
    if (standIn === ABSENT) return false
    if (isPrimitivePair(key)) this.#pairs?.delete(key[0], key[1])
    else this.#standIns?.delete(encodeKey(key))
    return this.#values.delete(standIn)
  }

  clear(): void {
    this.#before?.deref()?.clear()
    this.#values.clear()
    this.#standIns = undefined
    this.#pairs = undefined
    this.#large?.clear()
    this.#large = undefined
    this.#before = undefined
  }

  keys(): MapIterator<K> {
    if (this.#large !== undefined) return this.#large.mapped(({ key }) => key)
    return this.#values.keys() as MapIterator<K>
  }

  values(): MapIterator<V> {
    if (this.#large !== undefined) return this.#large.mapped(({ value }) => value)
    return this.#values.values()
  }

  entries(): MapIterator<[K, V]> {
    if (this.#large !== undefined) return this.#large.mapped(({ key, value }) => [key, value])
    return this.#values.entries() as MapIterator<[K, V]>
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  forEach(f: (value: V, key: K) => void): void {
    for (const [key, value] of this) f(value, key)
  }

  #find(key: K): object {
    // ABSENT was never put in: the Map of values cannot hold it.
    if (isPrimitivePair(key)) return this.#pairs?.get(key[0], key[1]) ?? ABSENT
    return this.#standIns?.get(encodeKey(key)) ?? ABSENT
  }

  #intern(key: object): object {
    if (isPrimitivePair(key)) return this.#internPair(key)
    this.#standIns ??= new Map()
    const code = encodeKey(key)
    const known = this.#standIns.get(code)
    if (known !== undefined) return known
    this.#standIns.set(code, key)
    return key
  }

  #internPair(key: readonly [unknown, unknown]): object {
    this.#pairs ??= new PairIndex()
    const known = this.#pairs.get(key[0], key[1])
    if (known !== undefined) return known
    this.#pairs.set(key[0], key[1], key)
    return key
  }

  #grow(): void {
    this.#large = new KeyEntries<K, LargeEntry<K, V>>()
    for (const [key, value] of this.#values) this.#large.add({ key: key as K, value, gone: false })
    this.#before = new WeakRef(this.#values)
    this.#values = new Map()
    this.#standIns = undefined
    this.#pairs = undefined
  }

  #setLarge(large: KeyEntries<K, LargeEntry<K, V>>, key: K, value: V): this {
    const entry = large.get(key)
    if (entry === undefined) large.add({ key, value, gone: false })
    else {
      entry.value = value
      if (this.#before !== undefined) this.#inStep((before) => before.has(entry.key) && before.set(entry.key, value))
    }
    return this
  }

  #deleteLarge(large: KeyEntries<K, LargeEntry<K, V>>, key: K): boolean {
    const entry = large.get(key)
    if (entry === undefined) return false
    large.remove(entry)
    if (this.#before !== undefined) this.#inStep((before) => before.delete(entry.key))
    return true
  }

  #inStep(step: (before: Map<unknown, V>) => void): void {
    const before = this.#before?.deref()
    if (before === undefined) this.#before = undefined
    else step(before)
  }
}

const isPrimitivePair = (key: unknown): key is readonly [unknown, unknown] =>
  Array.isArray(key) && key.length === 2 && isPrimitiveKey(key[0]) && isPrimitiveKey(key[1])

const ABSENT: object = Object.freeze({})

/** A Set that compares by value, in order of insertion. */
export class KeySet<K extends Key> implements Iterable<K> {
  readonly #map = new KeyMap<K, true>()

  constructor(keys: Iterable<K> = []) {
    for (const key of keys) this.#map.set(key, true)
  }

  get size(): number {
    return this.#map.size
  }

  has(key: K): boolean {
    return this.#map.has(key)
  }

  add(key: K): this {
    this.#map.set(key, true)
    return this
  }

  delete(key: K): boolean {
    return this.#map.delete(key)
  }

  [Symbol.iterator](): MapIterator<K> {
    return this.#map.keys()
  }
}
