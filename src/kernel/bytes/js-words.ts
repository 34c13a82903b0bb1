import { CR, LF, LONGEST_WORD, MOST_BYTES, MOST_WORDS, type WordTable } from './word-table.ts'

/** Entries of the table are four numbers: eight bytes of the word in two of them, the tag, and the id and 1. */
const ENTRY = 4
const FIRST_ENTRIES = 1 << 12

/**
 * The table in JavaScript: open addressing, with the first eight bytes of a word in its entry (of a shorter word all of
 * them, some twice), so that most words are compared without looking at their bytes. The tag of a word of up to eight
 * bytes is its length, which makes the entry the word itself; that of a longer one is a hash, negative, and the rest of
 * the bytes is compared.
 */
export class JsWords implements WordTable {
  readonly kind = 'js'
  readonly #seed: number
  #entries = new Int32Array(FIRST_ENTRIES * ENTRY)
  #mask = FIRST_ENTRIES - 1
  #size = 0
  #counted = new Int32Array(1024)
  #countedSize = 0
  counts = new Int32Array(1024)
  ends = new Int32Array(1024)
  bytes = Buffer.alloc(1 << 14)

  /** `seed` makes the hashes ones that a sender cannot foresee. */
  constructor(seed: number) {
    this.#seed = seed | 0
  }

  get size(): number {
    return this.#size
  }

  counted(): Int32Array {
    return this.#counted.subarray(0, this.#countedSize)
  }

  count(text: Buffer, start: number, end: number, separator: number, last: boolean): number {
    let word = start
    while (word < end) {
      let stop = word
      for (; stop < end; stop++) {
        const byte = text[stop] as number
        if (byte === separator || byte === LF || byte === CR) break
      }
      if ((stop < end || last) && !this.#put(text, word, stop)) return word
      if (stop === end) return -1
      word = text[stop] === CR && text[stop + 1] === LF && stop + 1 < end ? stop + 2 : stop + 1
    }
    return last && !this.#put(text, end, end) ? end : -1
  }

  reset(): void {
    for (let i = 0; i < this.#countedSize; i++) this.counts[this.#counted[i] as number] = 0
    this.#countedSize = 0
  }

  clear(): void {
    this.reset()
    this.#size = 0
    this.#entries = new Int32Array(FIRST_ENTRIES * ENTRY)
    this.#mask = FIRST_ENTRIES - 1
  }

  #put(text: Buffer, start: number, end: number): boolean {
    const length = end - start
    let [low, high, tag] = [0, 0, length]
    if (length >= 4) {
      low = fourBytes(text, start)
      high = fourBytes(text, length < 8 ? end - 4 : start + 4)
      if (length > 8) tag = this.#hashed(text, start + 8, end)
    } else if (length > 0)
      low = (text[start] as number) | ((text[start + (length >> 1)] as number) << 8) | ((text[end - 1] as number) << 16)
    const entries = this.#entries
    let slot = this.#place(low, high, tag)
    for (;;) {
      const id = (entries[slot + 3] as number) - 1
      if (id < 0) return this.#add(text, start, length, low, high, tag, slot)
      if (
        entries[slot] === low &&
        entries[slot + 1] === high &&
        entries[slot + 2] === tag &&
        (length <= 8 || this.#isWord(id, text, start, length))
      ) {
        this.#hit(id)
        return true
      }
      slot = (slot + ENTRY) & ((this.#mask << 2) | 3)
    }
  }

  /** The tag of a long word, from the bytes behind its first eight. */
  #hashed(text: Buffer, start: number, end: number): number {
    let hash = this.#seed
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (text[at] as number), 0x01000193)
    return hash | 0x80000000
  }

  #hit(id: number): void {
    const count = this.counts[id] as number
    this.counts[id] = count + 1
    if (count === 0) this.#counted[this.#countedSize++] = id
  }

  #place(low: number, high: number, tag: number): number {
    let h = Math.imul(low ^ this.#seed, 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 15) ^ high, 0xc2b2ae35)
    h = Math.imul(h ^ (h >>> 13) ^ tag, 0x27d4eb2f)
    return ((h ^ (h >>> 16)) & this.#mask) << 2
  }

  #isWord(id: number, text: Buffer, start: number, length: number): boolean {
    const from = id === 0 ? 0 : (this.ends[id - 1] as number)
    if ((this.ends[id] as number) - from !== length) return false
    const { bytes } = this
    for (let i = 8; i < length; i++) if (bytes[from + i] !== text[start + i]) return false
    return true
  }

  #add(text: Buffer, start: number, length: number, low: number, high: number, tag: number, slot: number): boolean {
    const id = this.#size
    const from = id === 0 ? 0 : (this.ends[id - 1] as number)
    if (id >= MOST_WORDS || length > LONGEST_WORD || from + length > MOST_BYTES) return false
    this.#makeRoom(id, from + length)
    for (let i = 0; i < length; i++) this.bytes[from + i] = text[start + i] as number
    this.ends[id] = from + length
    this.#size++
    this.#enter(this.#entries, slot, low, high, tag, id)
    this.#hit(id)
    if (this.#size * 2 > this.#mask && this.#size < MOST_WORDS) this.#widen()
    return true
  }

  #enter(entries: Int32Array, slot: number, low: number, high: number, tag: number, id: number): void {
    entries[slot] = low
    entries[slot + 1] = high
    entries[slot + 2] = tag
    entries[slot + 3] = id + 1
  }

  #makeRoom(id: number, end: number): void {
    if (id >= this.counts.length) {
      this.counts = widened(this.counts)
      this.ends = widened(this.ends)
      this.#counted = widened(this.#counted)
    }
    if (end > this.bytes.length) this.bytes = Buffer.concat([this.bytes], Math.max(end, this.bytes.length * 2))
  }

  #widen(): void {
    const old = this.#entries
    const entries = new Int32Array(old.length * 2)
    this.#mask = this.#mask * 2 + 1
    this.#entries = entries
    for (let from = 0; from < old.length; from += ENTRY) {
      if (old[from + 3] === 0) continue
      const [low, high, tag] = [old[from] as number, old[from + 1] as number, old[from + 2] as number]
      let slot = this.#place(low, high, tag)
      while (entries[slot + 3] !== 0) slot = (slot + ENTRY) & ((this.#mask << 2) | 3)
      this.#enter(entries, slot, low, high, tag, (old[from + 3] as number) - 1)
    }
  }
}

const fourBytes = (text: Buffer, at: number): number =>
  (text[at] as number) |
  ((text[at + 1] as number) << 8) |
  ((text[at + 2] as number) << 16) |
  ((text[at + 3] as number) << 24)

function widened(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(numbers.length * 2)
  wide.set(numbers)
  return wide
}
