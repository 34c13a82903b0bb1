import { nextLineEnd, textLines } from '../line-splitter.ts'
import { CR, LF } from './word-table.ts'

/**
 * Lines of text as bytes: all lines of a block, or some of them. Strings are made when they are asked for.
 *
 * The bytes are good only until the one who made the block makes the next.
 */
export class TextBlock implements Iterable<string> {
  readonly bytes: Buffer
  /** Where the lines are: start, end, start, end, …, each a run of whole lines with their ends, in ascending order. */
  readonly runs: readonly number[]
  #hasReturns: boolean | undefined
  #count: number | undefined

  /** `bytes` are whole lines; the last one may have no end. `count`: how many there are, if that is known. */
  constructor(bytes: Buffer, runs: readonly number[] = [0, bytes.length], count?: number) {
    this.bytes = bytes
    this.runs = runs
    this.#count = count
  }

  [Symbol.iterator](): Iterator<string> {
    return this.lines().values()
  }

  /** The lines as text, without their ends. Bytes that are not UTF-8 become U+FFFD. */
  lines(): string[] {
    const { bytes, runs } = this
    if (runs.length === 2) return textLines(bytes.subarray(runs[0], runs[1]))
    const lines: string[] = []
    for (let i = 0; i < runs.length; i += 2)
      for (const line of textLines(bytes.subarray(runs[i], runs[i + 1]))) lines.push(line)
    return lines
  }

  /** How many lines there are. */
  get count(): number {
    this.#count ??= this.#counted()
    return this.#count
  }

  #counted(): number {
    let count = 0
    for (let i = 0; i < this.runs.length; i += 2)
      count += this.#countIn(this.runs[i] as number, this.runs[i + 1] as number)
    return count
  }

  /** The first `n` lines and the others, of a block of which all lines count, and which has more. */
  split(n: number): readonly [first: TextBlock, others: TextBlock] {
    const { bytes, count } = this
    let at = 0
    for (let i = 0; i < n; i++) at = this.#lineEnd(at, bytes.length)
    return [new TextBlock(bytes.subarray(0, at), undefined, n), new TextBlock(bytes.subarray(at), undefined, count - n)]
  }

  /** Bytes of the longest line, without its end. */
  get longest(): number {
    let longest = 0
    for (let at = 0; at < this.bytes.length; ) {
      const { text, next } = nextLineEnd(this.bytes, at)
      longest = Math.max(longest, text - at)
      at = next
    }
    return longest
  }

  /** The lines that have `needle` in them, which holds no end of a line and at least one byte. */
  having(needle: Uint8Array): TextBlock {
    const { bytes, runs } = this
    const found: number[] = []
    let hit = -1
    for (let i = 0; i < runs.length; i += 2) {
      const end = runs[i + 1] as number
      for (let at = runs[i] as number; at < end; ) {
        if (hit < at) hit = bytes.indexOf(needle, at)
        if (hit < 0) return this.#some(found)
        if (hit >= end) break
        const start = this.#lineStart(at, hit)
        at = this.#lineEnd(hit + needle.length, end)
        if (found.at(-1) === start) found[found.length - 1] = at
        else found.push(start, at)
      }
    }
    return this.#some(found)
  }

  #some(runs: readonly number[]): TextBlock {
    const some = new TextBlock(this.bytes, runs)
    some.#hasReturns = this.#hasReturns
    return some
  }

  get #returns(): boolean {
    this.#hasReturns ??= this.bytes.includes(CR)
    return this.#hasReturns
  }

  #countIn(start: number, end: number): number {
    const { bytes } = this
    let count = 0
    if (this.#returns) for (let at = start; at < end; at = nextLineEnd(bytes, at).next) count++
    else {
      for (let at = bytes.indexOf(LF, start); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) count++
      if (end > start && bytes[end - 1] !== LF) count++
    }
    return count
  }

  /** Where the line begins that `at` is in, which is not before `least`. */
  #lineStart(least: number, at: number): number {
    if (!this.#returns) return Math.max(least, this.bytes.lastIndexOf(LF, at) + 1)
    for (let start = at; start > least; start--) {
      const before = this.bytes[start - 1]
      if (before === LF || before === CR) return start
    }
    return least
  }

  /** Where the line after the one that `at` is in begins, which is not behind `most`. */
  #lineEnd(at: number, most: number): number {
    if (this.#returns) return Math.min(most, nextLineEnd(this.bytes, at).next)
    const feed = this.bytes.indexOf(LF, at)
    return feed < 0 ? most : Math.min(most, feed + 1)
  }
}
