import { StreamError } from '../kernel/errors.ts'
import { LineSplitter } from '../kernel/line-splitter.ts'
import type { Decoder, Decoding } from './decoder.ts'

/** Lines of UTF-8 text, ended by `\n`, `\r\n` or a lone `\r`, of at most `maxBytes` each. */
export const textLines = (maxBytes: number): Decoding<string> => ({ create: () => new TextLines(maxBytes) })

class TextLines implements Decoder<string> {
  readonly #splitter: LineSplitter
  #refusal: StreamError | undefined

  constructor(maxBytes: number) {
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

  end(): string[] {
    return this.#splitter.flush()
  }
}
