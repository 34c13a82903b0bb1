import { formatMillis } from '../../kernel/duration.ts'
import { StreamError } from '../../kernel/errors.ts'
import { textSetting } from '../../rdd/settings.ts'
import { joinPath } from '../../storage/files.ts'
import { type CatchUp, missedAt } from '../batches/timeline.ts'
import type { StreamingContext } from '../context.ts'
import type { Resume } from '../execution.ts'
import type { Inputs } from '../input-stream.ts'
import { logDirectory } from './checkpoint-log.ts'
import { Checkpointing } from './checkpointing.ts'
import { type Matching, match } from './layout.ts'
import { Owner } from './owner.ts'
import { floorFile, type Recovered, recover } from './recovery.ts'

/** Where a context writes checkpoints, and whether it goes on from the one that is there. */
export interface CheckpointPlace {
  readonly directory: string
  readonly resumes: boolean
}

export interface OpenedCheckpoint {
  readonly checkpointing: Checkpointing | undefined
  readonly resume: Resume | undefined
  readonly owner: Owner | undefined
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
 * Errors    E_CHECKPOINT_IN_USE, STATE_CORRUPT, E_CHECKPOINT_MISMATCH, E_STATE_REMOVED, E_STATE_CHANGED
 */
export async function openCheckpoint(opening: Opening): Promise<OpenedCheckpoint> {
  const { context, directory } = opening
  const { files, processes, clock } = context.sparkContext.environment
  const owner = await Owner.claim(files, directory, processes, clock.now())
  try {
    return await open(opening, owner)
  } catch (error) {
    await owner.release().catch(() => {})
    throw error
  }
}

async function open({ context, inputs, failed, ...place }: Opening, owner: Owner): Promise<OpenedCheckpoint> {
  const { sparkContext, graph } = context
  const { directory } = place
  if (!place.resumes) await layAside(context, directory, owner.epoch)
  const recovered = place.resumes ? recover(sparkContext.environment.files, directory) : undefined
  if (recovered !== undefined) requireBatch(context, recovered)
  const matching = recovered && match(graph.states, recovered, dropped(context))
  if (recovered !== undefined && matching !== undefined) tell(context, directory, recovered, matching)
  const checkpointing = await Checkpointing.open({
    ...{ directory, sparkContext, graph, timeline: context.timeline, inputs, owner, recovered, matching },
    failed: (error) => failed('a checkpoint could not be written', error),
  })
  const resume = recovered && resumeOf(context, recovered)
  return { checkpointing, resume, owner }
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
async function layAside({ sparkContext }: StreamingContext, directory: string, epoch: number): Promise<void> {
  const { environment, logger } = sparkContext
  const { files } = environment
  const log = logDirectory(directory)
  if (files.statSync(log) === undefined) return
  const aside = joinPath(directory, `log-before-${epoch}`)
  await files.rename(log, aside)
  await files.remove(floorFile(directory))
  await files.syncDirectory(directory)
  logger.warn(
    `${directory} holds the checkpoint of an earlier run, which is not gone on from and was moved to ${aside}: ` +
      'StreamingContext.getOrCreate goes on from it, and so does a job that is given the directory.',
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

const dropped = ({ sparkContext }: StreamingContext): ReadonlySet<string> =>
  new Set(
    textSetting(sparkContext.conf, 'millstream.checkpoint.dropState')
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
    ['kept', matched.filter((m) => m.from !== undefined && !m.moved).map(nameOf)],
    ['laid out anew', matched.filter((m) => m.from !== undefined && m.moved).map(nameOf)],
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
