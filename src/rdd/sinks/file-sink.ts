import type { OutputContext, OutputRun, OutputTask, Sink } from '../../connect/sink.ts'
import { StreamError } from '../../kernel/errors.ts'
import { Site } from '../../kernel/site.ts'
import { OutputFolder } from '../../storage/manifest/output-folder.ts'
import { requireStaging } from '../../storage/manifest/staging.ts'
import { outputError } from '../../storage/output-errors.ts'
import type { Environment } from '../environment.ts'
import { type FilePlan, type FileSinkOptions, planOf } from './file-options.ts'
import { type WrittenFile, writePartition } from './write-partition.ts'

/** What a file sink needs of the outside. */
export type FileHost = Pick<Environment, 'files'>

/**
 * A sink that writes the batches of a stream as files, each batch once, whenever the program is killed: files of text, JSON
 * lines or CSV, `<time>-<partition>.txt`, and a manifest that says which of them are committed.
 *
 * The directory belongs to one output operation of one program. Files appear as a whole, those of a batch together as far as
 * the manifest says: `readManifest`.
 *
 * Delivery  exactly once with checkpoints; without them, once for each batch that a process does. While the disk is full
 *           batches wait
 * Errors    E_ARGUMENT; at start and from the batch E_OUTPUT_UNWRITABLE, STATE_CORRUPT for the manifest; E_OUTPUT_FENCED when
 *           another process has taken the directory
 * Source    the file sink of Spark's Structured Streaming, which has a manifest too; docs/reference/manifest-format.md
 *
 * @example
 * stream.repartition(1).writeTo(fileSink('out/pairs', { format: 'csv' }))
 * // batches [[['a', 1]], [['b', 2]]]; sc.textFile('out/pairs/*.csv') -> ['a,1', 'b,2']
 */
export function fileSink<T = any>(directory: string, options: FileSinkOptions = {}): Sink<T, FileHost> {
  return new FileSink(Site.here('fileSink'), directory, options)
}

class FileSink implements Sink<any, FileHost, string, readonly WrittenFile[]> {
  readonly #site: Site
  readonly #plan: FilePlan
  /** Of the driver: the directory as this run writes it, and for which output operation. */
  #folder: OutputFolder | undefined
  #output: string | undefined

  constructor(site: Site, directory: string, options: FileSinkOptions) {
    this.#site = site
    this.#plan = planOf(site, directory, options)
  }

  async begin(run: OutputRun, { files }: FileHost): Promise<void> {
    if (this.#output !== undefined && this.#output !== run.output) throw this.#shared(run)
    this.#output = run.output
    const { directory, retain } = this.#plan
    this.#folder = await this.#disk(() => OutputFolder.take(files, directory, { note: run, retain }))
  }

  prepare(): string {
    return this.#begun.staging
  }

  write(
    records: Iterable<any>,
    task: OutputTask,
    staging: string,
    { files }: FileHost,
  ): Promise<readonly WrittenFile[]> {
    const { directory } = this.#plan
    return this.#disk(async () => {
      try {
        return await writePartition(files, this.#plan, records, task, staging)
      } catch (error) {
        requireStaging(files, directory, staging)
        throw error
      }
    })
  }

  async commit({ batchTime, ...run }: OutputContext, results: readonly (readonly WrittenFile[])[]): Promise<void> {
    const written = results.flat()
    if (written.length === 0 && this.#plan.skipEmpty) return
    const files = written.map(({ staged, ...file }) => file)
    const entry = { batchTime: batchTime.milliseconds, ...run, files }
    await this.#disk(() => this.#begun.commit(entry, written))
  }

  async abort({ batchTime }: OutputContext): Promise<void> {
    await this.#folder?.abort(batchTime.milliseconds)
  }

  get #begun(): OutputFolder {
    if (this.#folder !== undefined) return this.#folder
    throw new StreamError('BUG_INVARIANT', 'a file sink was written to before it began')
  }

  /** The disk at work; what it refuses is said of the directory. */
  async #disk<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work()
    } catch (error) {
      throw outputError(this.#plan.directory, error)
    }
  }

  #shared(run: OutputRun): StreamError {
    return new StreamError('E_ARGUMENT', `one file sink is given to ${this.#output} and to ${run.output}`, {
      at: String(this.#site),
      hint: 'Give each its own: fileSink(directory) with another directory.',
    })
  }
}
