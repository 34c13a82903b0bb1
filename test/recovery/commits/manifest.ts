import { isStreamError } from '../../../src/index.ts'
import { StagedFile } from '../../../src/rdd/sinks/staged-file.ts'
import { bytesOf } from '../../../src/storage/file-bytes.ts'
import { type Files, joinPath } from '../../../src/storage/files.ts'
import { blockName, encodeBlock, type ManifestEntry } from '../../../src/storage/manifest/block.ts'
import { entriesOf, manifestOf } from '../../../src/storage/manifest/blocks.ts'
import { OutputFolder, type Staged } from '../../../src/storage/manifest/output-folder.ts'
import { requireStaging } from '../../../src/storage/manifest/staging.ts'
import { type Commit, type Life, require, standingStill } from './commit.ts'

interface Promised {
  /** So many batches are committed, from the first on, and perhaps more, up to `most`. */
  readonly committed: number
  readonly most: number
}

const OUT = '/out'

/**
 * The directory of a file sink: batches with files and without, a block of the manifest that is full and one that is dropped, a
 * process that stands still, is replaced, and goes on.
 */
export const manifest: Commit<Promised> = {
  nothing: { committed: 0, most: 0 },
  most: 100,
  async laid(files, plan) {
    const committed = [0, 0, FULL - 1, FULL][plan.below(4)] as number
    if (committed > 0) await layBlock(files, committed)
    return { committed, most: committed }
  },
  async live(life) {
    const { plan } = life
    let promised = life.promised
    const promise = (part: Partial<Promised>): void => {
      promised = { ...promised, ...part }
      life.promise(promised)
    }
    promise({ committed: requireManifest(life.files, promised) })
    let isReplaced = false
    const still = standingStill(life.files, plan.below(40), async () => {
      isReplaced = true
      // What was done last may be seen and yet be lost: whoever stands still has not synced it, nor has it said so.
      requireManifest(life.files, promised)
      await own({ ...life, promise }, life.files, () => promised)
    })
    try {
      // What it commits counts, also when it comes late: it is in the manifest or refused.
      await own({ ...life, promise }, still, () => promised)
    } catch (error) {
      if (!isReplaced || !isStreamError(error, 'E_OUTPUT_FENCED')) throw error
    }
    requireManifest(life.files, promised)
  },
}

type Own = Pick<Life<Promised>, 'plan'> & { promise(part: Partial<Promised>): void }

/** Take the directory, make what may be missing, and some batches more; then nothing else is left. */
async function own({ plan, promise }: Own, files: Files, promised: () => Promised): Promise<void> {
  const folder = await OutputFolder.take(files, OUT, { note: {}, retain: plan.below(3) === 0 ? 1 : undefined })
  // Its owner goes on from what it finds, so that must stay.
  const found = requireManifest(files, promised())
  promise({ committed: found })
  const from = Math.max(0, found - 1)
  for (let batch = from; batch <= from + 1 + plan.below(2); batch++) {
    promise({ most: Math.max(promised().most, batch + 1) })
    await folder.commit(entryOf(batch), await stage(files, folder.staging, batch))
    promise({ committed: Math.max(promised().committed, batch + 1) })
  }
}

/** What the tasks of a batch do. */
async function stage(files: Files, staging: string, batch: number): Promise<Staged[]> {
  const staged: Staged[] = []
  try {
    for (const [partition, text] of textsOf(batch).entries()) {
      const name = nameOf(batch, partition)
      const file = new StagedFile(files, joinPath(staging, name), undefined)
      file.append(text)
      await file.end()
      staged.push({ staged: file.path, name })
    }
    return staged
  } catch (error) {
    requireStaging(files, OUT, staging)
    throw error
  }
}

/** Read as anybody may at any moment. Errors unless each batch is there that must be, once, with its files. Answers how many. */
function requireManifest(files: Files, { committed, most }: Promised): number {
  const entries = [...entriesOf(files, OUT, 0)]
  const count = (entries.at(-1)?.position ?? -1) + 1
  require(count >= committed && count <= most, () => `${count} batches are there, of ${committed} to ${most}`)
  for (const { batchTime, position, files: listed } of entries) {
    require(batchTime === timeOf(position), () => `batch ${batchTime} is at ${position}`)
    for (const { name, partition } of listed) {
      const text = bytesOf(files, joinPath(OUT, name)).toString()
      require(text === textsOf(position)[partition], () => `${name} has ${text}`)
    }
  }
  return count
}

/** Entries of a block that takes no more. */
const FULL = 64

/** A block of batches that had no files. */
async function layBlock(files: Parameters<NonNullable<Commit<Promised>['laid']>>[0], count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, batch) => ({ ...entryOf(batch), files: [] }))
  const block = { first: 0, entries, newest: timeOf(count - 1) }
  await files.durably(joinPath(manifestOf(OUT), blockName(0)), encodeBlock(block))
}

const timeOf = (batch: number): number => 1000 * (batch + 1)
const nameOf = (batch: number, partition: number): string => `${timeOf(batch)}-0000${partition}.txt`

/** What the partitions of a batch have. */
const textsOf = (batch: number): string[] =>
  Array.from({ length: batch % 3 }, (_, partition) => `${batch}`.repeat(1 + ((batch + partition) % 5)))

const entryOf = (batch: number): ManifestEntry => ({
  ...{ batchTime: timeOf(batch), job: 'j', output: 'o', epoch: 1 },
  files: textsOf(batch).map((text, partition) => ({
    ...{ name: nameOf(batch, partition), partition, records: 1, bytes: text.length },
  })),
})
