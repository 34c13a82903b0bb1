import { StreamError } from '../kernel/errors.ts'
import { printable } from '../kernel/show.ts'
import type { Site } from '../kernel/site.ts'
import { copy } from '../storage/copy.ts'
import { baseName, type Files, joinPath } from '../storage/files.ts'
import { inputError } from '../storage/input-errors.ts'
import { localPath } from '../storage/local-path.ts'

/** The files that a context was given for its tasks, as copies in a directory of their own. */
export class AddedFiles {
  readonly #files: Files
  readonly #under: string | undefined
  /** What was added, by the name that tasks know it by. */
  readonly #sources = new Map<string, { readonly path: string; readonly copied: Promise<void> }>()
  #making: Promise<string> | undefined
  #root: string | undefined

  constructor(files: Files, under: string | undefined) {
    this.#files = files
    this.#under = under
  }

  get root(): string | undefined {
    return this.#root
  }

  /** Copy what is at `given`. The same path again is the same file, even when it has changed since. */
  add(given: string, recursive: boolean, site: Site): Promise<void> {
    const path = localPath(given).replace(/(?<=.)\/+$/, '')
    const name = baseName(path)
    const known = this.#sources.get(name)
    if (known?.path === path) return known.copied
    if (known !== undefined) throw taken(name, known.path, site)
    const copied = this.#copy(path, name, recursive, site)
    this.#sources.set(name, { path, copied })
    // A file that could not be copied may be added again.
    copied.catch(() => this.#sources.delete(name))
    return copied
  }

  async #copy(path: string, name: string, recursive: boolean, site: Site): Promise<void> {
    const kind = (await this.#files.stat(path))?.kind
    if (kind === 'directory' && !recursive) throw isDirectory(path, site)
    this.#making ??= this.#files.temporaryDirectory('millstream-files-', this.#under)
    this.#root = await this.#making
    latest = this
    try {
      await copy(this.#files, path, joinPath(this.#root, name))
    } catch (error) {
      await this.#files.remove(joinPath(this.#root, name))
      throw inputError(path, error)
    }
  }

  /** Remove the copies. */
  async remove(): Promise<void> {
    if (latest === this) latest = undefined
    if (this.#making !== undefined) await this.#files.remove(await this.#making)
  }
}

/** Spark has one context a process; of several, the one that added a file last is meant. */
let latest: AddedFiles | undefined

/**
 * Where tasks find the files that were given to `sc.addFile`.
 *
 * Source    Spark's SparkFiles
 */
export const SparkFiles = Object.freeze({
  /**
   * The path of a file that was added, by the last part of the path it was added from.
   *
   * Errors    E_ARGUMENT when no file was added
   */
  get: (name: string): string => joinPath(SparkFiles.getRootDirectory(), name),

  /**
   * The directory of the files that were added.
   *
   * Errors    E_ARGUMENT when no file was added
   */
  getRootDirectory(): string {
    if (latest?.root !== undefined) return latest.root
    throw new StreamError('E_ARGUMENT', 'no file was added to a running context', {
      hint: 'Call await sc.addFile(path) before the job.',
    })
  },
})

const taken = (name: string, path: string, site: Site): StreamError =>
  new StreamError('E_ARGUMENT', `a file of the name ${printable(name)} was added already: ${printable(path)}`, {
    at: String(site),
    hint: 'Give the file another name.',
  })

const isDirectory = (path: string, site: Site): StreamError =>
  new StreamError('E_ARGUMENT', `${printable(path)} is a directory`, {
    at: String(site),
    hint: 'Add it with addFile(path, true).',
  })
