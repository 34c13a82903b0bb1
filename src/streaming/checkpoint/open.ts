import { formatMillis } from '../../kernel/duration.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { SparkConf } from '../../rdd/conf.ts'
import { booleanSetting, textSetting } from '../../rdd/settings.ts'
import { makeDurableDirectory } from '../../storage/durable-directory.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { codeOf } from '../../storage/system-error.ts'
import { type CatchUp, missedAt } from '../batches/timeline.ts'
import type { StreamingContext } from '../context.ts'
import type { Resume } from '../execution.ts'
import type { Inputs } from '../input-stream.ts'
import { logDirectory, unwritable } from './checkpoint-log.ts'
import { Checkpointing } from './checkpointing.ts'
import { asideOf, takeKept } from './kept-folder.ts'
import { sealOf } from './key-file.ts'
import { type Matching, match } from './layout.ts'
import { Owner } from './owner.ts'
import { type Recovered, recover } from './recovery.ts'
import { requireSafe } from './safety.ts'

/** Where a context writes checkpoints, and whether it goes on from the one that is there. */
export interface CheckpointPlace {
  readonly directory: string
  readonly resumes: boolean
}

export interface OpenedCheckpoint {
  readonly checkpointing: Checkpointing | undefined
  readonly resume: Resume | undefined
  readonly owner: Owner | undefined
  /** What is kept is sealed with it. */
  readonly seal: Seal | undefined
}

interface Opening extends CheckpointPlace {
  readonly context: StreamingContext
  readonly inputs: Inputs
  readonly failed: (what: string, error: unknown) => void
}

/**
 * Become the owner of the directory, read what is there, and see how the program goes with it. Nothing is changed before
 * all of that is known to be good.
 *
 * Errors    CONFIG_KEY_FILE, E_CHECKPOINT_UNSAFE, E_CHECKPOINT_IN_USE, STATE_CORRUPT, STATE_SEAL, E_CHECKPOINT_MISMATCH,
 *           E_STATE_REMOVED, E_STATE_CHANGED; E_CHECKPOINT_UNWRITABLE for what the system does not allow
 */
export async function openCheckpoint(opening: Opening): Promise<OpenedCheckpoint> {
  try {
    return await openAsOwner(opening)
  } catch (error) {
    throw codeOf(error) === undefined || StreamError.is(error) ? error : unwritable(opening.directory, error)
  }
}

async function openAsOwner(opening: Opening): Promise<OpenedCheckpoint> {
  const { context, directory } = opening
  const { environment, conf } = context.sparkContext
  const { files, processes, clock } = environment
  const seal = sealOf(conf, files)
  requireSafe(files, directory, booleanSetting(conf, 'millstream.checkpoint.worldWritable'))
  const { folder } = context.sparkContext.checkpoints
  const owner = await Owner.claim(files, directory, processes, clock.now(), folder)
  try {
    return await open(opening, owner, seal)
  } catch (error) {
    await owner.release().catch(() => {})
    throw error
  }
}

async function open(
  { context, inputs, failed, ...place }: Opening,
  owner: Owner,
  seal: Seal | undefined,
): Promise<OpenedCheckpoint> {
  const { sparkContext, graph } = context
  const { directory } = place
  const kept = await owner.act(() => takeKept(sparkContext.environment.files, directory, owner))
  if (!place.resumes) await layAside(context, directory, kept, owner.epoch)
  const recovered = place.resumes ? recover(sparkContext.environment.files, kept, seal) : undefined
  if (recovered !== undefined) {
    requireJob(context, directory, recovered)
    requireBatch(context, recovered)
  }
  const matching =
    recovered && match(graph.states, recovered, namesIn(sparkContext.conf, 'millstream.checkpoint.dropState'))
  if (recovered !== undefined && matching !== undefined) tell(context, directory, recovered, matching)
  const parts = { directory, kept, sparkContext, graph, timeline: context.timeline, inputs, owner, seal }
  const checkpointing = await Checkpointing.open(
    { ...parts, failed: (error) => failed('a checkpoint could not be written', error) },
    recovered && matching && { recovered, matching },
  )
  const resume = recovered && resumeOf(context, recovered)
  return { checkpointing, resume, owner, seal }
}

