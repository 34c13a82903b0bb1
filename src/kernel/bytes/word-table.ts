/**
 * Words of bytes as small integers: equal words have the same id, ids count up from 0, and each id has a count.
 *
 * There are two of them behind one interface, in JavaScript and in WebAssembly, and both have fixed bounds, so a stream
 * of ever new words cannot fill the memory: a table that is full says so, and is emptied by its owner.
 *
 * Two words are the same when their bytes are; ids never rest on a hash alone.
 */
export interface WordTable {
  readonly kind: 'js' | 'wasm'
  /**
   * Count the words of `text` from `start` to `end`. A word ends before `separator`, before an end of line (\n, \r\n or a
   * lone \r), and, with `last`, at `end`. Without `last` the byte before `end` must be one of these, and no \r whose \n
   * comes next.
   *
   * Answers −1, or the start of a word that found no room or is longer than LONGEST_WORD; those before it are counted.
   */
  count(text: Buffer, start: number, end: number, separator: number, last: boolean): number
  /** How many ids there are. */
  readonly size: number
  /** The ids that were counted since `reset`, in the order in which their words came first. */
  counted(): Int32Array
  /** Counts by id. */
  readonly counts: Int32Array
  /** The bytes of the words, one after another: word `id` stands from `ends[id - 1]` to `ends[id]`. */
  readonly bytes: Buffer
  readonly ends: Int32Array
  /** Set all counts to 0. */
  reset(): void
  /** Forget all words, too. */
  clear(): void
}

/** How many words a table holds. */
export const MOST_WORDS = 1 << 19
/** How many bytes all of its words may have. */
export const MOST_BYTES = 1 << 24
/** Longer words have no id. */
export const LONGEST_WORD = 1 << 12

export const [LF, CR] = [0x0a, 0x0d]
