import type { FileStatus, Files } from '../../storage/files.ts'
import { glob, isHidden } from '../../storage/glob.ts'

export interface SelectorOptions {
  /** Directory, or a pattern of directories such as `logs/2017/*`. */
  readonly directory: string
  readonly filter?: ((path: string) => boolean) | undefined
  /** Leave out what was there at the start. */
  readonly newFilesOnly: boolean
  /** How far back a file may have been changed, in ms: a whole number of batches. */
  readonly remember: number
  /** The batch interval, in ms. */
  readonly batch: number
  /** `time`: a file counts if it was changed within `remember`. `name`: if its path was not seen before. */
  readonly trackBy: 'time' | 'name'
}

/** What a look at the directories found: the new files, and how many others were passed over for which reason. */
export interface Selection {
  readonly files: readonly FileStatus[]
  /** Directories that were looked at. */
  readonly directories: number
  /** True when there is something else in their place. */
  readonly other: boolean
  readonly passed: Readonly<Record<Reason, number>>
}

/** Where a selector stands. */
export interface SelectorPosition {
  readonly start: number
  readonly seen: readonly (readonly [path: string, selected: number])[]
  /** Time of the last selection. */
  readonly last: number
}

export type Reason = 'hidden' | 'filtered' | 'too old' | 'in the future' | 'seen'

/**
 * Says which files are new at a batch time.
 *
 *     start        t − remember                t
 *       |───────────────|──────────────────────|────────>  time of the last change
 *            too old    (         new          ]  in the future
 *
 * A file is new when it is directly in one of the directories, its name begins with neither `.` nor `_` (nor ends in
 * `._COPYING_`), it passes the filter, it was changed after the later of `start` and `t − remember` and not after t, and
 * it was not selected before. Each file is selected once, even if it is changed later. By name, the time of the last
 * change only decides whether a file lies in the future.
 *
 * Source    Spark Streaming's FileInputDStream
 */
export class FileSelector {
  readonly #files: Files
  readonly #options: SelectorOptions
  #start = Number.NEGATIVE_INFINITY
  // By time: when each was selected; a name is needed no longer than its file could still count as new.
  // By name: every file that is there; a name is needed as long as its file.
  #seen = new Map<string, number>()
  /** Time of the last selection, or without end: after a pause files are looked for as far back as if there had been none. */
  #last = Number.POSITIVE_INFINITY
  #isRestored = false

  constructor(files: Files, options: SelectorOptions) {
    this.#files = files
    this.#options = options
  }

  /** What it must know to go on in another process, as plain data. */
  get position(): SelectorPosition {
    return { start: this.#start, seen: [...this.#seen], last: this.#last }
  }

  /** Go on from a position; the files of `selections` were selected, too. */
  restore(
    { start, seen, last }: SelectorPosition,
    selections: Iterable<readonly [time: number, paths: string[]]>,
  ): void {
    this.#start = start
    this.#last = last
    this.#seen = new Map(seen)
    for (const [time, paths] of selections) {
      this.#last = this.#last === Number.POSITIVE_INFINITY ? time : Math.max(this.#last, time)
      for (const path of paths) this.#seen.set(path, time)
    }
    this.#isRestored = true
  }

  /** The stream starts at `now`. By name, what is there already is seen. */
  async start(now: number): Promise<void> {
    if (this.#isRestored) return
    const { newFilesOnly, trackBy } = this.#options
    if (!newFilesOnly) return
    if (trackBy === 'time') this.#start = now
    else
      for (const file of await this.#listed((await this.#found()).filter(isDirectory))) this.#seen.set(file.path, now)
  }

  /** Select the new files of the batch of time `t`. Rejects as listing does, and then has selected nothing. */
  async select(t: number): Promise<Selection> {
    const found = await this.#found()
    const directories = found.filter(isDirectory)
    const listed = await this.#listed(directories)
    const oldest = Math.min(t, this.#last + this.#options.batch) - this.#options.remember
    this.#forget(oldest, listed)
    const passed = { hidden: 0, filtered: 0, 'too old': 0, 'in the future': 0, seen: 0 }
    const files = listed.filter((file) => {
      const reason = this.#whyNot(file, t, oldest)
      if (reason !== undefined) passed[reason]++
      return reason === undefined
    })
    for (const { path } of files) this.#seen.set(path, t)
    this.#last = t
    return { files, directories: directories.length, other: found.length > directories.length, passed }
  }

  #whyNot(file: FileStatus, t: number, oldest: number): Reason | undefined {
    if (isHidden(file.name) || file.name.endsWith('._COPYING_')) return 'hidden'
    const modified = Math.floor(file.modified)
    if (modified > t) return 'in the future'
    if (this.#seen.has(file.path)) return 'seen'
    const { trackBy, filter } = this.#options
    if (trackBy === 'time' && modified <= Math.max(this.#start, oldest)) return 'too old'
    return filter !== undefined && !filter(file.path) ? 'filtered' : undefined
  }

  #forget(oldest: number, listed: readonly FileStatus[]): void {
    if (this.#options.trackBy === 'time') {
      for (const [path, selected] of this.#seen) if (selected <= oldest) this.#seen.delete(path)
    } else if (this.#seen.size > 0) {
      const there = new Set(listed.map((file) => file.path))
      for (const path of this.#seen.keys()) if (!there.has(path)) this.#seen.delete(path)
    }
  }

  #found(): Promise<FileStatus[]> {
    return glob(this.#files, this.#options.directory)
  }

  async #listed(directories: readonly FileStatus[]): Promise<FileStatus[]> {
    const lists = await Promise.all(directories.map((directory) => this.#files.list(directory.path)))
    return lists.flat().filter((found) => found.kind === 'file')
  }
}

const isDirectory = (found: FileStatus): boolean => found.kind === 'directory'
