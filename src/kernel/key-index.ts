import { freshSeed } from './random.ts'

/**
 * So many names are kept in one Map, where they are found sooner. Its table has 4 MB then: what a worker that is being ended
 * for lack of memory may still take is four times as much.
 */
export const FEW = 2 ** 17
/** A piece with more names is cut in two. */
const MOST = 4096
/** Bits of its hash that say in which piece a name is, at most. */
const BITS = 10
const SHIFT = 32 - BITS

/**
 * A Map from texts and other primitives, in pieces of which none is large: one for a hundred thousand names, more than 256
 * for a million, and no more than 1024.
 *
 * V8 grows a Map by making one of twice the size in one piece of memory, and copies it at once. With millions of names this
 * is a long pause, and when memory runs out just there the whole process is aborted, where it would otherwise have been
 * the end of one worker. And a Map ends at 2²⁴ entries.
 *
 * Source    extendible hashing (Fagin et al., ACM TODS 1979), with a directory of fixed size
 */
export class KeyIndex<T> {
  // Who chooses the names must not be able to choose the piece.
  readonly #seed = freshSeed() | 0
  #first: Map<unknown, T> | undefined = new Map<unknown, T>()
  /** By the first bits of the hash; a piece stands in all places of its names. */
  #directory: Map<unknown, T>[] = []
  /** For each place how many of the bits the names of its piece have in common. */
  #depths = new Uint8Array(0)
  #hashesAll = false

  get(name: unknown): T | undefined {
    return this.#first === undefined ? this.#pieceOf(name).get(name) : this.#first.get(name)
  }

  set(name: unknown, value: T): void {
    if (this.#first !== undefined) {
      this.#first.set(name, value)
      if (this.#first.size > FEW) this.#divide(this.#first)
      return
    }
    const at = this.#hash(name) >>> SHIFT
    const piece = this.#directory[at] as Map<unknown, T>
    piece.set(name, value)
    if (piece.size > MOST) this.#cut(at)
  }

  delete(name: unknown): boolean {
    return (this.#first ?? this.#pieceOf(name)).delete(name)
  }

  /** The sizes of the pieces. */
  sizes(): number[] {
    return (this.#first === undefined ? [...new Set(this.#directory)] : [this.#first]).map(({ size }) => size)
  }

  #pieceOf(name: unknown): Map<unknown, T> {
    return this.#directory[this.#hash(name) >>> SHIFT] as Map<unknown, T>
  }
  /** Begin anew with these pieces, in as many places as there can be. */
  #divide(...pieces: Map<unknown, T>[]): void {
    this.#first = undefined
    // Of about half the size that a piece may have: most would be cut at once otherwise, one bit after another.
    const depth = Math.min(BITS, Math.ceil(Math.log2((2 * sizeOfAll(pieces)) / MOST)))
    const places = 2 ** (BITS - depth)
    this.#directory = []
    for (let at = 0; at < 2 ** BITS; at += places) {
      const piece = new Map<unknown, T>()
      for (let i = 0; i < places; i++) this.#directory.push(piece)
    }
    this.#depths = new Uint8Array(2 ** BITS).fill(depth)
    for (const piece of pieces) for (const [name, value] of piece) this.set(name, value)
  }

  /** Cut the piece at a place in two, by the next bit. */
  #cut(at: number): void {
    const depth = this.#depths[at] as number
    if (depth === BITS) return
    const places = 2 ** (BITS - depth)
    const start = at & -places
    const piece = this.#directory[at] as Map<unknown, T>
    const [low, high] = [new Map<unknown, T>(), new Map<unknown, T>()]
    this.#directory.fill(low, start, start + places / 2).fill(high, start + places / 2, start + places)
    this.#depths.fill(depth + 1, start, start + places)
    for (const [name, value] of piece) this.#pieceOf(name).set(name, value)
    if (Math.max(low.size, high.size) > MOST) this.#hashMore()
  }

  /** Some of a text did not tell these names apart. */
  #hashMore(): void {
    if (this.#hashesAll) return
    this.#hashesAll = true
    this.#divide(...new Set(this.#directory))
  }

  #hash(name: unknown): number {
    if (typeof name === 'string') return this.#hashesAll ? hashAll(name, this.#seed) : hashSome(name, this.#seed)
    return typeof name === 'number' ? hashNumber(name, this.#seed) : hashAll(String(name), this.#seed)
  }
}

const sizeOfAll = (pieces: readonly Map<unknown, unknown>[]): number => pieces.reduce((sum, { size }) => sum + size, 0)

/** The end of a text, where numbers stand, and its middle: enough for most. */
function hashSome(text: string, seed: number): number {
  const { length } = text
  if (length < 4) return hashAll(text, seed)
  let hash = seed ^ length
  hash = Math.imul(hash ^ text.charCodeAt(length - 1), PRIME)
  hash = Math.imul(hash ^ text.charCodeAt(length - 2), PRIME)
  hash = Math.imul(hash ^ text.charCodeAt(length - 3), PRIME)
  hash = Math.imul(hash ^ text.charCodeAt(length >>> 1), PRIME)
  return mixed(hash)
}

/** Source: FNV-1a, with a seed. */
function hashAll(text: string, seed: number): number {
  let hash = seed ^ text.length
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME)
  return mixed(hash)
}

const PRIME = 0x01000193
const real = new Float64Array(1)
const halves = new Int32Array(real.buffer)

function hashNumber(number: number, seed: number): number {
  let hash = number | 0
  // NaN has many forms in memory, and is 0 for a bit operation.
  if (hash !== number && !Number.isNaN(number)) {
    real[0] = number
    hash = (halves[0] as number) ^ (halves[1] as number)
  }
  return mixed(hash ^ seed)
}

/** All bits have a say in the first ones. */
const mixed = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x9e3779b1)
