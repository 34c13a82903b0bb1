/** What is known of a splitter's stream of bytes. */
export interface LineLimits {
  /** A longer line is refused; its end is not counted. */
  readonly maxLineBytes: number
  /** Called with how many bytes of the line were seen; it throws, or the line is dropped up to its end. */
  tooLong(bytes: number): void
}

const [LF, CR] = [0x0a, 0x0d]

/**
 * Cuts a stream of bytes into lines of text as the bytes come.
 *
 * A line ends with \n, \r\n or a lone \r; its end is no part of it. Bytes are UTF-8; what is not becomes U+FFFD. A line
 * is made when its end is there: all lines of a push are decoded at once, and nothing of the pushed bytes is kept.
 */
export class LineSplitter {
  readonly #limits: LineLimits
  #rest: Uint8Array[] = []
  #restBytes = 0
  /** The last line ended with \r, so a \n that comes next is part of its end. */
  #afterReturn = false
  /** The line was too long: what comes up to its end is not kept. */
  #dropping = false

  constructor(limits: LineLimits) {
    this.#limits = limits
  }

  /** The lines that `bytes` complete. */
  push(bytes: Uint8Array): string[] {
    let block = asBuffer(bytes)
    if (this.#afterReturn && block.length > 0) {
      this.#afterReturn = false
      if (block[0] === LF) block = block.subarray(1)
    }
    const end = lastLineEnd(block)
    const lines = end === 0 ? [] : this.#complete(block, end)
    this.#keep(block.subarray(end))
    return lines
  }

  /** The line that had no end when the bytes ended, if there is one. */
  flush(): string[] {
    const lines = this.#restBytes === 0 || this.#dropping ? [] : [decode(this.#takeRest())]
    this.#takeRest()
    this.#dropping = false
    this.#afterReturn = false
    return lines
  }

  /** True between two lines: what comes next begins one. */
  get isBetween(): boolean {
    return this.#restBytes === 0 && !this.#dropping && !this.#afterReturn
  }

  /** Bytes of the line whose end has not come. */
  get pending(): number {
    return this.#restBytes
  }

  #complete(block: Buffer, end: number): string[] {
    this.#afterReturn = end === block.length && block[end - 1] === CR
    if (this.#restBytes === 0 && !this.#dropping) return this.#split(block.subarray(0, end))
    // The line that began earlier is decoded for itself, the others without being moved.
    const first = nextLineEnd(block, 0)
    this.#keep(block.subarray(0, first.text))
    const lines = this.#dropping ? [] : [decode(this.#takeRest())]
    this.#takeRest()
    this.#dropping = false
    return first.next < end ? lines.concat(this.#split(block.subarray(first.next, end))) : lines
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#restBytes += bytes.length
    if (this.#dropping) return
    if (this.#restBytes <= this.#limits.maxLineBytes) {
      this.#rest.push(Buffer.from(bytes))
      return
    }
    this.#rest = []
    this.#dropping = true
    this.#limits.tooLong(this.#restBytes)
  }

  #takeRest(): Buffer {
    const rest = this.#rest.length === 1 ? (this.#rest[0] as Buffer) : Buffer.concat(this.#rest)
    this.#rest = []
    this.#restBytes = 0
    return rest
  }

  /** The lines of bytes that end with a line's end. */
  #split(bytes: Buffer): string[] {
    if (bytes.length > this.#limits.maxLineBytes && !this.#allShort(bytes)) return this.#shortOnes(bytes)
    return splitText(decode(bytes), bytes.includes(CR))
  }

  #allShort(bytes: Buffer): boolean {
    for (let at = 0; at < bytes.length; ) {
      const { text, next } = nextLineEnd(bytes, at)
      if (text - at > this.#limits.maxLineBytes) return false
      at = next
    }
    return true
  }

  #shortOnes(bytes: Buffer): string[] {
    const lines: string[] = []
    for (let at = 0; at < bytes.length; ) {
      const { text, next } = nextLineEnd(bytes, at)
      if (text - at > this.#limits.maxLineBytes) this.#limits.tooLong(text - at)
      else lines.push(decode(bytes.subarray(at, text)))
      at = next
    }
    return lines
  }
}

/**
 * Where the first line that ends at or behind `from` ends: `text` is the offset of its end mark, `next` the one behind it.
 * Both are the length of `bytes` when there is no end.
 */
export function nextLineEnd(bytes: Buffer, from: number): { text: number; next: number } {
  const feed = bytes.indexOf(LF, from)
  const bound = feed < 0 ? bytes.length : feed
  const turn = bytes.subarray(from, bound).indexOf(CR)
  if (turn < 0) return { text: bound, next: Math.min(bytes.length, bound + 1) }
  const text = from + turn
  return { text, next: bytes[text + 1] === LF ? text + 2 : text + 1 }
}

/** The offset behind the last line end of `bytes`; 0 when there is none. */
function lastLineEnd(bytes: Buffer): number {
  const feed = bytes.lastIndexOf(LF) + 1
  if (feed === bytes.length) return feed
  const turn = bytes.subarray(feed).lastIndexOf(CR)
  return turn < 0 ? feed : feed + turn + 1
}

/** The lines of bytes that are whole lines; the last one may have no end. */
export function textLines(bytes: Buffer): string[] {
  if (bytes.length === 0) return []
  const text = decode(bytes)
  const last = bytes[bytes.length - 1]
  return splitText(last === LF || last === CR ? text : `${text}\n`, bytes.includes(CR))
}

/** The lines of a text that ends with a line's end. */
function splitText(text: string, returns: boolean): string[] {
  const lines = !returns ? text.split('\n') : LONE_RETURN.test(text) ? text.split(ANY_END) : feedLines(text)
  lines.pop()
  return lines
}

/** As the general form for a text in which each \r stands before a \n, and some times faster. */
function feedLines(text: string): string[] {
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string
    if (line.charCodeAt(line.length - 1) === CR) lines[i] = line.slice(0, -1)
  }
  return lines
}

const LONE_RETURN = /\r(?!\n)/
const ANY_END = /\r\n|\n|\r/

const decode = (bytes: Buffer): string => bytes.toString('utf8')

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
