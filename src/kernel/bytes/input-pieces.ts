import type { TextBlock } from './text-block.ts'
import { CR, LF } from './word-table.ts'

/** Brings the lines of a block into an input of fixed length, as many whole lines at a time as there is room for. */
export class InputPieces {
  readonly input: Buffer
  /** How many bytes of the input are filled. */
  length = 0
  #block: TextBlock | undefined
  #run = 0
  #at = 0

  constructor(input: Buffer) {
    this.input = input
  }

  feed(block: TextBlock): void {
    this.#block = block
    this.#run = 0
    this.#at = block.runs[0] ?? 0
    this.length = 0
  }

  /** Fill the input anew: true, or a line that is longer than it, without its end; undefined when there is none left. */
  next(): true | Buffer | undefined {
    this.length = 0
    const block = this.#block
    if (block === undefined) return undefined
    const { bytes, runs } = block
    while (this.#run < runs.length) {
      const end = runs[this.#run + 1] as number
      const stop = this.#pieceEnd(bytes, this.#at, end)
      if (stop < 0) return this.length > 0 ? true : this.#longLine(bytes, end)
      bytes.copy(this.input, this.length, this.#at, stop)
      this.length += stop - this.#at
      this.#goTo(stop, end)
      if (stop < end) return true
    }
    this.#block = undefined
    return this.length > 0 ? true : undefined
  }

  #goTo(at: number, end: number): void {
    this.#at = at
    if (at < end) return
    this.#run += 2
    this.#at = this.#block?.runs[this.#run] ?? 0
  }

  /** The end of the lines that fit what is left of the input; −1 when not even one does. */
  #pieceEnd(bytes: Buffer, at: number, end: number): number {
    const room = this.input.length - this.length
    if (end - at <= room) return end
    for (let stop = at + room; stop > at; stop--) {
      const byte = bytes[stop - 1]
      if (byte === LF || (byte === CR && bytes[stop] !== LF)) return stop
    }
    return -1
  }

  #longLine(bytes: Buffer, end: number): Buffer {
    const start = this.#at
    let stop = start
    while (stop < end && bytes[stop] !== LF && bytes[stop] !== CR) stop++
    this.#goTo(Math.min(end, bytes[stop] === CR && bytes[stop + 1] === LF ? stop + 2 : stop + 1), end)
    return Buffer.from(bytes.subarray(start, stop))
  }
}
