import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { sizeOf } from './record-size.ts'

/** Lines of fewer bytes are made at once: a block of their own would cost more. */
const LEAST_BLOCK = 4096

/** What a receiver has stored before it is due, in order: one read of a socket may hold what is due in many seconds. */
export class Backlog<T> {
  #pieces: (T | TextBlock)[] = []
  /** How many of the pieces are gone. */
  #gone = 0
  #count = 0
  #bytes = 0
  readonly #free: (block: TextBlock) => void
  readonly #share: (block: TextBlock) => void

  /** `share` is told of a block that two hold from now on, in parts; `free` of one that nobody here holds any more. */
  constructor(share: (block: TextBlock) => void, free: (block: TextBlock) => void) {
    this.#share = share
    this.#free = free
  }

  /** Records, those inside of blocks of lines counted one by one. */
  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#bytes
  }

  add(pieces: readonly (T | TextBlock)[]): void {
    for (let i = 0; i < pieces.length; i++) this.#put(pieces[i] as T | TextBlock)
  }

  #put(piece: T | TextBlock): void {
    this.#pieces.push(piece)
    this.#count += countOf(piece)
    this.#bytes += bytesOf(piece)
  }

  /** Take the first `n` records, or all that there are. */
  take(n: number): (T | TextBlock)[] {
    const taken: (T | TextBlock)[] = []
    for (let left = Math.min(n, this.#count); left > 0; ) {
      const piece = this.#pieces[this.#gone] as T | TextBlock
      const count = countOf(piece)
      if (count > left) {
        taken.push(...this.#part(piece as TextBlock, left))
        this.#count -= left
        break
      }
      taken.push(piece)
      this.#gone++
      this.#count -= count
      this.#bytes -= bytesOf(piece)
      left -= count
    }
    this.#tidy()
    return taken
  }

  /** The first `n` lines of the block that is next, which keeps the others. */
  #part(block: TextBlock, n: number): readonly (T | TextBlock)[] {
    const [first, rest] = block.split(n)
    this.#pieces[this.#gone] = rest
    this.#bytes -= first.bytes.length
    this.#share(block)
    if (first.bytes.length >= LEAST_BLOCK) return [first]
    const lines = first.lines() as unknown as T[]
    this.#free(first)
    return lines
  }

  /** Pieces that are gone are let go of, now and then. */
  #tidy(): void {
    if (this.#gone < this.#pieces.length / 2) return
    this.#pieces = this.#pieces.slice(this.#gone)
    this.#gone = 0
  }
}

export const countOf = (piece: unknown): number => (piece instanceof TextBlock ? piece.count : 1)

const bytesOf = (piece: unknown): number => (piece instanceof TextBlock ? piece.bytes.length : sizeOf(piece))
