import { placedError, StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { Site } from '../../kernel/site.ts'
import { requireSynchronous } from '../../program/placed.ts'
import type { SparkContext } from '../../rdd/context.ts'
import { settled } from '../../rdd/faults.ts'
import { RDD } from '../../rdd/rdd.ts'
import { durationSetting } from '../../rdd/settings.ts'
import type { PartitionSource } from '../../rdd/source.ts'
import { userFailure } from '../../rdd/user-failure.ts'
import type { FileStatus } from '../../storage/files.ts'
import { localPath } from '../../storage/local-path.ts'
import { splitFiles, splitRecords } from '../../storage/split-files.ts'
import { requireBoolean, requireObject, requireOneOf, requireRdd } from '../arguments.ts'
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
    const { read } = requireObject('fileStream', 'the options are', options, '{ read: (path, sc) => ... }')
    requireFunction('fileStream', 'read', read)
    const sc = this.sparkContext
    const site = Site.here('fileStream')
    const made = perFile(site, read)
    return stream(this, 'fileStream', directory, options, (found) => {
      const rdds = found.map((file) => requireRdd(site, sc, 'read answered', made(file.path, sc)))
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
  const {
    newFilesOnly = true,
    trackBy = 'time',
    filter,
  } = requireObject(kind, 'the options are', options, '{ filter, newFilesOnly, trackBy }, or nothing')
  requireBoolean(kind, 'newFilesOnly', newFilesOnly)
  requireOneOf(kind, 'trackBy', trackBy, ['time', 'name'])
  const site = Site.here(kind)
  if (filter !== undefined) requireFunction(kind, 'filter', filter)
  const batch = ssc.graph.batch
  const shortest = durationSetting(ssc.sparkContext.conf, 'spark.streaming.fileStream.minRememberDuration') ?? 0
  const input = new FileInput({
    kind,
    context: ssc.sparkContext,
    site,
    batch,
    read,
    directory: directoryOf(site, directory),
    filter: filter && perFile(site, filter),
    newFilesOnly,
    trackBy,
    remember: Math.ceil(shortest / batch) * batch,
  })
  return ssc.inputStream(input)
}

/** The files that are read are known, and their names may hold commas and stars: they are not given as a path again. */
const sourceOf = <T>(sc: SparkContext, operator: string, source: PartitionSource, partitions: number): RDD<T> =>
  new RDD<T>(sc, { operator, dependencies: [], body: { kind: 'source', source }, partitions })

/** A function of the user's over files: what it throws names the file, and a promise is refused. */
function perFile<A extends [path: string, ...any[]], R>(site: Site, f: (...given: A) => R): (...given: A) => R {
  requireSynchronous(site, f)
  return (...given) => {
    try {
      return settled(f(...given))
    } catch (error) {
      throw userFailure(site, error, `file ${show(given[0])}`)
    }
  }
}

function directoryOf(site: Site, directory: string): string {
  try {
    return localPath(directory)
  } catch (error) {
    throw placedError(error, site)
  }
}

function requireFunction(kind: string, option: string, f: unknown): void {
  if (typeof f === 'function') return
  throw new StreamError('E_NOT_A_FUNCTION', `${kind} was given ${show(f, 60)} as ${option}`, {
    at: String(Site.here(kind)),
    hint: 'Pass a function.',
  })
}
