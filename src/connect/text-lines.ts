import type { Pages } from '../kernel/bytes/pages.ts'
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

const [LF, CR] = [0x0a, 0x0d]

class TextLines implements Decoder<string> {
  readonly #splitter: LineSplitter
  readonly #maxBytes: number
  readonly #leastBlock: number
  #refusal: StreamError | undefined
  /** The line that has no end yet, where it lies in a page. */
  #open: Buffer | undefined
  #pages: Pages | undefined

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

  /**
   * What completes a line that began earlier is for the splitter, and so are few bytes; what is between is a block. The line
   * that has no end yet stays where it lies: often the bytes behind it are read right behind it.
   */
  pieces(bytes: Uint8Array, pages?: Pages): readonly (string | TextBlock)[] {
    const isHeld = pages?.has(bytes) === true
    const all = this.#behindOpen(asBuffer(bytes))
    const first = this.#splitter.isBetween ? 0 : all.indexOf(LF) + 1
    const last = all.lastIndexOf(LF) + 1
    const block = last - first < this.#leastBlock ? undefined : this.#block(all.subarray(first, last), isHeld)
    const lines = this.#splitter.push(all.subarray(0, block === undefined ? last : first))
    const rest = this.#keepOpen(all.subarray(last), isHeld ? pages : undefined)
    if (block === undefined) return lines.concat(rest)
    pages?.hold(block.bytes)
    return [...lines, block, ...rest]
  }

  /** Undefined when a line in it is too long. */
  #block(bytes: Buffer, isHeld: boolean): TextBlock | undefined {
    const block = new TextBlock(isHeld ? bytes : Buffer.from(bytes))
    return bytes.length > this.#maxBytes && block.longest > this.#maxBytes ? undefined : block
  }

  /** The bytes with the open line in front of them, when it lies there; else the splitter gets that line first. */
  #behindOpen(bytes: Buffer): Buffer {
    const open = this.#open
    if (open === undefined) return bytes
    const isNext = open.buffer === bytes.buffer && open.byteOffset + open.length === bytes.byteOffset
    if (!isNext) this.#splitter.push(open)
    this.close()
    return isNext ? Buffer.from(open.buffer, open.byteOffset, open.length + bytes.length) : bytes
  }

  /** Leave what may be the beginning of a line where it lies; answers the lines that it makes if it is not that alone. */
  #keepOpen(rest: Buffer, pages: Pages | undefined): string[] {
    const mayLie = pages !== undefined && rest.length > 0 && rest.length <= this.#maxBytes && this.#splitter.isBetween
    if (!mayLie || rest.includes(CR)) return this.#splitter.push(rest)
    pages.hold(rest)
    this.#pages = pages
    this.#open = rest
    return []
  }

  end(): string[] {
    const open = this.#open
    const lines = open === undefined ? [] : this.#splitter.push(open)
    this.close()
    return lines.concat(this.#splitter.flush())
  }

  close(): void {
    if (this.#open !== undefined) this.#pages?.free(this.#open)
    this.#open = undefined
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
