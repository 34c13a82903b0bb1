import { createAttempt } from '../../storage/attempt-file.ts'
import { type Compressor, compressor } from '../../storage/compress.ts'
import type { Compression } from '../../storage/compression.ts'
import type { Files, WritableFile } from '../../storage/files.ts'
import { writing, writingSync } from '../../storage/output-errors.ts'

/** Text is encoded and written in blocks of at least this many characters. */
const BLOCK = 64 * 1024

/**
 * A file that a task writes for a batch, under a name that no other try has.
 *
 * Errors    E_OUTPUT_UNWRITABLE when the disk refuses
 */
export class StagedFile {
  readonly path: string
  readonly #files: Files
  readonly #file: WritableFile
  readonly #compressor: Compressor | undefined
  #text = ''
  /** So far: of records alone, and of text before it is compressed. */
  records = 0
  bytes = 0

  constructor(files: Files, name: string, compression: Compression | undefined) {
    const { path, file } = createAttempt(files, name)
    this.path = path
    this.#files = files
    this.#file = file
    this.#compressor = compression && compressor(compression)
  }

  /** Append text that is no record. */
  append(text: string): void {
    this.bytes += Buffer.byteLength(text)
    this.#text += text
    if (this.#text.length >= BLOCK) this.#flush()
  }

  appendRecord(line: string): void {
    this.append(line)
    this.records++
  }

  /** Answers how many bytes the file has, when they survive a crash. */
  async end(): Promise<number> {
    this.#flush()
    const end = this.#compressor?.end()
    return writing(this.path, async () => {
      if (end !== undefined) this.#file.append(end)
      await this.#file.sync()
      this.#file.close()
      return this.#file.size
    })
  }

  /** Leave nothing. */
  async abort(): Promise<void> {
    this.#file.close()
    await this.#files.remove(this.path)
  }

  #flush(): void {
    if (this.#text === '') return
    const bytes = Buffer.from(this.#text)
    this.#text = ''
    const written = this.#compressor === undefined ? bytes : this.#compressor.push(bytes)
    if (written.length > 0) writingSync(this.path, () => this.#file.append(written))
  }
}
