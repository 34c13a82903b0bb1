import { CR, LF, MOST_WORDS, type WordTable } from './word-table.ts'

/** What words.as exports: places are addresses in its memory. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  begin(seed: number): number
  input(): number
  inputBytes(): number
  counts(): number
  ends(): number
  counted(): number
  bytes(): number
  sizeOf(): number
  countedOf(): number
  count(length: number, separator: number, last: number): number
  reset(): void
  clear(): void
}

/** What the language has, declared here because its types come with those of browsers. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (code: object, imports: object) => { readonly exports: unknown }
}

/** Undefined in a process that was started without it. */
const { WebAssembly: wasm } = globalThis as { readonly WebAssembly?: Wasm }

/** The module of `bytes`; undefined where the process has no WebAssembly, or none that can do what the module needs. */
export function compiled(bytes: Uint8Array): object | undefined {
  try {
    return wasm && new wasm.Module(bytes)
  } catch {
    return undefined
  }
}

/** What an instance of a module exports. Throws when there is not enough memory. */
export const instanceOf = (code: object): unknown => new (wasm as Wasm).Instance(code, {}).exports

/** The table in WebAssembly. The text is copied into its memory piece by piece, which costs little beside the rest. */
export class WasmWords implements WordTable {
  readonly kind = 'wasm'
  readonly counts: Int32Array
  readonly ends: Int32Array
  readonly bytes: Buffer
  readonly #words: Exports
  readonly #input: Buffer
  readonly #counted: Int32Array

  /** `code` is what words.as was compiled to. Throws when there is not enough memory. */
  constructor(code: object, seed: number) {
    const words = instanceOf(code) as Exports
    if (words.begin(seed) === 0) throw new RangeError('no memory for a table of words')
    // All of the memory is there now, so views of it stay good.
    const memory = words.memory.buffer
    this.#words = words
    this.#input = Buffer.from(memory, words.input(), words.inputBytes())
    this.counts = new Int32Array(memory, words.counts(), MOST_WORDS)
    this.ends = new Int32Array(memory, words.ends(), MOST_WORDS)
    this.bytes = Buffer.from(memory, words.bytes())
    this.#counted = new Int32Array(memory, words.counted(), MOST_WORDS)
  }

  get size(): number {
    return this.#words.sizeOf()
  }

  counted(): Int32Array {
    return this.#counted.subarray(0, this.#words.countedOf())
  }

  count(text: Buffer, start: number, end: number, separator: number, last: boolean): number {
    let at = start
    do {
      const stop = this.#pieceEnd(text, at, end, separator)
      if (stop < 0) return at
      text.copy(this.#input, 0, at, stop)
      const came = this.#words.count(stop - at, separator, last && stop === end ? 1 : 0)
      if (came >= 0) return at + came
      at = stop
    } while (at < end)
    return -1
  }

  reset(): void {
    this.#words.reset()
  }

  clear(): void {
    this.#words.clear()
  }

  /** The end of a piece that fits the input and cuts no word and no \r\n; −1 when the first word is longer than that. */
  #pieceEnd(text: Buffer, at: number, end: number, separator: number): number {
    const most = this.#input.length
    if (end - at <= most) return end
    for (let stop = at + most; stop > at; stop--) {
      const byte = text[stop - 1]
      if (byte === separator || byte === LF || (byte === CR && text[stop] !== LF)) return stop
    }
    return -1
  }
}
