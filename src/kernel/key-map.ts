import { encodeKey, isPrimitiveKey, type Key } from './key.ts'

/**
 * A Map that compares keys by value, in order of insertion. The first of equal keys is the one that is kept.
 *
 * Primitive keys go straight to a Map of the language. A composite key is looked up by its encoding in a second Map that
 * answers the object which stands for it in the first, so there is one order and one place for values.
 */
export class KeyMap<K extends Key, V> implements Iterable<[K, V]> {
  readonly #values = new Map<unknown, V>()
  #standIns: Map<string, object> | undefined

  get size(): number {
    return this.#values.size
  }

  get(key: K): V | undefined {
    return this.#values.get(isPrimitiveKey(key) ? key : this.#find(key))
  }

  has(key: K): boolean {
    return this.#values.has(isPrimitiveKey(key) ? key : this.#find(key))
  }

  set(key: K, value: V): this {
    this.#values.set(isPrimitiveKey(key) ? key : this.#intern(key as object), value)
    return this
  }

  delete(key: K): boolean {
    if (isPrimitiveKey(key)) return this.#values.delete(key)
    const code = encodeKey(key)
    const standIn = this.#standIns?.get(code)
    if (standIn === undefined) return false
    this.#standIns?.delete(code)
    return this.#values.delete(standIn)
  }

  clear(): void {
    this.#values.clear()
    this.#standIns = undefined
  }

  keys(): MapIterator<K> {
    return this.#values.keys() as MapIterator<K>
  }

  values(): MapIterator<V> {
    return this.#values.values()
  }

  entries(): MapIterator<[K, V]> {
    return this.#values.entries() as MapIterator<[K, V]>
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  forEach(f: (value: V, key: K) => void): void {
    this.#values.forEach(f as (value: V, key: unknown) => void)
  }

  #find(key: K): object {
    // An object that was never put in: the Map of values cannot hold it.
    return this.#standIns?.get(encodeKey(key)) ?? ABSENT
  }

  #intern(key: object): object {
    this.#standIns ??= new Map()
    const code = encodeKey(key)
    const known = this.#standIns.get(code)
    if (known !== undefined) return known
    this.#standIns.set(code, key)
    return key
  }
}

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
