/**
 * The keys of one generation of a dictionary, in shared memory, in the order of their ids. The sender appends; whoever
 * has a frame and the pages that came with it can look up every key that the frame needs. So frames may be read in any
 * order, more than once, late or never, by any thread, also by one that took the place of another.
 *
 *     log    := page*                             each in a SharedArrayBuffer of its own, twice as long as the last
 *     page   := magic origin generation number edge zero block* zeros                  the first six u32
 *     edge   := which sender of the thread it is: its generations take each other's place
 *     magic  := 'M' 'S' 'K' 0x01                  the last byte is the version
 *     block  := count length crc zero column      each u32; count keys, length of the column; column.ts
 *     crc    := CRC-32 (IEEE 802.3) of the column, begun with count
 *
 * What is written is never changed. A reader goes no further than the number of keys that its frame names, and those were
 * written before the frame was sent; so reader and writer never meet.
 */
import { crc32 } from 'node:zlib'
import { ColumnReader } from './column.ts'
import { unreadable } from './frame.ts'

export type Pages = readonly SharedArrayBuffer[]

/** Which dictionary of the process a log belongs to. */
export interface LogName {
  /** The thread that makes it. */
  readonly origin: number
  /** Which of that thread's. */
  readonly generation: number
}

/** The sender of its thread that makes a log; undefined where there are no pages. */
export const edgeOf = ([page]: Pages): number | undefined => page && new Uint32Array(page, 0, PAGE_HEAD / 4)[EDGE]

const MAGIC = 0x014b534d
const PAGE_HEAD = 24
const EDGE = 4
const BLOCK_HEAD = 16
const FIRST = 16 << 10
const LARGEST = 4 << 20

/** The writing end of a log. */
export class KeyLog {
  readonly #name: LogName
  readonly #edge: number
  readonly #pages: SharedArrayBuffer[] = []
  #at = 0

  constructor(name: LogName, edge: number) {
    this.#name = name
    this.#edge = edge
  }

  /** The pages so far. More may come, so whoever sends a frame sends the list of that moment. */
  get pages(): Pages {
    return this.#pages
  }

  /** Append `count` keys, given as the column that they make. */
  append(column: Uint8Array, count: number): void {
    const page = this.#page(BLOCK_HEAD + column.length)
    new Uint32Array(page, this.#at, 4).set([count, column.length, checksum(column, count), 0])
    new Uint8Array(page).set(column, this.#at + BLOCK_HEAD)
    this.#at += BLOCK_HEAD + column.length
  }

  /** The last page, when it has room, or a new one. */
  #page(length: number): SharedArrayBuffer {
    const last = this.#pages.at(-1)
    if (last !== undefined && this.#at + length <= last.byteLength) return last
    const longer = last === undefined ? FIRST : Math.min(LARGEST, 2 * last.byteLength)
    const page = new SharedArrayBuffer(Math.max(longer, PAGE_HEAD + length))
    const { origin, generation } = this.#name
    new Uint32Array(page, 0, PAGE_HEAD / 4).set([MAGIC, origin, generation, this.#pages.length, this.#edge, 0])
    this.#pages.push(page)
    this.#at = PAGE_HEAD
    return page
  }
}

/** The reading end of a log: the keys as far as they were needed. */
export class KeyLogReader {
  readonly #name: LogName
  readonly keys: unknown[] = []
  #page = 0
  #at = PAGE_HEAD

  constructor(name: LogName) {
    this.#name = name
  }

  /** Read on until there are `needs` keys. Errors: BUG_INVARIANT. */
  read(pages: Pages, needs: number): void {
    while (this.keys.length < needs) {
      const page = pages[this.#page]
      if (page === undefined) throw unreadable(`it needs ${needs} keys, and ${this.keys.length} are in its pages`)
      this.#check(page)
      if (!this.#block(page)) {
        this.#page++
        this.#at = PAGE_HEAD
      }
    }
  }

  #check(page: SharedArrayBuffer): void {
    const [magic, origin, generation, number] = new Uint32Array(page, 0, 4)
    const { origin: own, generation: ours } = this.#name
    if (magic !== MAGIC || origin !== own || generation !== ours || number !== this.#page)
      throw unreadable(`its pages are not those of generation ${ours} of thread ${own}`)
  }

  /** Read a block; false at the end of the page. */
  #block(page: SharedArrayBuffer): boolean {
    if (this.#at + BLOCK_HEAD > page.byteLength) return false
    const [count = 0, length = 0, crc] = new Uint32Array(page, this.#at, 4)
    if (count === 0) return false
    const from = this.#at + BLOCK_HEAD
    if (from + length > page.byteLength) throw unreadable('a block of its keys ends outside of its page')
    const column = new Uint8Array(page, from, length)
    if (checksum(column, count) !== crc) throw unreadable('the checksum of its keys does not match')
    const keys = new ColumnReader(column, 0).read(count)
    for (let i = 0; i < count; i++) this.keys.push(keys[i])
    this.#at = from + length
    return true
  }
}

const checksum = (column: Uint8Array, count: number): number => crc32(column as Uint8Array<ArrayBuffer>, count)
