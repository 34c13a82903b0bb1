import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import type { Site } from '../../kernel/site.ts'
import { type Compression, compressionNamed, endingFor } from '../../storage/compression.ts'
import { localPath } from '../../storage/local-path.ts'
import { csvFormat, type Format, jsonlFormat, textFormat } from './formats.ts'

/** When a file of a partition ends and the next begins; by what comes first. */
export interface Roll {
  /** Bytes before compression: a file that has as many ends. */
  readonly bytes?: number
  readonly records?: number
}

/** How `fileSink` writes. */
export interface FileSinkOptions {
  /** One line a record: as `saveAsTextFile` has it, as JSON, or as CSV. Default: text. */
  readonly format?: 'text' | 'jsonl' | 'csv'
  /** Of CSV: what the fields of an object are taken from, and what a header names. */
  readonly columns?: readonly string[]
  /** Of CSV: begin each file with the names of the columns. Default: false. */
  readonly header?: boolean
  /** gzip, deflate, brotli or zstd, or the class name of Hadoop's codec for one. Default: plain. */
  readonly compression?: string
  /** Default: one file for each partition of a batch. */
  readonly roll?: Roll
  /** No file for a partition without records, and nothing at all for a batch without. Default: false. */
  readonly skipEmpty?: boolean
  /** Names begin with it and a `-`. Default: none. */
  readonly prefix?: string
  /** Names end with a dot and it, before the ending of the compression. Default: txt, jsonl or csv. */
  readonly suffix?: string
  /** Batches that the manifest keeps at least: 64 or more. Default: all. */
  readonly retain?: number
}

/** The options of a sink, read and found to be good. */
export interface FilePlan {
  readonly directory: string
  readonly format: Format
  readonly compression: Compression | undefined
  readonly roll: Required<Roll>
  readonly skipEmpty: boolean
  readonly retain: number | undefined
  /** Name of the n-th file of a partition, n from 0. */
  nameOf(batchTime: number, partition: number, n: number): string
}

/** Errors: E_ARGUMENT, at `site`. */
export function planOf(site: Site, directory: string, options: FileSinkOptions): FilePlan {
  const refuse = (what: string, value: unknown, needed: string): StreamError =>
    new StreamError('E_ARGUMENT', `${what} ${show(value, 60)}`, { at: String(site), hint: `Use ${needed}.` })
  const whole = (name: string, value: number | undefined, least: number): void => {
    if (value === undefined || (Number.isInteger(value) && value >= least)) return
    throw refuse(`${name} is`, value, `a whole number of at least ${least}`)
  }
  const { roll, retain, prefix, suffix, columns, header = false, format: kind = 'text' } = options
  whole('roll.bytes', roll?.bytes, 1)
  whole('roll.records', roll?.records, 1)
  whole('retain', retain, 64)
  // Readers pass over names that begin so.
  if (prefix !== undefined && !/^[^_./\0][^/\0]*$/.test(prefix))
    throw refuse('the prefix is', prefix, 'a part of a file name that begins with neither _ nor a dot')
  if (suffix !== undefined && !/^[^/\0]+$/.test(suffix)) throw refuse('the suffix is', suffix, 'a part of a file name')
  if (header && columns === undefined) throw refuse('there is a header, and columns is', columns, 'names of columns')
  if (columns !== undefined && (!Array.isArray(columns) || columns.length === 0))
    throw refuse('columns is', columns, 'an array of names')
  const compression = options.compression === undefined ? undefined : compressionNamed(options.compression)
  const formats = { text: () => textFormat, jsonl: () => jsonlFormat, csv: () => csvFormat(columns, header) }
  if (!Object.hasOwn(formats, kind)) throw refuse('the format is', kind, Object.keys(formats).join(', '))
  const ending = `.${suffix ?? { text: 'txt', jsonl: 'jsonl', csv: 'csv' }[kind]}${endingFor(compression)}`
  return {
    ...{ directory: localPath(directory), format: formats[kind](), compression, retain },
    roll: { bytes: roll?.bytes ?? Number.POSITIVE_INFINITY, records: roll?.records ?? Number.POSITIVE_INFINITY },
    skipEmpty: options.skipEmpty ?? false,
    nameOf: (batchTime, partition, n) =>
      [
        ...(prefix === undefined ? [] : [prefix]),
        batchTime,
        String(partition).padStart(5, '0'),
        ...(n > 0 ? [n] : []),
      ].join('-') + ending,
  }
}
