import { isAscii } from 'node:buffer'
import { CR, LF, LONGEST_WORD, MOST_WORDS, type WordTable } from './word-table.ts'

/** So many bytes of words are decoded together, and short words are cut out of their text. */
const RUN_BYTES = 1 << 14
/** A longer string that is cut out of another shares its memory, and holds it as long as it lives. */
const LONGEST_COPY = 12
/** In fewer bytes no word comes so often that its count needs more than 32 bits. */
const SPILL_BYTES = 1 << 30

/**
 * How often each word of texts in bytes occurs, in the order in which the words first come. Words become strings at the
 * end, and each of them once, also when the same words come again in later texts.
 *
 * The words are exactly those that splitting the decoded lines gives: bytes that are not UTF-8 become U+FFFD, and words
 * that are equal after that are the same word.
 */
export class WordCounts {
  readonly #table: WordTable
  /** Decoded words, by id. */
  #words: string[] = []
  /** True when a word has U+FFFD in it, so that another one may have become the same. */
  #ambiguous = false
  /** Counts that had to leave the table. */
  #spilled: Map<string, number> | undefined
  #bytes = 0

  constructor(table: WordTable) {
    this.#table = table
  }

  get kind(): WordTable['kind'] {
    return this.#table.kind
  }

  /** Count the words of the lines from `start` to `end`, which are whole lines; the last one may have no end. */
  count(text: Buffer, start: number, end: number, separator: number): void {
    if (start >= end) return
    this.#bytes += end - start
    if (this.#bytes > SPILL_BYTES) this.#spill()
    const last = !isLineEnd(text[end - 1])
    for (let at = start; at >= 0; ) {
      const stop = this.#table.count(text, at, end, separator, last)
      at = stop < 0 ? -1 : this.#goOn(text, stop, end, separator, last)
    }
  }

  /** Give each word with its count, and begin anew. */
  finish(take: (word: string, count: number) => void): void {
    if (this.#spilled !== undefined || this.#isAmbiguous()) this.#spill()
    if (this.#spilled === undefined) this.#each(take)
    else for (const [word, count] of this.#spilled) take(word, count)
    this.#spilled = undefined
    this.#bytes = 0
    this.#table.reset()
    // Words that come again are known already; a table that nears its bounds would soon have to be emptied in between.
    if (this.#table.size > MOST_WORDS / 4) this.#forget()
  }

  /** A word at `at` found no place: make room, or count it for itself. Answers where to go on, or −1. */
  #goOn(text: Buffer, at: number, end: number, separator: number, last: boolean): number {
    let stop = at
    while (stop < end && text[stop] !== separator && !isLineEnd(text[stop])) stop++
    this.#spill()
    if (stop - at <= LONGEST_WORD) {
      this.#forget()
      return at
    }
    added(this.#spilled as Map<string, number>, text.toString('utf8', at, stop), 1)
    const next = text[stop] === CR && text[stop + 1] === LF ? stop + 2 : stop + 1
    return next < end || (next === end && last) ? next : -1
  }

  #spill(): void {
    const spilled = this.#spilled ?? new Map<string, number>()
    this.#spilled = spilled
    this.#each((word, count) => added(spilled, word, count))
    this.#table.reset()
    this.#bytes = 0
  }

  #forget(): void {
    this.#table.clear()
    this.#words = []
    this.#ambiguous = false
  }

  #each(take: (word: string, count: number) => void): void {
    this.#decode()
    const { counts } = this.#table
    const words = this.#words
    for (const id of this.#table.counted()) take(words[id] as string, counts[id] as number)
  }

  #isAmbiguous(): boolean {
    this.#decode()
    return this.#ambiguous
  }

  /** Make strings of the words that have none yet. */
  #decode(): void {
    const { size, bytes, ends } = this.#table
    for (let id = this.#words.length; id < size; ) {
      const from = id === 0 ? 0 : (ends[id - 1] as number)
      let next = id + 1
      while (next < size && (ends[next] as number) - from <= RUN_BYTES) next++
      const run = bytes.subarray(from, ends[next - 1])
      if (isAscii(run)) this.#decodeAscii(run, from, id, next)
      else this.#decodeEach(from, id, next)
      id = next
    }
  }

  #decodeAscii(run: Buffer, from: number, first: number, next: number): void {
    const { ends } = this.#table
    const text = run.toString('latin1')
    for (let id = first, at = 0; id < next; id++) {
      const end = (ends[id] as number) - from
      this.#words.push(end - at > LONGEST_COPY ? run.toString('latin1', at, end) : text.slice(at, end))
      at = end
    }
  }

  #decodeEach(from: number, first: number, next: number): void {
    const { bytes, ends } = this.#table
    for (let id = first, at = from; id < next; id++) {
      const end = ends[id] as number
      const word = bytes.toString('utf8', at, end)
      this.#ambiguous ||= word.includes('\ufffd')
      this.#words.push(word)
      at = end
    }
  }
}

const isLineEnd = (byte: number | undefined): boolean => byte === LF || byte === CR

const added = (counts: Map<string, number>, word: string, count: number): unknown =>
  counts.set(word, (counts.get(word) ?? 0) + count)
