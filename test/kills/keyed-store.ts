import type { Keyed } from 'millstream'
import { LineServer } from './line-server.ts'
import type { OutputArgs, Sink, Visible } from './sinks.ts'

/**
 * A store that puts by id. A line is visible from the first time on that it comes; whoever puts
 * under an id that is taken puts the same again.
 */
export class KeyedStore implements Sink {
  readonly args: OutputArgs
  readonly #server: LineServer
  readonly #lines = new Map<string, string>()
  #fresh: Visible[] = []
  /** The first time that something else came under an id. */
  #wrong: string | undefined
  /** Lines that had come before. */
  repeated = 0

  private constructor(server: LineServer) {
    this.#server = server
    this.args = { kind: 'keyed', port: server.port }
  }

  static async open(): Promise<KeyedStore> {
    const store: KeyedStore = new KeyedStore(
      await LineServer.open((asked, answer) => {
        store.#put(asked)
        answer('')
      }),
    )
    return store
  }

  look(): readonly Visible[] {
    if (this.#wrong !== undefined) throw new Error(this.#wrong)
    const fresh = this.#fresh
    this.#fresh = []
    return fresh
  }

  /** The ids of a partition of a batch count from 0, without gaps: none of its lines came under another partition's. */
  check(): void {
    const sizes = new Map<string, { count: number; next: number }>()
    for (const id of this.#lines.keys()) {
      const end = id.lastIndexOf('/')
      const part = sizes.get(id.slice(0, end)) ?? { count: 0, next: 0 }
      const next = Math.max(part.next, Number(id.slice(end + 1)) + 1)
      sizes.set(id.slice(0, end), { count: part.count + 1, next })
    }
    for (const [key, { count, next }] of sizes)
      if (count !== next) throw new Error(`${key} has ${count} lines, and its last is ${key}/${next - 1}`)
  }

  close(): void {
    this.#server.close()
  }

  #put([id, line]: Keyed<string>): void {
    const before = this.#lines.get(id)
    this.#lines.set(id, line)
    if (before === undefined) this.#fresh.push({ line, where: id })
    else this.repeated++
    if (before !== undefined && before !== line) this.#wrong ??= `${id} was '${before}' and then '${line}'`
  }
}
