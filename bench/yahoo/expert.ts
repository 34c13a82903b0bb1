import { AdTable, word } from './ad-table.ts'

const [QUOTE, BACKSLASH, CLOSE, LINE_FEED, AD_LENGTH] = [34, 92, 125, 10, 36]
/** The last four bytes of the names that are looked for; `event_type` and `ad_type` differ in their beginning. */
const [AD, TYPE, TIME, VIEW] = ['d_id', 'type', 'time', 'view'].map((name) => word(Buffer.from(name), 0))
const [E, EVENT_TYPE_LENGTH] = [101, 10]

/** The job on bytes: walks over flat objects of strings without escapes, in any order of fields; refuses other lines. */
export class Expert {
  readonly #table: AdTable
  readonly windows = new Map<number, Int32Array>()
  #window = 0
  #counts: Int32Array = new Int32Array(0)
  // Where the values of a line begin, or -1.
  #ad = -1
  #type = -1
  #time = -1

  constructor(table: readonly { ad: string; campaign: string }[]) {
    this.#table = new AdTable(table)
  }

  /** Count the whole lines in from..until. */
  count(bytes: Uint8Array, from: number, until: number): void {
    for (let at = from; at < until; at++) {
      this.#ad = this.#type = this.#time = -1
      let end = this.#field(bytes, at + 1)
      while (bytes[end + 1] !== CLOSE) end = this.#field(bytes, end + 3)
      at = end + 2
      if (bytes[at] !== LINE_FEED || Math.min(this.#ad, this.#type, this.#time) < 0)
        throw new Error('a line of another form')
      if (word(bytes, this.#type) === VIEW) this.#view(bytes)
    }
  }

  /** Take the field whose name begins behind the quote at `from`; answers where the quote behind its value is. */
  #field(bytes: Uint8Array, from: number): number {
    const name = endOfText(bytes, from + 1)
    if (bytes[from] !== QUOTE || bytes[name + 3] !== QUOTE) throw new Error('a value that is no text')
    const value = name + 4
    const end = endOfText(bytes, value)
    const last = word(bytes, name - 4)
    if (last === AD && end - value === AD_LENGTH) this.#ad = value
    else if (last === TYPE && bytes[name - EVENT_TYPE_LENGTH] === E) this.#type = value
    else if (last === TIME) this.#time = value
    return end
  }

  #view(bytes: Uint8Array): void {
    let window = 0
    for (let k = 0; k < 9; k++) window = window * 10 + (bytes[this.#time + k] as number) - 48
    if (window !== this.#window) {
      this.#window = window
      this.#counts = this.windows.get(window) ?? new Int32Array(this.#table.campaigns)
      this.windows.set(window, this.#counts)
    }
    const campaign = this.#table.campaign(bytes, this.#ad)
    this.#counts[campaign] = (this.#counts[campaign] as number) + 1
  }
}

function endOfText(bytes: Uint8Array, from: number): number {
  let at = from
  for (; bytes[at] !== QUOTE; at++)
    if (bytes[at] === BACKSLASH || at >= bytes.length) throw new Error('a text with escapes')
  return at
}
