import { exactText, isExact } from './exact-key.ts'
import { ownText } from './text-column.ts'

/** When a dictionary is full. */
export interface DictionaryLimits {
  /** Keys. */
  readonly entries: number
  /** Bytes of memory that the keys take, as estimated: two for each unit of a text, and what a table needs for an entry. */
  readonly bytes: number
}

export interface KeyIdsOptions {
  readonly limits: DictionaryLimits
  /** True when arrays and plain objects have ids, too. */
  readonly composite: boolean
}

/** Bytes that a key takes besides its text. */
const ENTRY = 64

/** Keys for which there is a mark at first. */
const FIRST = 1024

/** What `assign` answers when the keys of a frame cannot be ids. */
export type Refused = 'full' | 'no key'

/** The keys of one generation, numbered from 0 in the order in which they came. */
export class KeyIds {
  readonly #limits: DictionaryLimits
  readonly #composite: boolean
  /** Keys that a Map finds. */
  readonly #ids = new Map<unknown, number>()
  /** The others, by their text. */
  readonly #texts = new Map<string, number>()
  #added: unknown[] = []
  /** By id: 1 for a key that has come again with a later frame. */
  #again = new Uint8Array(FIRST)
  #returned = 0
  #size = 0
  #bytes = 0

  constructor({ limits, composite }: KeyIdsOptions) {
    this.#limits = limits
    this.#composite = composite
  }

  get size(): number {
    return this.#size
  }

  /** How many of the keys have come again with a later frame. */
  get returned(): number {
    return this.#returned
  }

  /** Keys that came since the last such call. */
  takeAdded(): readonly unknown[] {
    const added = this.#added
    this.#added = []
    return added
  }

  /** Put the ids of as many of `keys` into `ids` as it is long. Keys that are new get the next ids, even when the answer is that not all did. */
  assign(keys: ArrayLike<unknown>, ids: Int32Array): Refused | undefined {
    const known = this.#ids
    const before = this.#size
    const again = this.#marks()
    for (let i = 0; i < ids.length; i++) {
      const key = keys[i]
      // A Map takes −0 for 0.
      let id = key === 0 ? undefined : known.get(key)
      if (id === undefined) {
        const answer = this.#idOf(key)
        if (typeof answer !== 'number') return answer
        id = answer
      }
      if (id < before && again[id] === 0) {
        again[id] = 1
        this.#returned++
      }
      ids[i] = id
    }
    return undefined
  }

  /** With a place for each key that there is. */
  #marks(): Uint8Array {
    if (this.#again.length < this.#size) {
      const wider = new Uint8Array(2 * this.#size)
      wider.set(this.#again)
      this.#again = wider
    }
    return this.#again
  }

  /** The id of a key that `assign` did not find. */
  #idOf(key: unknown): number | Refused {
    if (typeof key === 'string') return this.#add(key, this.#ids, ownText(key), key.length)
    if (isExact(key)) return this.#ids.get(key) ?? this.#add(key, this.#ids, key, 8)
    const text = this.#composite || typeof key === 'number' ? exactText(key) : undefined
    if (text === undefined) return 'no key'
    return this.#texts.get(text) ?? this.#add(key, this.#texts, text, text.length)
  }

  #add<N>(key: unknown, table: Map<N, number>, name: N, units: number): number | Refused {
    const bytes = this.#bytes + ENTRY + 2 * units
    if (this.#size >= this.#limits.entries || bytes > this.#limits.bytes) return 'full'
    this.#bytes = bytes
    table.set(name, this.#size)
    this.#added.push(key)
    return this.#size++
  }
}
