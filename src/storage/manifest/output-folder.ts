import { StreamError } from '../../kernel/errors.ts'
import { makeDurableDirectory } from '../durable-directory.ts'
import { bytesOf } from '../file-bytes.ts'
import { baseName, type Files, joinPath } from '../files.ts'
import { writeAnew } from '../publish.ts'
import { codeOf } from '../system-error.ts'
import { type Block, blockName, decodeBlock, encodeBlock, type ManifestEntry } from './block.ts'
import { firstsOf, manifestOf, readBlock } from './blocks.ts'
import { requireStaging, stagingOf, takeOver, takeStaging, unlessGone } from './staging.ts'

export interface OutputFolderOptions {
  /** Says whose the folder is, for people. */
  readonly note: object
  /** Entries of the manifest that are kept at least. Default: all. */
  readonly retain?: number | undefined
}

/** A file of a batch, and where a task has written it. */
export interface Staged {
  readonly staged: string
  readonly name: string
}

/** A block takes no more entries, or bytes. */
const [MOST_ENTRIES, MOST_BYTES] = [64, 64 * 1024]

/**
 * The directory of an output, as the run writes it that has taken it last: files appear batch by batch, each batch in
 * the manifest once.
 *
 * State     A commit that has resolved survives a crash. One that failed may have been done; the next run knows
 * Errors    E_OUTPUT_FENCED once a later run has taken the directory; STATE_CORRUPT; the system's own
 * Source    docs/reference/manifest-format.md
 */
export class OutputFolder {
  readonly #files: Files
  readonly #directory: string
  /** The folder of this run: whatever is done to the directory is a rename from or into it. */
  readonly #own: string
  readonly #retain: number
  #firsts: number[]
  /** The last block; undefined before the first, and when it must be read again. */
  #last: Block | undefined
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(files: Files, directory: string, own: string, { retain }: OutputFolderOptions) {
    this.#files = files
    this.#directory = directory
    this.#own = own
    this.#retain = retain ?? Number.POSITIVE_INFINITY
    this.#firsts = []
  }

  /** Take the directory, which is made when it is not there, from all who write to it. */
  static async take(files: Files, directory: string, options: OutputFolderOptions): Promise<OutputFolder> {
    await makeDurableDirectory(files, manifestOf(directory))
    await files.makeDirectory(stagingOf(directory))
    const own = await takeStaging(files, directory, options.note)
    const over = await takeOver(files, directory, own)
    const folder = new OutputFolder(files, directory, own, options)
    await folder.#read()
    for (const path of over) await folder.#clear(path)
    // Should one come back, its batches would not be known any more.
    await files.syncDirectory(stagingOf(directory))
    return folder
  }

  /** Where tasks write what is to be committed: files whose names begin with the time of their batch and a `-`. */
  get staging(): string {
    return this.#own
  }

