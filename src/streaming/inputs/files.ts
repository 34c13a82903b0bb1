import { formatMillis } from '../../kernel/duration.ts'
import { isStreamError } from '../../kernel/errors.ts'
import { printable } from '../../kernel/show.ts'
import type { Site } from '../../kernel/site.ts'
import { thrownText } from '../../kernel/thrown.ts'
import type { Time } from '../../kernel/time.ts'
import type { SparkContext } from '../../rdd/context.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { FileStatus } from '../../storage/files.ts'
import { inputError } from '../../storage/input-errors.ts'
import type { InputReport, InputSource, KeptInput } from '../input.ts'
import { FileSelector, type Selection, type SelectorOptions, type SelectorPosition } from './files-selector.ts'

export interface FileInputParts<T> extends SelectorOptions {
  /** What the user called. */
  readonly kind: string
  readonly context: SparkContext
  readonly site: Site
  /** One RDD of all that is in these files; they may be none. Called with the user's line in place. */
  readonly read: (files: readonly FileStatus[]) => RDD<T>
}

/**
 * The files that came to a directory, each in the batch in which it is new. What cannot be listed is tried again in the
 * next batch.
 *
 * Source    Spark Streaming's FileInputDStream
 */
export class FileInput<T> implements InputSource<T> {
  readonly kind: string
  readonly #parts: FileInputParts<T>
  readonly #selector: FileSelector
  /** The files of batches that may have to be computed again. */
  readonly #selected = new Map<number, readonly FileStatus[]>()
  #missing = false

  constructor(parts: FileInputParts<T>) {
    this.kind = parts.kind
    this.#parts = parts
    this.#selector = new FileSelector(parts.context.environment.files, parts)
  }

  async start(): Promise<void> {
    const { context, directory } = this.#parts
    try {
      await this.#selector.start(context.environment.clock.now())
    } catch (error) {
      throw inputError(directory, error)
    }
  }

  async compute(time: Time, report: (info: InputReport) => void): Promise<RDD<T>> {
    const { context, site, read } = this.#parts
    const files = this.#selected.get(time.milliseconds) ?? (await this.#select(time.milliseconds))
    this.#selected.set(time.milliseconds, files)
    const paths = files.map((file) => file.path)
    report({ numRecords: 0, metadata: { files: paths }, description: paths.join('\n') })
    return context.at(site, () => read(files))
  }

  decided(time: Time): readonly FileStatus[] {
    return this.#selected.get(time.milliseconds) ?? []
  }

  position(): SelectorPosition {
    return this.#selector.position
  }

  restore({ position, decisions }: KeptInput): void {
    const selections = decisions as readonly (readonly [number, readonly FileStatus[]])[]
    for (const [time, files] of selections) this.#selected.set(time, files)
    this.#selector.restore(
      position as SelectorPosition,
      selections.map(([time, files]) => [time, files.map(({ path }) => path)]),
    )
  }

  /** Counted in files. */
  async skip({ milliseconds: until }: Time): Promise<number> {
    const { length } = await this.#select(until)
    return length
  }

  forget(time: Time): void {
    for (const at of this.#selected.keys()) if (at <= time.milliseconds) this.#selected.delete(at)
  }

  async #select(time: number): Promise<readonly FileStatus[]> {
    const { clock } = this.#parts.context.environment
    const began = clock.ticks()
    try {
      const selection = await this.#selector.select(time)
      this.#tell(selection, clock.ticks() - began)
      return selection.files
    } catch (error) {
      // What is wrong in the program must be heard of; nothing was selected, so the next batch sees the files again.
      if (isStreamError(error, 'E_USER_FUNCTION', 'E_ASYNC_FUNCTION')) throw error
      this.#warn(`could not be listed, and is tried again in the next batch: ${thrownText(error)}`)
      return []
    }
  }

  #tell(selection: Selection, took: number): void {
    const { context, directory, batch } = this.#parts
    if (took > batch) this.#warn(`took ${formatMillis(Math.round(took))} to list: longer than a batch`)
    if (selection.directories === 0 && !this.#missing) this.#warn(selection.other ? NO_DIRECTORY : MISSING)
    this.#missing = selection.directories === 0
    const passed = Object.entries(selection.passed).filter(([, count]) => count > 0)
    if (selection.files.length === 0 && passed.length === 0) return
    const counts = passed.map(([reason, count]) => `, ${count} ${reason}`).join('')
    context.logger.debug(`${this.kind} of ${printable(directory)}: ${selection.files.length} new${counts}`)
  }

  #warn(what: string): void {
    this.#parts.context.logger.warn(`${this.kind}: directory ${printable(this.#parts.directory)} ${what}`)
  }
}

const MISSING = 'does not exist: nothing is read until it does'
const NO_DIRECTORY = 'is not a directory: nothing is read until it is one'