/** Where the program goes on. Batches that are not made up for one by one are left out of its timeline. */
function resumeOf({ sparkContext, graph, timeline }: StreamingContext, recovered: Recovered): Resume {
  const { zero, gaps = [] } = recovered.base
  const resume = { zero, last: recovered.time ?? recovered.base.zero }
  for (const gap of gaps) timeline.leaveOut(gap)
  const times = recovered.inputs.values().flatMap(({ decisions }) => decisions.map(([at]) => at))
  const at = { ...resume, batch: graph.batch, decided: Math.max(...times, resume.last) }
  const { decided, newest } = missedAt(sparkContext.environment.clock.now(), at)
  const catchUp = textSetting(sparkContext.conf, 'millstream.checkpoint.catchUp') as CatchUp
  if (catchUp === 'replay' || newest === undefined) return { ...resume, skips: false }
  if (newest > decided + graph.batch) timeline.leaveOut({ after: decided, before: newest })
  return { ...resume, skips: catchUp === 'skip' }
}

/** A program that does not ask for it does not go on, but what is there may still be wanted. */
async function layAside(
  { sparkContext }: StreamingContext,
  directory: string,
  kept: string,
  epoch: number,
): Promise<void> {
  const { environment, logger } = sparkContext
  const { files } = environment
  if (files.statSync(logDirectory(kept)) === undefined) return
  const aside = asideOf(directory, epoch)
  await files.rename(kept, aside)
  await makeDurableDirectory(files, kept, { private: true })
  logger.warn(
    `${directory} holds the checkpoint of an earlier run, which is not gone on from and was moved to ${aside}: ` +
      'StreamingContext.getOrCreate goes on from it, and so does a job that is given the directory.',
  )
}

/** The job that wrote the checkpoint, or one that says that it had that name. */
function requireJob({ sparkContext }: StreamingContext, directory: string, { base }: Recovered): void {
  const { appName, conf } = sparkContext
  if (base.job === appName || namesIn(conf, 'millstream.checkpoint.formerName').has(base.job)) return
  throw new StreamError(
    'E_CHECKPOINT_MISMATCH',
    `it is the checkpoint of '${base.job}', and the program is '${appName}'`,
    {
      at: directory,
      hint: `Give the program a directory of its own; or, if it was renamed, set millstream.checkpoint.formerName to '${base.job}'.`,
    },
  )
}

function requireBatch({ graph }: StreamingContext, { base }: Recovered): void {
  if (base.batch === graph.batch) return
  throw new StreamError(
    'E_CHECKPOINT_MISMATCH',
    `the checkpoint was made with batches of ${formatMillis(base.batch)}, and the program has batches of ${formatMillis(graph.batch)}`,
    { hint: `Keep the interval of ${formatMillis(base.batch)}, or give the program another directory.` },
  )
}

const namesIn = (conf: SparkConf, key: Parameters<typeof textSetting>[1]): ReadonlySet<string> =>
  new Set(
    textSetting(conf, key)
      ?.split(',')
      .map((name) => name.trim()),
  )

/** Say what is gone on from: what was kept, what is new, what was dropped. */
function tell({ sparkContext, graph }: StreamingContext, directory: string, from: Recovered, matching: Matching): void {
  const { clock, logger } = sparkContext.environment
  const last = from.time === undefined ? 'before its first batch' : `behind the batch of ${from.time} ms`
  const since = from.time ?? from.base.zero
  const missed = Math.max(0, Math.floor((clock.now() - since) / graph.batch))
  const catchUp = textSetting(sparkContext.conf, 'millstream.checkpoint.catchUp')
  const how = catchUp === 'replay' ? '' : ` (${catchUp}: those of which nothing is known yet as one)`
  const { matched } = matching
  const parts = [
    ['kept', matched.filter((m) => m.from !== undefined && !m.moved && m.migrates === undefined).map(nameOf)],
    ['laid out anew', matched.filter((m) => m.from !== undefined && m.moved && m.migrates === undefined).map(nameOf)],
    ['made of an earlier version', matched.filter((m) => m.migrates !== undefined).map(nameOf)],
    ['new and empty', matched.filter((m) => m.from === undefined).map(nameOf)],
    ['dropped', matching.dropped],
  ] as const
  const states = parts.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]))
  logger.info(
    `${sparkContext.appName} goes on from ${directory}, ${last}; ${missed} batches are to be made up for${how}. ` +
      (states.length === 0 ? 'It has no states.' : `States ${states.join('; ')}.`),
  )
}

const nameOf = ({ state }: Matching['matched'][number]): string => state.file