  /** Put the files of a batch in their places and the batch into the manifest; false when it is there already. */
  commit(entry: ManifestEntry, staged: readonly Staged[]): Promise<boolean> {
    // Batches may overlap, and a block is replaced as a whole.
    const turn = this.#turn.then(() => this.#fenced(() => this.#commit(entry, staged)))
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** Leave nothing of what tasks have written of a batch. */
  async abort(batchTime: number): Promise<void> {
    const left = await this.#files.list(this.#own).catch(unlessGone)
    for (const { name, path } of left ?? []) if (name.startsWith(`${batchTime}-`)) await this.#files.remove(path)
  }

  async #commit(entry: ManifestEntry, staged: readonly Staged[]): Promise<boolean> {
    const files = this.#files
    const last = this.#last ?? (await this.#read())
    if (this.#has(entry.batchTime)) {
      await this.abort(entry.batchTime)
      return false
    }
    const block = withEntry(last, entry)
    const intent = joinPath(this.#own, `${entry.batchTime}.manifest`)
    await writeAnew(this.#files, intent, encodeBlock(block))
    for (const { staged: path, name } of staged) await files.rename(path, joinPath(this.#directory, name))
    await files.syncDirectory(this.#directory)
    // Until it is known how this ends.
    this.#last = undefined
    await files.rename(intent, joinPath(manifestOf(this.#directory), blockName(block.first)))
    await files.syncDirectory(manifestOf(this.#directory))
    this.#last = block
    if (this.#firsts.at(-1) !== block.first) this.#firsts.push(block.first)
    await this.abort(entry.batchTime)
    await this.#forget(block.first + block.entries.length - this.#retain)
    return true
  }

  /** Read what is committed. A run that was killed may have left what no crash would. */
  async #read(): Promise<Block | undefined> {
    await this.#files.syncDirectory(manifestOf(this.#directory))
    this.#firsts = firstsOf(this.#files, this.#directory)
    const first = this.#firsts.at(-1)
    this.#last = first === undefined ? undefined : readBlock(this.#files, this.#directory, first)
    return this.#last
  }

  #has(batchTime: number): boolean {
    if (batchTime > (this.#last?.newest ?? Number.NEGATIVE_INFINITY)) return false
    // Only a batch that is run again comes here, and it is one of the last.
    return this.#firsts.toReversed().some((first) => {
      const block = first === this.#last?.first ? this.#last : readBlock(this.#files, this.#directory, first)
      return block.entries.some((entry) => entry.batchTime === batchTime)
    })
  }

  /** Clear away what an earlier run has left in its folder, and the files of batches that it did not come to commit. */
  async #clear(path: string): Promise<void> {
    const left = await this.#files.list(path).catch(unlessGone)
    for (const { name, path: intent } of left ?? [])
      if (name.endsWith('.manifest')) for (const file of this.#uncommitted(intent)) await this.#takeOut(file)
    await this.#files.remove(path)
  }

  #uncommitted(intent: string): string[] {
    const entry = intended(this.#files, intent)
    if (entry === undefined || this.#has(entry.batchTime)) return []
    return entry.files.map(({ name }) => joinPath(this.#directory, name))
  }

  /** Remove a file of the directory; not as one that was replaced meanwhile. */
  async #takeOut(path: string): Promise<void> {
    const away = joinPath(this.#own, `${baseName(path)}.away`)
    await this.#fenced(() => this.#files.rename(path, away).catch(unlessGone))
    requireStaging(this.#files, this.#directory, this.#own)
    await this.#files.remove(away)
  }

  /** Drop blocks whose entries are all before `position`. */
  async #forget(position: number): Promise<void> {
    while ((this.#firsts[1] ?? Number.POSITIVE_INFINITY) <= position) {
      await this.#takeOut(joinPath(manifestOf(this.#directory), blockName(this.#firsts[0] as number)))
      this.#firsts.shift()
    }
  }

  /** What fails because a later run has taken the folder of this one away says so. */
  async #fenced<R>(act: () => Promise<R>): Promise<R> {
    try {
      return await act()
    } catch (error) {
      requireStaging(this.#files, this.#directory, this.#own)
      throw error
    }
  }
}

/** The block with one more entry, or a new one when it is full. */
function withEntry(last: Block | undefined, entry: ManifestEntry): Block {
  const newest = Math.max(last?.newest ?? entry.batchTime, entry.batchTime)
  if (last === undefined) return { first: 0, entries: [entry], newest }
  const isFull = last.entries.length >= MOST_ENTRIES || encodeBlock(last).length >= MOST_BYTES
  if (isFull) return { first: last.first + last.entries.length, entries: [entry], newest }
  return { ...last, entries: [...last.entries, entry], newest }
}

/** The batch that a run was about to commit; undefined when it had not come so far as to move its files. */
function intended(files: Files, path: string): ManifestEntry | undefined {
  try {
    return decodeBlock(bytesOf(files, path), path).entries.at(-1)
  } catch (error) {
    if (StreamError.is(error) || codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
