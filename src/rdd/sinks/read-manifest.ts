import { StreamError } from '../../kernel/errors.ts'
import { Site } from '../../kernel/site.ts'
import { Time } from '../../kernel/time.ts'
import { type Files, joinPath } from '../../storage/files.ts'
import { localPath } from '../../storage/local-path.ts'
import { entriesOf, type PlacedEntry } from '../../storage/manifest/blocks.ts'
import { requireWhole } from '../arguments.ts'
import { environmentWith } from '../environment.ts'

/** A file that `fileSink` has written. */
export interface CommittedFile {
  readonly path: string
  readonly partition: number
  readonly records: number
  readonly bytes: number
}

/** A batch that `fileSink` has written. */
export interface CommittedBatch {
  /** How many batches were committed before it, ever: what a reader notes to go on behind it. */
  readonly position: number
  readonly batchTime: Time
  readonly job: string
  readonly output: string
  readonly epoch: number
  /** In order of partitions. */
  readonly files: readonly CommittedFile[]
}

/** Where a reader of a manifest goes on. */
export interface ReadManifestOptions {
  /** Position of the last batch that is known already. Default: none. */
  readonly after?: number
  /** Default: those of this machine. */
  readonly files?: Files
}

/**
 * The batches that `fileSink` has committed in a directory, in order, each once. It ends with the last one that is there; to
 * go on later, call it again with `after`. May be called while the sink writes.
 *
 * Errors    STATE_CORRUPT; E_INPUT_MISSING when batches behind `after` are not kept any more
 */
export function readManifest(
  directory: string,
  { after = -1, files = environmentWith().files }: ReadManifestOptions = {},
): AsyncGenerator<CommittedBatch, void, void> {
  requireWhole('readManifest', 'after', after, -1)
  return batchesOf(Site.here('readManifest'), files, localPath(directory), after)
}

async function* batchesOf(
  site: Site,
  files: Files,
  directory: string,
  after: number,
): AsyncGenerator<CommittedBatch, void, void> {
  let next = after + 1
  for (const entry of entriesOf(files, directory, next)) {
    if (after >= 0 && entry.position > next) throw missing(site, next, entry.position)
    next = entry.position + 1
    yield committed(directory, entry)
  }
}

const committed = (directory: string, { batchTime, files, ...entry }: PlacedEntry): CommittedBatch => ({
  ...entry,
  batchTime: new Time(batchTime),
  files: files.map(({ name, ...file }) => ({ path: joinPath(directory, name), ...file })),
})

const missing = (site: Site, from: number, to: number): StreamError =>
  new StreamError('E_INPUT_MISSING', `the manifest begins with batch ${to}, and the reader goes on at batch ${from}`, {
    at: String(site),
    hint: 'Read from the beginning, or have the sink retain more batches.',
  })
