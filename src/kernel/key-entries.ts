import { encodeKey, isPrimitiveKey, type Key } from './key.ts'
import { KeyIndex } from './key-index.ts'

/** What a KeyEntries holds; who puts it in gives it more fields. */
export interface KeyEntry<K extends Key> {
  readonly key: K
  /** It was taken out. */
  gone: boolean
}

/** Entries of a chunk. */
const CHUNK = 4096
/** So many that are gone may stay in the list, however few others there are. What they hold stays in memory. */
const FEW_GONE = 64

/**
 * Entries by key, compared by value, in order of insertion; for many: no piece of memory that this takes is large.
 *
 * A key leads to its entry in one step, and the entry is the caller's own object. The order is a list in chunks, in which
 * an entry that was taken out stays, marked as gone, until there are more of those than of others.
 */
export class KeyEntries<K extends Key, E extends KeyEntry<K>> implements Iterable<E> {
  #size = 0
  #primitive = new KeyIndex<E>()
  /** Keys that are objects, by their encoding. */
  #encoded: KeyIndex<E> | undefined
  #chunks: E[][] = []

  get size(): number {
    return this.#size
  }

  get(key: K): E | undefined {
    return isPrimitiveKey(key) ? this.#primitive.get(key) : this.#encoded?.get(encodeKey(key))
  }

  /** Put in an entry, at the end; none of its key may be there. */
  add(entry: E): void {
    const { key } = entry
    if (isPrimitiveKey(key)) this.#primitive.set(key, entry)
    else {
      this.#encoded ??= new KeyIndex()
      this.#encoded.set(encodeKey(key), entry)
    }
    this.#size++
    const last = this.#chunks.at(-1)
    if (last === undefined || last.length === CHUNK) this.#chunks.push([entry])
    else last.push(entry)
  }

  /** Take out an entry that is there. */
  remove(entry: E): void {
    const { key } = entry
    if (isPrimitiveKey(key)) this.#primitive.delete(key)
    else this.#encoded?.delete(encodeKey(key))
    entry.gone = true
    this.#size--
    if (this.#listed > 2 * this.#size + FEW_GONE) this.#tidy()
  }

  clear(): void {
    for (const entry of this) entry.gone = true
    this.#size = 0
    this.#primitive = new KeyIndex()
    this.#encoded = undefined
    this.#chunks = []
  }

  /** Those that are removed meanwhile are not visited; those that are added may be or not. */
  [Symbol.iterator](): Iterator<E, undefined> {
    return this.mapped((entry) => entry)
  }

  mapped<T>(pick: (entry: E) => T): MappedEntries<K, E, T> {
    return new MappedEntries(this.#chunks, pick)
  }

  /**
   * Those behind the ones of which `isBefore` is true, which must be all up to some place. Finding the place costs the
   * length of a chunk, however many there are.
   */
  beyond(isBefore: (entry: E) => boolean): Iterator<E, undefined> {
    let [low, high] = [0, this.#chunks.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isBefore((this.#chunks[middle] as E[])[0] as E)) low = middle + 1
      else high = middle
    }
    // The place is in the chunk before the first that begins behind it, or at the beginning of that one.
    const [first, ...rest] = this.#chunks.slice(Math.max(0, low - 1))
    const at = first?.findIndex((entry) => !isBefore(entry)) ?? -1
    return new MappedEntries<K, E, E>(
      first === undefined || at < 0 ? rest : [first.slice(at), ...rest],
      (entry) => entry,
    )
  }

  /** Entries in the list, with those that are gone. */
  get #listed(): number {
    return this.#chunks.length === 0 ? 0 : (this.#chunks.length - 1) * CHUNK + (this.#chunks.at(-1) as E[]).length
  }

  /** Put them in another order. */
  sort(compare: (a: E, b: E) => number): void {
    this.#relist(this.#here().sort(compare))
  }

  #tidy(): void {
    this.#relist(this.#here())
  }

  /** Those that are not gone. */
  #here(): E[] {
    return this.#chunks.flatMap((chunk) => chunk.filter(({ gone }) => !gone))
  }

  /** An iterator that is under way keeps the list that was, in which what is removed is still marked. */
  #relist(entries: readonly E[]): void {
    this.#chunks = []
    for (let at = 0; at < entries.length; at += CHUNK) this.#chunks.push(entries.slice(at, at + CHUNK))
  }
}

/** What `pick` makes of each entry that is not gone. */
export class MappedEntries<K extends Key, E extends KeyEntry<K>, T> extends Iterator<T, undefined> {
  readonly #chunks: readonly E[][]
  // Of any entry, so that a map of narrower keys stays one of wider keys to the compiler.
  readonly #pick: (entry: any) => T
  #chunk: readonly E[] = []
  #number = 0
  #at = 0

  constructor(chunks: readonly E[][], pick: (entry: E) => T) {
    super()
    this.#chunks = chunks
    this.#pick = pick
  }

  override next(): IteratorResult<T, undefined> {
    for (;;) {
      const entry = this.#at < this.#chunk.length ? this.#chunk[this.#at++] : this.#firstOfNext()
      if (entry === undefined) return { done: true, value: undefined }
      if (!entry.gone) return { done: false, value: this.#pick(entry) }
    }
  }

  override [Symbol.iterator](): this {
    return this
  }

  #firstOfNext(): E | undefined {
    const chunk = this.#chunks[this.#number]
    // Once at its end, an iterator stays there.
    this.#number = chunk === undefined ? Number.POSITIVE_INFINITY : this.#number + 1
    if (chunk === undefined) return undefined
    this.#chunk = chunk
    this.#at = 1
    return chunk[0]
  }
}
