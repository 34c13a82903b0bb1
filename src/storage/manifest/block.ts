/** The bytes of a block of a manifest: docs/reference/manifest-format.md. */
import { crc32 } from 'node:zlib'
import { StreamError } from '../../kernel/errors.ts'

/** A file of a batch, as the manifest names it. */
export interface ManifestFile {
  /** Inside the directory of the manifest. */
  readonly name: string
  readonly partition: number
  readonly records: number
  readonly bytes: number
}

/** One committed batch. */
export interface ManifestEntry {
  /** ms since 1970. */
  readonly batchTime: number
  readonly job: string
  readonly output: string
  readonly epoch: number
  readonly files: readonly ManifestFile[]
}

export interface Block {
  /** Position of the first entry. */
  readonly first: number
  readonly entries: readonly ManifestEntry[]
  /** The highest batch time of this block and of all before it. */
  readonly newest: number
}

export function encodeBlock({ first, entries, newest }: Block): Uint8Array {
  const body = [`${first} ${entries.length} ${newest}`, ...entries.map((entry) => JSON.stringify(entry)), ''].join('\n')
  return Buffer.from(`${MAGIC}${sumOf(body)} ${body}`)
}

/** Errors: STATE_CORRUPT, at `path`. */
export function decodeBlock(bytes: Uint8Array, path: string): Block {
  const text = Buffer.from(bytes).toString()
  const [, sum, body = ''] = HEAD.exec(text) ?? []
  if (sum === undefined) throw corrupt(path, 'it does not begin as a block of version 1')
  if (sum !== sumOf(body)) throw corrupt(path, 'its sum does not match')
  const [head = '', ...lines] = body.split('\n')
  const [first = 0, count, newest = 0] = head.split(' ').map(Number)
  const entries = lines.slice(0, -1).map((line) => JSON.parse(line) as ManifestEntry)
  if (entries.length !== count) throw corrupt(path, `it has ${entries.length} entries where there should be ${count}`)
  const outside = entries.flatMap(({ files }) => files).find(({ name }) => name.includes('/'))
  if (outside !== undefined) throw corrupt(path, `it names a file of another directory: ${outside.name}`)
  return { first, entries, newest }
}

export const corrupt = (path: string, why: string): StreamError =>
  new StreamError('STATE_CORRUPT', `the manifest cannot be read: ${why}`, {
    at: path,
    hint: 'Restore the file from a copy; what its entries name is written as it should be.',
  })

const MAGIC = 'millstream-manifest 1 '
const HEAD = /^millstream-manifest 1 ([0-9a-f]{8}) ([\s\S]*)$/

const sumOf = (body: string): string => crc32(body).toString(16).padStart(8, '0')

const NAME = /^\d{16}\.manifest$/

export const blockName = (first: number): string => `${String(first).padStart(16, '0')}.manifest`

/** Position of the first entry by the name of a block; undefined for another file. */
export const firstOf = (name: string): number | undefined => (NAME.test(name) ? Number.parseInt(name, 10) : undefined)
