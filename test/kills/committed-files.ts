import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entriesOf } from '../../src/storage/manifest/blocks.ts'
import { nodeFiles } from '../../src/storage/node-files.ts'
import type { OutputArgs, Sink, Visible } from './sinks.ts'

/** The files of a file sink, as somebody reads them who follows its manifest. */
export class CommittedFiles implements Sink {
  readonly args: OutputArgs
  readonly #directory: string
  /** By name, the text of each file that was committed. */
  readonly #texts = new Map<string, string>()
  readonly #times: number[] = []

  constructor(directory: string) {
    this.#directory = directory
    this.args = { kind: 'files', directory }
  }

  /** Times of batches, in the order in which they were committed. */
  get times(): readonly number[] {
    return this.#times
  }

  look(): readonly Visible[] {
    if (!existsSync(this.#directory)) return []
    const seen: Visible[] = []
    for (const { position, batchTime, files } of entriesOf(nodeFiles, this.#directory, this.#times.length)) {
      if (position !== this.#times.length) throw new Error(`entry ${position} came where ${this.#times.length} belongs`)
      const last = this.#times.at(-1) ?? Number.NEGATIVE_INFINITY
      if (batchTime <= last) throw new Error(`batch ${batchTime} was committed behind batch ${last}`)
      this.#times.push(batchTime)
      for (const { name, records } of files) {
        const lines = this.#read(name)
        if (lines.length !== records)
          throw new Error(`${name} has ${lines.length} records, and ${records} were committed`)
        for (const line of lines) seen.push({ line, where: name })
      }
    }
    return seen
  }

  #read(name: string): readonly string[] {
    const text = readFileSync(join(this.#directory, name), 'utf8')
    this.#texts.set(name, text)
    return text.split('\n').slice(0, -1)
  }

  /** All files are as they were when they were committed, and there are no others. */
  check(): void {
    for (const [name, text] of this.#texts)
      if (readFileSync(join(this.#directory, name), 'utf8') !== text) throw new Error(`${name} has changed`)
    const others = readdirSync(this.#directory).filter((name) => !name.startsWith('_') && !this.#texts.has(name))
    if (others.length > 0) throw new Error(`${others} are there and were never committed`)
  }

  close(): void {}
}
