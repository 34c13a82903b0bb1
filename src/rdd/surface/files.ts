import { isStreamError, placedError, type StreamError } from '../../kernel/errors.ts'
import type { FileStatus } from '../../storage/files.ts'
import { inputFilesSync } from '../../storage/input-paths.ts'
import { packFiles, splitFiles, splitRecords } from '../../storage/split-files.ts'
import { requireWhole } from '../arguments.ts'
import type { SparkContext } from '../context.ts'
import { checkPartitions } from '../partitioner.ts'
import { type RDD, refuseNested } from '../rdd.ts'
import type { PartitionSource } from '../source.ts'
import { sourceOf } from './sources.ts'

/**
 * Operators of a context that read files.
 *
 * A path is a file, a directory (the files directly in it, without hidden ones `.x` and `_x`), a pattern with `*`, `?`,
 * `[a-z]` and `{a,b}`, or a comma list of these. Files are listed when the operator is called and read when a job runs; what
 * does not exist is an error of the first job. Files ending in .gz, .deflate, .br or .zst are decompressed.
 */
export interface FileOperators {
  /**
   * The lines of text files, without their ends. Large files are cut into about `minPartitions` partitions (default: the
   * default parallelism, at most 2); compressed ones are not. Empty files have no partition.
   *
   * Errors    E_ARGUMENT; E_INPUT_MISSING, E_INPUT_UNREADABLE from the first job
   */
  textFile(path: string, minPartitions?: number): RDD<string>

  /**
   * Whole text files as pairs of path and content: for many small files.
   *
   * Errors    as textFile
   */
  wholeTextFiles(path: string, minPartitions?: number): RDD<[path: string, content: string]>

  /**
   * Whole files as pairs of path and bytes.
   *
   * Errors    as textFile
   */
  binaryFiles(path: string, minPartitions?: number): RDD<[path: string, content: Uint8Array]>

  /**
   * The records of files that hold nothing but records of `recordLength` bytes.
   *
   * Units     recordLength: bytes
   * Errors    as textFile; E_RECORD_LENGTH from the job when a file does not end with a record
   */
  binaryRecords(path: string, recordLength: number): RDD<Uint8Array>

  /**
   * The records that `saveAsObjectFile` wrote, a partition a file.
   *
   * Errors    as textFile; STATE_CORRUPT from the job
   */
  objectFile<T = any>(path: string, minPartitions?: number): RDD<T>

  /** `objectFile` under PySpark's name. */
  pickleFile<T = any>(path: string, minPartitions?: number): RDD<T>

  /**
   * Give a copy of a file to all tasks, which find it by `SparkFiles.get(name)`: the last part of its path. A directory is
   * copied with all that is in it when `recursive` says so. The copies are removed when the context stops.
   *
   * Errors    E_INPUT_MISSING, E_INPUT_UNREADABLE; E_ARGUMENT for a directory, or when another file of that name was added
   *
   * @example
   * await sc.parallelize(['the', 'a'], 1).saveAsTextFile('out/stop-words')
   * await sc.addFile('out/stop-words/part-00000')
   * SparkFiles.get('part-00000').endsWith('/part-00000')
   * // -> true
   */
  addFile(path: string, recursive?: boolean): Promise<void>
}

export const fileOperators: FileOperators & ThisType<SparkContext> = {
  textFile(path, minPartitions) {
    const least = leastPartitions(this, 'textFile', minPartitions)
    return filesOf(this, 'textFile', path, (found) => {
      const splits = splitFiles(found, least)
      return [{ type: 'lines', files: this.environment.files, splits }, splits.length]
    })
  },

  wholeTextFiles(path, minPartitions) {
    return wholeFiles(this, 'wholeTextFiles', path, leastPartitions(this, 'wholeTextFiles', minPartitions), 'text')
  },

  binaryFiles(path, minPartitions) {
    return wholeFiles(this, 'binaryFiles', path, leastPartitions(this, 'binaryFiles', minPartitions), 'bytes')
  },

  binaryRecords(path, recordLength) {
    const length = requireWhole('binaryRecords', 'recordLength', recordLength, 1)
    return filesOf(this, 'binaryRecords', path, (found) => {
      const splits = splitRecords(found, length)
      return [{ type: 'records', files: this.environment.files, splits, length }, splits.length]
    })
  },

  objectFile(path) {
    return filesOf(this, 'objectFile', path, (found) => {
      const paths = found.map((file) => [file.path])
      return [{ type: 'objects', files: this.environment.files, paths }, paths.length]
    })
  },

  pickleFile(path, minPartitions) {
    return this.at(this.site('pickleFile'), () => this.objectFile(path, minPartitions))
  },

  async addFile(path, recursive = false) {
    refuseNested('addFile')
    this.requireRunning('addFile')
    const site = this.site('addFile')
    try {
      await this.addedFiles.add(path, recursive, site)
    } catch (error) {
      throw placedError(error, site)
    }
  },
}

const leastPartitions = (context: SparkContext, operator: string, given: number | undefined): number =>
  checkPartitions(given ?? context.defaultMinPartitions, operator)

const wholeFiles = (context: SparkContext, operator: string, path: string, least: number, as: 'text' | 'bytes') =>
  filesOf(context, operator, path, (found) => {
    const paths = packFiles(found, least)
    return [{ type: 'whole', files: context.environment.files, paths, as }, paths.length]
  })

/** An RDD of the files that `path` means; one that fails in its first job when they cannot be listed. */
function filesOf(
  context: SparkContext,
  operator: string,
  path: string,
  sourceFor: (found: FileStatus[]) => [source: PartitionSource, partitions: number],
): RDD<any> {
  const site = context.site(operator)
  return context.at(site, () => {
    try {
      const found = inputFilesSync(context.environment.files, path, String(site))
      return sourceOf(context, operator, ...sourceFor(found))
    } catch (error) {
      if (!isStreamError(error, 'E_INPUT_MISSING', 'E_INPUT_UNREADABLE')) throw error
      return unlisted(context, operator, error.placed(String(site)))
    }
  })
}

/** Spark lists files in the first job, so it is that job which fails. One partition stands for those that are not known. */
const unlisted = (context: SparkContext, operator: string, error: StreamError): RDD<any> =>
  sourceOf(context, operator, { type: 'collection', slices: [[]] }, 1, { prepare: () => Promise.reject(error) })
