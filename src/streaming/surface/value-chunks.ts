/** Slots in a chunk: eight numbers are one line of the processor's cache. */
const CHUNK_BITS = 3
const CHUNK = 1 << CHUNK_BITS
const LAST = CHUNK - 1
/** Slots in a page. */
const PAGE_BITS = 16
const PAGE = 1 << PAGE_BITS

type Page<V> = Float64Array | V[]

/**
 * Room for the values of very many queues, each of them a row of chunks. A place in it is a number.
 *
 * As long as all values are numbers they lie in typed arrays: a window of an hour has tens of millions of them, and the
 * garbage collector does not have to look at any.
 */
export class ValueChunks<V> {
  readonly #pages: Page<V>[] = []
  /** For each chunk the place at which the next one of its queue begins. */
  readonly #next: Int32Array[] = []
  readonly #free: number[] = []
  #end = 0
  #numbers = true

  get(at: number): V {
    return (this.#pages[at >>> PAGE_BITS] as Page<V>)[at & (PAGE - 1)] as V
  }

  set(at: number, value: V): void {
    if (this.#numbers && typeof value !== 'number') this.#widen()
    ;(this.#pages[at >>> PAGE_BITS] as V[])[at & (PAGE - 1)] = value
  }

  /** The first place of a new queue. */
  begin(): number {
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#end % PAGE === 0) {
      this.#pages.push(this.#numbers ? new Float64Array(PAGE) : new Array<V>(PAGE))
      this.#next.push(new Int32Array(PAGE / CHUNK))
    }
    const at = this.#end
    this.#end += CHUNK
    return at
  }

  /** A new place behind the last one of a queue. */
  extend(last: number): number {
    if ((last & LAST) !== LAST) return last + 1
    const at = this.begin()
    ;(this.#next[last >>> PAGE_BITS] as Int32Array)[(last & (PAGE - 1)) >>> CHUNK_BITS] = at
    return at
  }

  /** The place behind `at` in its queue. */
  after(at: number): number {
    if ((at & LAST) !== LAST) return at + 1
    return (this.#next[at >>> PAGE_BITS] as Int32Array)[(at & (PAGE - 1)) >>> CHUNK_BITS] as number
  }

  /** Give up the first place of a queue. `last` says that there is none behind it. */
  leave(at: number, last: boolean): void {
    if (!this.#numbers) (this.#pages[at >>> PAGE_BITS] as (V | undefined)[])[at & (PAGE - 1)] = undefined
    if (last || (at & LAST) === LAST) this.#free.push(at & ~LAST)
  }

  #widen(): void {
    this.#numbers = false
    for (const [i, page] of this.#pages.entries()) this.#pages[i] = Array.from(page as V[])
  }
}
