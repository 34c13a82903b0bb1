import { placedError, StreamError } from '../kernel/errors.ts'
import { printable } from '../kernel/show.ts'
import { type Compression, compressionNamed } from './compression.ts'
import { type Files, joinPath } from './files.ts'
import { localPath } from './local-path.ts'
import { writing } from './output-errors.ts'
import { PartFile, partName, TEMPORARY } from './part-files.ts'

export interface OutputOptions {
  /** A codec for the parts: gzip, deflate, brotli, zstd, or a class name of Hadoop's. Plain unless given. */
  readonly codec?: string | undefined
  /** Write over what a directory of the same name holds: for a batch that is computed again. Default false. */
  readonly overwrite?: boolean
  /** The operator with the user's line, for errors. */
  readonly at?: string
}

/**
 * A directory of part files, as Spark and Hadoop write it: all of it or nothing.
 *
 * The driver calls `begin`, then each task writes its part through `part`, then the driver calls `commit`, or `abort`.
 * Everything lies under `_temporary` until `commit`, which moves the parts out, removes those of an earlier run that have
 * no successor, and makes `_SUCCESS` as the very last thing.
 *
 *     out/_temporary/part-00000.attempt-0   being written         out/part-00000   visible
 *     out/_temporary/part-00000             written               out/_SUCCESS     complete
 *
 * Errors    E_OUTPUT_EXISTS, E_ARGUMENT; E_OUTPUT_UNWRITABLE when the disk refuses
 * Source    Hadoop's FileOutputCommitter, algorithm 1
 */
export class OutputDirectory {
  readonly path: string
  readonly #files: Files
  readonly #compression: Compression | undefined
  readonly #overwrite: boolean
  readonly #at: string | undefined
  #made = false

  constructor(files: Files, path: string, options: OutputOptions = {}) {
    this.path = localPath(path)
    this.#files = files
    this.#compression = options.codec === undefined ? undefined : compressionNamed(options.codec)
    this.#overwrite = options.overwrite ?? false
    this.#at = options.at
  }

  /** Make the directory. Without `overwrite`, something of that name must not be there, be it empty. */
  async begin(): Promise<void> {
    const old = await this.#files.stat(this.path)
    if (old !== undefined && (!this.#overwrite || old.kind !== 'directory')) throw this.#exists()
    await this.#disk(async () => {
      await this.#files.remove(this.#temporary)
      await this.#files.makeDirectory(this.#temporary)
    })
    this.#made = old === undefined
  }

  /** Begin an attempt to write the part of a partition. May be called on any host that has the same files. */
  part(partition: number): PartFile {
    return new PartFile(this.#files, this.path, partition, this.#compression)
  }

  /** Make the parts of partitions 0 to `partitions - 1`, which tasks have committed, the content of the directory. */
  commit(partitions: number): Promise<void> {
    return this.#disk(() => this.#publish(partitions))
  }

  /** Leave nothing of this job: what an earlier one had written stays. */
  async abort(): Promise<void> {
    await this.#files.remove(this.#temporary)
    if (!this.#made || (await this.#files.stat(this.path)) === undefined) return
    const left = await this.#files.list(this.path)
    if (left.length === 0) await this.#files.remove(this.path)
  }

  async #publish(partitions: number): Promise<void> {
    const success = joinPath(this.path, '_SUCCESS')
    const names = Array.from({ length: partitions }, (_, p) => partName(p, this.#compression))
    // While parts are exchanged the directory must not count as complete.
    await this.#files.remove(success)
    for (const name of names) await this.#files.rename(joinPath(this.#temporary, name), joinPath(this.path, name))
    await this.#removeStale(new Set(names))
    await this.#files.remove(this.#temporary)
    this.#files.create(success).close()
  }

  get #temporary(): string {
    return joinPath(this.path, TEMPORARY)
  }

  async #removeStale(current: ReadonlySet<string>): Promise<void> {
    if (this.#made) return
    for (const { name, path } of await this.#files.list(this.path)) {
      if (name.startsWith('part-') && !current.has(name)) await this.#files.remove(path)
    }
  }

  /** The disk at work; what it refuses is this directory's failure, at the user's line. */
  async #disk(work: () => Promise<void>): Promise<void> {
    try {
      await writing(this.path, work)
    } catch (error) {
      throw this.#at === undefined ? error : placedError(error, this.#at)
    }
  }

  #exists(): StreamError {
    return new StreamError('E_OUTPUT_EXISTS', `output directory exists already: ${printable(this.path)}`, {
      at: this.#at,
      hint: 'Remove it, or write to another one.',
    })
  }
}
