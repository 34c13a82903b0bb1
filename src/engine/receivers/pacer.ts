import type { TextBlock } from '../../kernel/bytes/text-block.ts'
import type { Clock } from '../../kernel/clock/clock.ts'
import { Backlog, countOf } from './backlog.ts'
import { MAX_BLOCK_BYTES } from './block-builder.ts'
import { RateLimit } from './rate-limit.ts'

export interface PacerParts<T> {
  readonly clock: Clock
  /** Records a second; undefined and 0 are no limit. */
  readonly rate: () => number | undefined
  /** Takes what is due. */
  readonly give: (pieces: readonly (T | TextBlock)[]) => void
  /** A block of lines is held by one more; or by one less. */
  readonly share: (block: TextBlock) => void
  readonly free: (block: TextBlock) => void
}

/**
 * Hands what a receiver stores on at its rate.
 *
 * A receiver that waits when it is told to is held to its rate exactly: of many records that come at once those are handed
 * on that are due, and the others when they are, so that a batch gets no more than its time allows. That is one read of a
 * socket at most. Of a receiver that does not wait no more than a block is held; beyond it everything goes on at once.
 */
export class Pacer<T> {
  readonly #clock: Clock
  readonly #limit: RateLimit
  readonly #give: (pieces: readonly (T | TextBlock)[]) => void
  readonly #backlog: Backlog<T>
  #waiting: (() => void)[] = []
  #cancel: (() => void) | undefined
  #isClosed = false

  constructor({ clock, rate, give, share, free }: PacerParts<T>) {
    this.#clock = clock
    this.#limit = new RateLimit(clock, rate)
    this.#give = give
    this.#backlog = new Backlog(share, free)
  }

  /** Bytes that are not due yet. */
  get bytes(): number {
    return this.#backlog.bytes
  }

  /** True when records may be stored. */
  get isOpen(): boolean {
    return this.#backlog.count === 0 && this.#limit.wait() === 0
  }

  /** True when there is a rate, or something left of one. */
  get isLimited(): boolean {
    return this.#backlog.count > 0 || this.#limit.room() < Number.POSITIVE_INFINITY
  }

  /** True when something is not due yet: what comes now has to come after it. */
  get isBehind(): boolean {
    return this.#backlog.count > 0
  }

  /** So many records went on by themselves, with nothing before them; false when the next one has to wait. */
  took(count: number): boolean {
    return this.#limit.take(count)
  }

  /** Hand on what is due, and the rest when it is; false when the next has to wait. */
  pieces(pieces: readonly (T | TextBlock)[]): boolean {
    if (this.#backlog.count === 0) {
      const room = this.#limit.room()
      const count = room === Number.POSITIVE_INFINITY ? 0 : total(pieces)
      if (count <= room) {
        this.#give(pieces)
        return this.#limit.take(count)
      }
    }
    this.#backlog.add(pieces)
    if (this.#backlog.bytes > MAX_BLOCK_BYTES) this.flush()
    else this.#pour()
    return this.isOpen
  }

  /** Resolves when records may be stored, or never will be. */
  open(): Promise<void> {
    if (this.isOpen || this.#isClosed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#arm()
    })
  }

  /** The rate is another one: what waits goes by it at once. */
  rateChanged(): void {
    this.#limit.changed()
    this.#pour()
  }

  /** A batch is cut. */
  cut(): void {
    this.#limit.cut()
  }

  /** Hand everything on, due or not; it is paid for later. */
  flush(): void {
    const { count } = this.#backlog
    if (count === 0) return
    this.#give(this.#backlog.take(count))
    this.#limit.take(count)
    this.#arm()
  }

  /** Hand everything on; whoever waits is let go of. */
  close(): void {
    this.flush()
    this.#isClosed = true
    this.#disarm()
    this.#wake()
  }

  #pour(): void {
    const { count } = this.#backlog
    const room = Math.min(count, this.#limit.room())
    if (room > 0) {
      this.#give(this.#backlog.take(room))
      this.#limit.take(room)
    }
    if (this.isOpen) this.#wake()
    this.#arm()
  }

  /** Set an alarm for when something is due that waits, and no other. */
  #arm(): void {
    this.#disarm()
    if (this.#isClosed || (this.#backlog.count === 0 && this.#waiting.length === 0)) return
    this.#cancel = this.#clock.after(this.#limit.wait(), () => {
      this.#cancel = undefined
      this.#limit.goOn()
      this.#pour()
    })
  }

  #disarm(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}

function total(pieces: readonly unknown[]): number {
  let count = 0
  for (let i = 0; i < pieces.length; i++) count += countOf(pieces[i])
  return count
}
