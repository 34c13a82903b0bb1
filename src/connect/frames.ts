import { StreamError } from '../kernel/errors.ts'
import type { Decoder, Decoding } from './decoder.ts'

/**
 * Frames that are not looked into. A record is the payload of one:
 *
 *     frame  := length payload
 *     length := u32, big endian                   of the payload in bytes, at most `maxBytes`
 */
export const frames = (maxBytes: number): Decoding<Uint8Array> => ({ create: () => new Frames(maxBytes) })

const LENGTH = 4

class Frames implements Decoder<Uint8Array> {
  readonly #maxBytes: number
  // The frame that is not complete, in pieces: put together once, when it is, and not again for each piece.
  #pieces: Uint8Array[] = []
  #have = 0
  #needed = LENGTH
  readonly copies = true
  refusal: StreamError | undefined

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  decode(bytes: Uint8Array): Uint8Array[] {
    this.#hold(new Uint8Array(bytes))
    if (this.#have < this.#needed || this.refusal !== undefined) return []
    const held = Buffer.concat(this.#pieces, this.#have)
    this.#pieces = []
    this.#have = 0
    const payloads: Uint8Array[] = []
    this.#hold(this.#cut(held, payloads))
    return payloads
  }

  /** Take the complete frames off the front; answers the rest. */
  #cut(held: Buffer, payloads: Uint8Array[]): Uint8Array {
    for (let rest = held; ; rest = rest.subarray(this.#needed)) {
      this.#needed = LENGTH
      if (rest.length < LENGTH) return rest
      const length = rest.readUInt32BE(0)
      if (length > this.#maxBytes) return this.#refuse(length)
      this.#needed = LENGTH + length
      if (rest.length < this.#needed) return rest
      payloads.push(rest.subarray(LENGTH, this.#needed))
    }
  }

  #hold(piece: Uint8Array): void {
    if (piece.length === 0) return
    this.#pieces.push(piece)
    this.#have += piece.length
  }

  #refuse(length: number): Uint8Array {
    this.refusal = new StreamError('CONN_LINE_TOO_LONG', `a frame says that it has ${length} bytes`, {
      hint: `The limit is ${this.#maxBytes}: set maxFrameBytes if frames may be that long.`,
      retryable: true,
    })
    return new Uint8Array()
  }
}
