import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OutputArgs, Sink, Visible } from './sinks.ts'

/** Files that the program writes itself, one a batch: one that is there never changes. */
export class OwnFiles implements Sink {
  readonly args: OutputArgs
  readonly #directory: string
  readonly #seen = new Map<number, string>()

  constructor(directory: string) {
    mkdirSync(directory)
    this.#directory = directory
    this.args = { kind: 'own', directory }
  }

  look(): readonly Visible[] {
    const batches = readdirSync(this.#directory)
      .filter((name) => !name.endsWith('.tmp'))
      .map(Number)
      .sort((a, b) => a - b)
    return batches.flatMap((batch) => this.#linesOf(batch))
  }

  #linesOf(batch: number): readonly Visible[] {
    const text = readFileSync(join(this.#directory, String(batch)), 'utf8')
    const known = this.#seen.get(batch)
    if (known !== undefined && known !== text) throw new Error(`batch ${batch} was\n${known}\nand then\n${text}`)
    if (known !== undefined) return []
    this.#seen.set(batch, text)
    return text.split('\n').map((line) => ({ line, where: `batch ${batch}` }))
  }

  check(): void {
    this.look()
  }

  close(): void {}
}
