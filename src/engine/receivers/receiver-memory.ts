/**
 * The bytes that all receivers of an engine may hold until their batches are done.
 *
 * Half of them are divided evenly: so much each receiver may have, whatever the others do. The other half is for who needs
 * it first. A receiver that has its part, when the other half is used up, has to wait, and may go on when a quarter of
 * what made it wait is free again. One that holds nothing never waits, so a batch comes on however small the limit is.
 */
export class ReceiverMemory {
  readonly #limit: number
  readonly #shares = new Set<Share>()
  readonly #blocks = new Map<string, { readonly share: Share; readonly bytes: number }>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The part of one receiver; `open` says the bytes that it has in no block yet. */
  open(open: () => number): Share {
    const share = new Share(this, open)
    this.#shares.add(share)
    return share
  }

  /** Bytes that all receivers hold. */
  get held(): number {
    let held = 0
    for (const share of this.#shares) held += share.held
    return held
  }

  /** True when so much is held that somebody must have gone on instead of waiting. */
  get isOverrun(): boolean {
    return this.held > this.#limit + SLACK
  }

  /** What one receiver may hold whatever the others do. */
  get part(): number {
    return this.#limit / 2 / Math.max(1, this.#shares.size)
  }

  /** How much is used of what is for who needs it first: from 0 to 1, or more. */
  get common(): number {
    const { part } = this
    let used = 0
    for (const share of this.#shares) used += Math.max(0, share.held - part)
    return this.#limit === 0 ? 1 : used / (this.#limit / 2)
  }

  /** Block `id` of a receiver holds `bytes` until it is let go. */
  hold(share: Share, id: string, size: number): void {
    const bytes = share.blocks < MANY_BLOCKS ? size : Math.max(size, LEAST_BYTES)
    share.inBlocks += bytes
    share.blocks++
    this.#blocks.set(id, { share, bytes })
  }

  /** Harmless for a block that holds nothing any more. */
  letGo(id: string): void {
    const block = this.#blocks.get(id)
    if (block === undefined) return
    this.#blocks.delete(id)
    block.share.inBlocks -= block.bytes
    block.share.blocks--
    for (const share of this.#shares) share.look()
  }

  close(share: Share): void {
    this.#shares.delete(share)
    for (const other of this.#shares) other.look()
  }
}

/** When a receiver holds so many blocks, what is known of a further one counts as well: */
const MANY_BLOCKS = 1024
/** it counts for so many bytes at least, however few records it has. */
const LEAST_BYTES = 512

/** A read, or a block under construction, that came when there was just room. */
const SLACK = 32 * 1024 * 1024

/** What one receiver holds of the memory. */
export class Share {
  inBlocks = 0
  blocks = 0
  readonly #memory: ReceiverMemory
  readonly #open: () => number
  #isFull = false
  #waiting: (() => void)[] = []

  constructor(memory: ReceiverMemory, open: () => number) {
    this.#memory = memory
    this.#open = open
  }

  get held(): number {
    return this.inBlocks + this.#open()
  }

  /** True when the receiver should wait for `room`. */
  get isFull(): boolean {
    const { held } = this
    const { part } = this.#memory
    if (held === 0) this.#isFull = false
    else if (held >= part) this.#isFull = this.#memory.common >= (this.#isFull ? 0.5 : 1)
    else if (held <= part * 0.75) this.#isFull = false
    return this.#isFull
  }

  /** Resolves when the share is not full. */
  room(): Promise<void> {
    if (!this.isFull) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Let go of who waits, if there is room. */
  look(): void {
    if (this.#waiting.length > 0 && !this.isFull) this.#wake()
  }

  close(): void {
    this.#memory.close(this)
    this.#wake()
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
