import { createHash } from 'node:crypto'
import { StreamError } from '../kernel/errors.ts'
import { encodeKey } from '../kernel/key.ts'
import { isExact, isText, valueBytes, valueIn } from '../kernel/value-bytes.ts'
import { storeError } from '../storage/maps/map-errors.ts'
import { LONGEST_KEY, type MapChange, type OrderedMap } from '../storage/maps/ordered-map.ts'
import { requireCloneable } from './changes.ts'
import type { Slot } from './slots.ts'

/** An entry as it is written. */
export interface SlotRecord {
  readonly order: number
  /** [key, state]: value-bytes.ts. */
  readonly bytes: Uint8Array
}

/**
 * The entries of one partition in a map that many partitions share. Numbers are big-endian, so they are in order:
 *
 *     partition (4 bytes) 'k' name of a key        → order (8 bytes)
 *     partition (4 bytes) 'o' order (8 bytes)      → [key, state]
 *
 * So a key costs two steps, and all entries in their order are read one after another.
 */
export class SlotRecords {
  readonly #map: OrderedMap
  readonly #number: number

  /** `number` is the partition's own among those that share `map`. */
  constructor(map: OrderedMap, number: number) {
    this.#map = map
    this.#number = number
  }

  /** The number of a key's entry. */
  find(key: unknown): number | undefined {
    const found = this.#do(() => this.#map.get(this.#named(key)))
    return found && orderIn(found, 0)
  }

  read(order: number): readonly [key: any, state: any] {
    const bytes = this.#do(() => this.#map.get(this.#numbered(order)))
    if (bytes !== undefined) return entryOf(bytes)
    throw new StreamError('BUG_INVARIANT', `the entry of number ${order} is not in ${this.#map.path}`)
  }

  /** The first `most` entries with higher numbers than `order`. */
  after(order: number, most: number): SlotRecord[] {
    const found = this.#do(() => this.#map.range(this.#numbered(order + 1), this.#end('o'), most))
    return found.map(([key, bytes]) => ({ order: orderIn(key, HEAD), bytes }))
  }

  /** Take out the entries of `gone`, by number and key, and write slots; of those `isNew` says that they are not there yet. */
  write(
    gone: Iterable<readonly [order: number, key: unknown]>,
    slots: Iterable<Slot<any, any>>,
    isNew: (order: number) => boolean,
  ): void {
    this.#do(() => this.#map.write(this.#changes(gone, slots, isNew)))
  }

  /** One after another, so that they are not all in memory as bytes. */
  *#changes(
    gone: Iterable<readonly [number, unknown]>,
    slots: Iterable<Slot<any, any>>,
    isNew: (order: number) => boolean,
  ): Generator<MapChange> {
    for (const [order, key] of gone) {
      yield [this.#numbered(order), undefined]
      yield [this.#named(key), undefined]
    }
    for (const { key, order, state } of slots) {
      const at = this.#numbered(order)
      yield [at, bytesOf(key, state)]
      if (isNew(order)) yield [this.#named(key), at.subarray(HEAD)]
    }
  }

  clear(): void {
    for (const kind of ['k', 'o'] as const)
      for (;;) {
        const found = this.#do(() => this.#map.range(this.#head(kind, 0), this.#end(kind), CLEARED))
        if (found.length === 0) break
        this.#do(() => this.#map.write(found.map(([key]) => [key, undefined])))
      }
  }

  #do<T>(f: () => T): T {
    try {
      return f()
    } catch (error) {
      throw storeError(this.#map.path, error)
    }
  }

  #named(key: unknown): Buffer {
    const name = nameOf(key)
    const bytes = this.#head('k', name.length)
    bytes.set(name, HEAD)
    return bytes
  }

  #numbered(order: number): Buffer {
    const bytes = this.#head('o', 8)
    bytes.writeUInt32BE(Math.floor(order / 2 ** 32), HEAD)
    bytes.writeUInt32BE(order >>> 0, HEAD + 4)
    return bytes
  }

  #head(kind: 'k' | 'o', more: number): Buffer {
    const bytes = Buffer.alloc(HEAD + more)
    bytes.writeUInt32BE(this.#number)
    bytes[4] = kind.charCodeAt(0)
    return bytes
  }

  /** Behind all keys of a kind. */
  #end(kind: 'k' | 'o'): Buffer {
    const bytes = this.#head(kind, 0)
    bytes[4] = kind.charCodeAt(0) + 1
    return bytes
  }
}

/** Bytes of partition and kind. */
const HEAD = 5
/** Entries that are taken out at once. */
const CLEARED = 4096

/**
 * Bytes that are equal for equal keys and different for different ones: the key's text, in one byte a letter or two, or,
 * when that is too long, its SHA-256, of which no two texts are known that have the same.
 */
function nameOf(key: unknown): Uint8Array {
  const text = encodeKey(key)
  const isNarrow = /^[\0-\xff]*$/.test(text)
  const bytes = Buffer.from(text, isNarrow ? 'latin1' : 'utf16le')
  const kind = isNarrow ? 'n' : 'w'
  if (HEAD + 1 + bytes.length <= LONGEST_KEY) return Buffer.concat([Buffer.from(kind), bytes])
  return Buffer.concat([Buffer.from('h'), createHash('sha256').update(kind).update(bytes).digest()])
}

const orderIn = (bytes: Uint8Array, at: number): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8)
  return view.getUint32(0) * 2 ** 32 + view.getUint32(4)
}

function bytesOf(key: unknown, state: unknown): Uint8Array {
  try {
    return valueBytes([key, state], isText(key) && isExact(state))
  } catch (error) {
    requireCloneable({ keys: [key], states: [state] })
    throw error
  }
}

/** The key and the state of an entry. */
export const entryOf = (bytes: Uint8Array): readonly [key: any, state: any] => valueIn(bytes) as [unknown, unknown]
