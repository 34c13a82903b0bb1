import { StreamError } from '../../kernel/errors.ts'
import { type Frame, type FrameHead, HEAD, seal } from './frame.ts'

/** The two sides of pairs: the first `length` items of lists that may be longer. */
export interface Sides {
  readonly keys: ArrayLike<unknown>
  readonly values: ArrayLike<unknown>
  readonly length: number
}

/** Where the bytes of a frame lie. */
export interface Placement {
  /** In a SharedArrayBuffer, which several threads can read at once. Default: an ArrayBuffer, to be transferred. */
  readonly shared?: boolean | undefined
}

/** Memory that is kept for the next frame; what a larger one needs goes with it. */
const KEPT = 8 << 20
const FIRST = 64 << 10
/** Lists for so many pairs are kept as well: to make them anew takes longer than to fill them. */
const KEPT_PAIRS = 1 << 18
/** The longest frame, in bytes: what a length of 32 bits can say, and what every buffer of Node can be. */
const LONGEST = 2 ** 31 - 1

/**
 * Where a frame is put together: memory that doubles when it is short of room, and that serves one frame after another.
 * The finished frame is copied out of it, exactly as long as it is, so nothing has to be known before the last record
 * was seen.
 */
export class FrameWriter {
  /** The bytes so far, and room behind them. Changes whenever room is made. */
  bytes: Buffer<ArrayBuffer> = Buffer.from(new ArrayBuffer(FIRST))
  /** Where the next byte goes. */
  at = HEAD
  readonly #longest: number
  #keys: unknown[] = []
  #values: unknown[] = []
  #pairs = 0

  constructor(longest = LONGEST) {
    this.#longest = longest
  }

  /** Have room for `length` bytes at `at`. Errors: E_ARGUMENT when the frame would be too long. */
  room(length: number): void {
    const needed = this.at + length + 8
    if (needed <= this.bytes.length) return
    if (needed > this.#longest) throw tooLong(needed, this.#longest)
    const wider = Buffer.from(new ArrayBuffer(Math.min(this.#longest, Math.max(needed, this.bytes.length * 2))))
    this.bytes.copy(wider, 0, 0, this.at)
    this.bytes = wider
  }

  u32(value: number): void {
    this.room(4)
    this.at = this.bytes.writeUInt32LE(value, this.at)
  }

  append(bytes: Uint8Array): void {
    this.room(bytes.length)
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }

  /** Go on at the next multiple of 8, with zeros up to there. */
  align(): void {
    this.room(8)
    const end = (this.at + 7) & ~7
    this.bytes.fill(0, this.at, end)
    this.at = end
  }

  /** The two sides of `pairs`, until the writer is cleared. */
  sides(pairs: readonly (readonly [unknown, unknown])[]): Sides {
    const [keys, values, { length }] = [this.#keys, this.#values, pairs]
    this.#pairs = length
    for (let i = keys.length; i < length; i++) {
      keys.push(undefined)
      values.push(undefined)
    }
    for (let i = 0; i < length; i++) {
      const pair = pairs[i] as readonly [unknown, unknown]
      keys[i] = pair[0]
      values[i] = pair[1]
    }
    return { keys, values, length }
  }

  finish(head: FrameHead, { shared = false }: Placement): Frame {
    const frame = new Uint8Array(shared ? new SharedArrayBuffer(this.at) : new ArrayBuffer(this.at))
    frame.set(this.bytes.subarray(0, this.at))
    seal(frame, head)
    return frame
  }

  /** Begin anew, and hold on to nothing. */
  clear(): void {
    this.at = HEAD
    this.#keys.fill(undefined, 0, this.#pairs)
    this.#values.fill(undefined, 0, this.#pairs)
    if (this.#pairs > KEPT_PAIRS) [this.#keys, this.#values] = [[], []]
    this.#pairs = 0
    if (this.bytes.length > KEPT) this.bytes = Buffer.from(new ArrayBuffer(FIRST))
  }
}

let idle: FrameWriter | undefined = new FrameWriter()

/** Put a frame together in the memory that the thread keeps for it. */
export function writing<T>(write: (writer: FrameWriter) => T): T {
  // A getter of a record might make a frame of its own meanwhile.
  const writer = idle ?? new FrameWriter()
  idle = undefined
  try {
    return write(writer)
  } finally {
    writer.clear()
    idle = writer
  }
}

const tooLong = (bytes: number, longest: number): StreamError =>
  new StreamError('E_ARGUMENT', `the records of one task for another need ${bytes} bytes, and ${longest} can be sent`, {
    hint: 'Use more partitions, so that each has fewer records.',
  })
