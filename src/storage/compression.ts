import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import { baseName } from './files.ts'
import { unreadable } from './input-errors.ts'

/** How a file is compressed. */
export type Compression = 'gzip' | 'deflate' | 'brotli' | 'zstd'

/** What a user may name a codec for saving: ours, or the class of Hadoop's. */
const NAMES: Readonly<Record<string, Compression>> = {
  gzip: 'gzip',
  deflate: 'deflate',
  brotli: 'brotli',
  zstd: 'zstd',
  'org.apache.hadoop.io.compress.GzipCodec': 'gzip',
  'org.apache.hadoop.io.compress.DefaultCodec': 'deflate',
  'org.apache.hadoop.io.compress.DeflateCodec': 'deflate',
  'org.apache.hadoop.io.compress.BrotliCodec': 'brotli',
  'org.apache.hadoop.io.compress.ZStandardCodec': 'zstd',
}

const ENDINGS: Readonly<Record<string, Compression>> = {
  '.gz': 'gzip',
  '.gzip': 'gzip',
  '.deflate': 'deflate',
  '.br': 'brotli',
  '.zst': 'zstd',
}

const ENDING_OF: Readonly<Record<Compression, string>> = {
  gzip: '.gz',
  deflate: '.deflate',
  brotli: '.br',
  zstd: '.zst',
}

/** Endings of compressed files that cannot be read here: better refused than taken for text. */
const UNKNOWN = new Set(['.bz2', '.snappy', '.lz4', '.lzo', '.xz'])

/** True when the ending of a name says that the file is compressed: such a file cannot be split. */
export const isCompressed = (path: string): boolean => UNKNOWN.has(ending(path)) || Object.hasOwn(ENDINGS, ending(path))

/**
 * How a file is compressed, by its ending; undefined when it is not.
 *
 * Errors    E_INPUT_UNREADABLE for the endings of codecs that are not supported
 */
export function compressionOf(path: string): Compression | undefined {
  const name = ending(path)
  if (!UNKNOWN.has(name)) return Object.hasOwn(ENDINGS, name) ? ENDINGS[name] : undefined
  const hint = `Compress it anew as one of ${Object.keys(ENDINGS).join(', ')}.`
  throw unreadable(path, `files that end in ${name} cannot be decompressed here`, hint)
}

/** A codec by its name or the name of Hadoop's class. Errors: E_ARGUMENT. */
export function compressionNamed(name: string): Compression {
  if (Object.hasOwn(NAMES, name)) return NAMES[name] as Compression
  throw new StreamError('E_ARGUMENT', `${show(name)} is not a codec`, {
    hint: `Use one of ${Object.keys(ENDING_OF).join(', ')}.`,
  })
}

/** What the names of files end in that are compressed so; empty for plain files. */
export const endingFor = (compression: Compression | undefined): string =>
  compression === undefined ? '' : ENDING_OF[compression]

function ending(path: string): string {
  const name = baseName(path)
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot).toLowerCase()
}
