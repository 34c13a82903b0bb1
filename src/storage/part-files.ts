import { createAttempt } from './attempt-file.ts'
import { type Compressor, compressor } from './compress.ts'
import { type Compression, endingFor } from './compression.ts'
import { type Files, joinPath, type WritableFile } from './files.ts'
import { writing, writingSync } from './output-errors.ts'

/** Where parts are kept until the whole job is done; readers pass over it. */
export const TEMPORARY = '_temporary'

/** Text is encoded and written in blocks of at least this many characters. */
const BLOCK = 64 * 1024

/** Name of the file of a partition: `part-00000.gz`. */
export const partName = (partition: number, compression?: Compression): string =>
  `part-${String(partition).padStart(5, '0')}${endingFor(compression)}`

/**
 * One attempt to write the file of a partition, from inside a task: nothing waits but `commit` and `abort`.
 *
 * An attempt writes a file of its own, so attempts cannot disturb each other, nor what is there. `commit` gives the file
 * the name under which the job finds it; the last attempt that commits wins. After an error call `abort`, and nothing is
 * left. Either may be called once; `abort` after `commit` is harmless.
 *
 * Errors    E_OUTPUT_UNWRITABLE when the disk refuses
 */
export class PartFile {
  readonly #files: Files
  readonly #attempt: string
  readonly #committed: string
  readonly #file: WritableFile
  readonly #compressor: Compressor | undefined
  #text = ''
  #done = false

  constructor(files: Files, directory: string, partition: number, compression?: Compression) {
    const temporary = joinPath(directory, TEMPORARY)
    this.#files = files
    this.#committed = joinPath(temporary, partName(partition, compression))
    const { file, path } = writingSync(this.#committed, () => createAttempt(files, this.#committed))
    this.#file = file
    this.#attempt = path
    this.#compressor = compression && compressor(compression)
  }

  /** Write texts, each as a line. */
  writeLines(lines: Iterable<string>): void {
    let text = this.#text
    for (const line of lines) {
      text += line
      text += '\n'
      if (text.length < BLOCK) continue
      this.#write(Buffer.from(text))
      text = ''
    }
    this.#text = text
  }

  /** Write bytes as they are. They are not used any more when this returns, unless the file is compressed. */
  writeBytes(bytes: Uint8Array): void {
    this.#writeText()
    this.#write(bytes)
  }

  async commit(): Promise<void> {
    this.#writeText()
    await writing(this.#committed, async () => {
      const end = this.#compressor?.end()
      if (end !== undefined) this.#file.append(end)
      this.#file.close()
      await this.#files.rename(this.#attempt, this.#committed)
    })
    this.#done = true
  }

  async abort(): Promise<void> {
    if (this.#done) return
    this.#file.close()
    await this.#files.remove(this.#attempt)
  }

  #writeText(): void {
    if (this.#text === '') return
    this.#write(Buffer.from(this.#text))
    this.#text = ''
  }

  #write(bytes: Uint8Array): void {
    const written = this.#compressor === undefined ? bytes : this.#compressor.push(bytes)
    if (written.length > 0) writingSync(this.#committed, () => this.#file.append(written))
  }
}
