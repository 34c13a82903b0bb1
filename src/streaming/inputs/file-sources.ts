import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { Site } from '../../kernel/site.ts'
import type { SparkContext } from '../../rdd/context.ts'
import { RDD } from '../../rdd/rdd.ts'
import { durationSetting } from '../../rdd/settings.ts'
import type { PartitionSource } from '../../rdd/source.ts'
import type { FileStatus } from '../../storage/files.ts'
import { localPath } from '../../storage/local-path.ts'
import { splitFiles, splitRecords } from '../../storage/split-files.ts'
import type { StreamingContext } from '../context.ts'
import type { DStream } from '../dstream.ts'
import { FileInput } from './files.ts'
import type { FileStreamOptions, StreamSources } from './sources.ts'

type FileSources = Pick<StreamSources, 'textFileStream' | 'fileStream' | 'binaryRecordsStream'>

export const fileSources: FileSources & ThisType<StreamingContext> = {
  textFileStream(directory, options = {}) {
    const sc = this.sparkContext
    return stream(this, 'textFileStream', directory, options, (found) => {
      const splits = splitFiles(found, 1)
      return sourceOf<string>(
        sc,
        'textFileStream',
        { type: 'lines', files: sc.environment.files, splits },
        splits.length,
      )
    })
  },

  binaryRecordsStream(directory, recordLength, options = {}) {
    if (!Number.isSafeInteger(recordLength) || recordLength < 1)
      throw new StreamError(
        'E_ARGUMENT',
        `binaryRecordsStream was given a record length of ${show(recordLength, 40)}`,
        {
          at: String(Site.here('binaryRecordsStream')),
          hint: 'Give a whole number of bytes of at least 1.',
        },
      )
    const sc = this.sparkContext
    return stream(this, 'binaryRecordsStream', directory, options, (found) => {
      const splits = splitRecords(found, recordLength)
      const source = { type: 'records', files: sc.environment.files, splits, length: recordLength } as const
      return sourceOf<Uint8Array>(sc, 'binaryRecordsStream', source, splits.length)
    })
  },

  fileStream(directory, options) {
    const { read } = options
    requireFunction('fileStream', 'read', read)
    const sc = this.sparkContext
    return stream(this, 'fileStream', directory, options, (found) => {
      const rdds = found.map((file) => read(file.path, sc))
      return rdds.length === 0 ? sc.emptyRDD() : sc.union(rdds)
    })
  },
}

function stream<T>(
  ssc: StreamingContext,
  kind: string,
  directory: string,
  options: FileStreamOptions,
  read: (files: readonly FileStatus[]) => RDD<T>,
): DStream<T> {
  const { newFilesOnly = true, trackBy = 'time', filter } = options
  if (filter !== undefined) requireFunction(kind, 'filter', filter)
  const batch = ssc.graph.batch
  const shortest = durationSetting(ssc.sparkContext.conf, 'spark.streaming.fileStream.minRememberDuration') ?? 0
  const input = new FileInput({
    kind,
    context: ssc.sparkContext,
    site: Site.here(kind),
    batch,
    read,
    directory: localPath(directory),
    filter,
    newFilesOnly,
    trackBy,
    remember: Math.ceil(shortest / batch) * batch,
  })
  return ssc.inputStream(input)
}

/** The files that are read are known, and their names may hold commas and stars: they are not given as a path again. */
const sourceOf = <T>(sc: SparkContext, operator: string, source: PartitionSource, partitions: number): RDD<T> =>
  new RDD<T>(sc, { operator, dependencies: [], body: { kind: 'source', source }, partitions })

function requireFunction(kind: string, option: string, f: unknown): void {
  if (typeof f === 'function') return
  throw new StreamError('E_NOT_A_FUNCTION', `${kind} was given ${show(f, 60)} as ${option}`, {
    at: String(Site.here(kind)),
    hint: 'Pass a function.',
  })
}
