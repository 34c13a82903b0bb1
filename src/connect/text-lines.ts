import { TextBlock } from '../kernel/bytes/text-block.ts'
import { StreamError } from '../kernel/errors.ts'
import { LineSplitter } from '../kernel/line-splitter.ts'
import type { Decoder, Decoding } from './decoder.ts'

/** Of fewer bytes the lines are made at once: a block of its own for some lines would cost more. */
const LEAST_BLOCK = 4096

/**
 * Lines of UTF-8 text, ended by `\n`, `\r\n` or a lone `\r`, of at most `maxBytes` each. Where bytes may stay bytes, runs
 * of whole lines of at least `leastBlock` bytes do.
 */
export const textLines = (maxBytes: number, leastBlock = LEAST_BLOCK): Decoding<string> => ({
  create: () => new TextLines(maxBytes, leastBlock),
})

const LF = 0x0a

class TextLines implements Decoder<string> {
  readonly #splitter: LineSplitter
  readonly #maxBytes: number
  readonly #leastBlock: number
  #refusal: StreamError | undefined

  constructor(maxBytes: number, leastBlock: number) {
    this.#maxBytes = maxBytes
    this.#leastBlock = leastBlock
    this.#splitter = new LineSplitter({
      maxLineBytes: maxBytes,
      tooLong: () => {
        this.#refusal ??= new StreamError('CONN_LINE_TOO_LONG', `a line has more than ${maxBytes} bytes`, {
          hint: 'Set maxLineBytes if lines may be that long.',
          retryable: true,
        })
      },
    })
  }

  get refusal(): StreamError | undefined {
    return this.#refusal
  }

  decode(bytes: Uint8Array): string[] {
    return this.#splitter.push(bytes)
  }

  /** The line that began earlier and the lines behind the last \n are for the splitter; what is between is a block. */
  pieces(bytes: Uint8Array): readonly (string | TextBlock)[] {
    const first = bytes.indexOf(LF) + 1
    const last = bytes.lastIndexOf(LF) + 1
    if (last - first < this.#leastBlock) return this.decode(bytes)
    const block = new TextBlock(Buffer.from(bytes.subarray(first, last)))
    if (block.bytes.length > this.#maxBytes && block.longest > this.#maxBytes) return this.decode(bytes)
    const before = this.#splitter.push(bytes.subarray(0, first))
    return [...before, block, ...this.#splitter.push(bytes.subarray(last))]
  }

  end(): string[] {
    return this.#splitter.flush()
  }
}
