import { StreamError } from '../../kernel/errors.ts'
import type { Files } from '../../storage/files.ts'
import { joinPath } from '../../storage/files.ts'
import { framesOf, recordsOf } from './frames.ts'

/**
 * A private directory for blocks that do not fit into memory: made when the first one comes, removed with all that is in
 * it at the end. Files hold the frames of kernel/codec.ts.
 *
 * Making the directory takes a turn of the event loop, and tasks cannot wait; so until `open` has been awaited there is
 * none, and a block has to stay in memory for that long.
 */
export class SpillDirectory {
  readonly #files: Files
  readonly #under: string | undefined
  /** Bytes of each file that is there: what is cut off between two frames cannot be told by its frames. */
  readonly #sizes = new Map<string, number>()
  #path: string | undefined
  #opening: Promise<void> | undefined
  #names = 0
  #closed = false

  constructor(files: Files, under: string | undefined) {
    this.#files = files
    this.#under = under
  }

  get isOpen(): boolean {
    return this.#path !== undefined && !this.#closed
  }

  /** Make the directory, once. Rejects with the system's error; the next call tries again. */
  open(): Promise<void> {
    this.#opening ??= this.#make().catch((error) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  /** Write records to a file of their own and answer its path. What a failed write left is removed. */
  write(records: readonly unknown[]): string {
    if (this.#path === undefined)
      throw new StreamError('BUG_INVARIANT', 'a block was spilled before there was a place for it')
    const path = joinPath(this.#path, `block-${this.#names++}`)
    const file = this.#files.create(path, { exclusive: true })
    try {
      for (const frame of framesOf(records)) file.append(frame)
      this.#sizes.set(path, file.size)
    } catch (error) {
      this.remove(path)
      throw error
    } finally {
      file.close()
    }
    return path
  }

  /** Errors: STATE_CORRUPT, or the system's error. */
  read(path: string): unknown[] {
    const file = this.#files.open(path)
    try {
      const bytes = new Uint8Array(file.size)
      const records = recordsOf(bytes.subarray(0, file.read(bytes, 0)), path)
      const size = this.#sizes.get(path)
      if (size === file.size) return records
      throw new StreamError('STATE_CORRUPT', `the file has ${file.size} bytes and not ${size}`, { at: path })
    } finally {
      file.close()
    }
  }

  /** Harmless when it fails: the whole directory goes in the end. */
  remove(path: string): void {
    this.#sizes.delete(path)
    void this.#files.remove(path).catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#opening?.catch(() => undefined)
    if (this.#path !== undefined) await this.#files.remove(this.#path)
  }

  async #make(): Promise<void> {
    if (this.#under !== undefined) await this.#files.makeDirectory(this.#under)
    this.#path = await this.#files.temporaryDirectory('millstream-blocks-', this.#under)
  }
}
