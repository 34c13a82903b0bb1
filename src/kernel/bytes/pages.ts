/** Bytes of a page. */
const PAGE = 1 << 20

/** In front of the bytes of a page: its generation, as a number of four bytes. */
const HEAD = 64

/** What is known of a page that is in use. */
interface Use {
  readonly buffer: ArrayBufferLike
  /** For a page of somebody else's: gives it back. */
  readonly back: (() => void) | undefined
  /** Who holds a part of it, and who writes to it. */
  holders: number
}

/** Pages that nobody holds any more, until whoever may still read them has ended. */
interface Lot {
  readonly settled: Promise<void> | undefined
  readonly pages: Use[]
}

export interface PagesParts {
  /** True for pages that other threads can read. */
  readonly shared: boolean
  /**
   * Resolves when whoever may read pages now has ended; undefined when nobody does. What is not held any more is not
   * written over before.
   */
  readonly settled?: () => Promise<void> | undefined
}

/**
 * Memory into which bytes are received, in pages of 1 MiB that are used again and again.
 *
 * Used again, because fresh memory is slow at first touch, and because V8 does not count shared memory: it would not look
 * for what is not needed any more before the machine has none left. So parts of pages are held, and freed, by hand.
 *
 * A page has a generation, which changes when nobody holds it any more: who reads a part much later can tell by it
 * whether the bytes are still the same.
 */
export class Pages {
  readonly #parts: PagesParts
  readonly #inUse = new Map<ArrayBufferLike, Use>()
  #free: ArrayBufferLike[] = []
  #lot: Lot | undefined
  /** The most that were in use since the last round of pages began, and in the round before. */
  #most = 0
  #mostBefore = 0
  #taken = 0

  constructor(parts: PagesParts) {
    this.#parts = parts
  }

  /** Pages that are held, and that wait to be used again. */
  get sizes(): { readonly inUse: number; readonly free: number } {
    return { inUse: this.#inUse.size, free: this.#free.length }
  }

  /** A page to write to, until `done`. */
  take(): Buffer {
    const buffer =
      this.#free.pop() ?? (this.#parts.shared ? new SharedArrayBuffer(HEAD + PAGE) : new ArrayBuffer(HEAD + PAGE))
    this.#inUse.set(buffer, { buffer, back: undefined, holders: 1 })
    if (++this.#taken % ROUND === 0) [this.#mostBefore, this.#most] = [this.#most, 0]
    this.#most = Math.max(this.#most, this.#inUse.size)
    return Buffer.from(buffer as ArrayBuffer, HEAD, PAGE)
  }

  /** Know a page that somebody else writes to, until `done`; `back` is called when it may be written over. */
  adopt({ buffer }: Uint8Array, back: () => void): void {
    this.#inUse.set(buffer, { buffer, back, holders: 1 })
  }

  /** Nothing more is written to a page. */
  done(page: Uint8Array): void {
    this.free(page)
  }

  has(bytes: Uint8Array): boolean {
    return this.#inUse.has(bytes.buffer)
  }

  /** Keep the bytes as they are until `free`; false when they lie in no page. */
  hold(bytes: Uint8Array): boolean {
    const use = this.#inUse.get(bytes.buffer)
    if (use !== undefined) use.holders++
    return use !== undefined
  }

  /** The bytes are not needed any more. Nothing happens to bytes that lie in no page. */
  free(bytes: Uint8Array): void {
    const use = this.#inUse.get(bytes.buffer)
    if (use === undefined || --use.holders > 0) return
    this.#inUse.delete(use.buffer)
    Atomics.add(generationIn(use.buffer), 0, 1)
    this.#retire(use)
  }

  /** Pages that wait for the same ones to end become free together. */
  #retire(use: Use): void {
    const settled = this.#parts.settled?.()
    if (this.#lot !== undefined && this.#lot.settled === settled) {
      this.#lot.pages.push(use)
      return
    }
    const lot: Lot = { settled, pages: [use] }
    this.#lot = lot
    void (settled ?? Promise.resolve()).then(() => this.#recycle(lot))
  }

  #recycle(lot: Lot): void {
    if (this.#lot === lot) this.#lot = undefined
    for (const { buffer, back } of lot.pages) {
      if (back === undefined) this.#free.push(buffer)
      else back()
    }
    // As many as were needed of late: what one large batch needed is not kept for ever.
    const spare = Math.max(this.#most, this.#mostBefore) - this.#inUse.size + SPARE
    this.#free.length = Math.min(this.#free.length, Math.max(0, spare))
  }
}

/** Pages that are taken in one round. */
const ROUND = 512

/** Pages that are kept for later in any case. */
const SPARE = 4

const generationIn = (buffer: ArrayBufferLike): Int32Array => new Int32Array(buffer, 0, 1)

/** The generation of the page in which the bytes lie. Only for bytes of pages. */
export const generationOf = (bytes: Uint8Array): number => Atomics.load(generationIn(bytes.buffer), 0)
