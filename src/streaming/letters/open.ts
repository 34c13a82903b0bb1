import { StreamError } from '../../kernel/errors.ts'
import type { SparkConf } from '../../rdd/conf.ts'
import { booleanSetting, bytesSetting, numberSetting, textSetting } from '../../rdd/settings.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { failurePolicy } from '../batches/failure-policy.ts'
import { keptFolder } from '../checkpoint/kept-folder.ts'
import { sealOf } from '../checkpoint/key-file.ts'
import type { Owner } from '../checkpoint/owner.ts'
import { requireSafe } from '../checkpoint/safety.ts'
import type { StreamingContext } from '../context.ts'
import type { Inputs } from '../input-stream.ts'
import type { ListenerBus } from '../listeners/bus.ts'
import type { DeadLetter } from './dead-letter.ts'
import { DeadLetters } from './dead-letters.ts'
import { InputWatch, type Origin } from './left-out.ts'
import { LetterBox, type LetterBoxParts } from './letter-box.ts'
import { readLetters } from './letter-log.ts'

export interface Opening {
  readonly context: StreamingContext
  readonly inputs: Inputs
  readonly bus: ListenerBus
  /** The checkpoint, when there is one, and whether the program goes on from it. */
  readonly checkpoint: Checkpoint | undefined
}

interface Checkpoint {
  readonly directory: string
  readonly owner: Owner
  readonly seal: Seal | undefined
  readonly resumes: boolean
}

/**
 * Read which records an earlier process left out, and become able to leave out others where the settings say so.
 *
 * Errors    CONFIG_SETTING when there is no directory; CONFIG_KEY_FILE; E_CHECKPOINT_IN_USE, E_CHECKPOINT_UNSAFE,
 *           STATE_CORRUPT, STATE_SEAL
 */
export async function openLetters({ context, inputs, bus, checkpoint }: Opening): Promise<DeadLetters | undefined> {
  const { sparkContext } = context
  const { conf } = sparkContext
  const isOn = failurePolicy(conf, checkpoint !== undefined).onFailure === 'dead-letter'
  const directory = textSetting(conf, 'millstream.deadLetters.directory') ?? checkpoint?.directory
  if (directory === undefined || directory === '') {
    if (isOn) throw noDirectory()
    return undefined
  }
  const owner = directory === checkpoint?.directory ? checkpoint.owner : undefined
  const seal = checkpoint === undefined ? sealOf(conf, sparkContext.environment.files) : checkpoint.seal
  const box = isOn ? await openBox(context, { directory, owner, seal }) : undefined
  const before = checkpoint?.resumes === true ? (box?.before ?? lettersIn(context, directory, seal)) : []
  if (box === undefined && before.length === 0) return undefined
  const watch = new InputWatch(before, (origin, letters) => tellDiffers(context, origin, letters))
  inputs.watch(watch)
  if (box === undefined) return undefined
  const most = numberSetting(conf, 'millstream.deadLetters.max') as number
  const mostBytes = bytesSetting(conf, 'millstream.deadLetters.recordBytes') as number
  return new DeadLetters({ sparkContext, bus, watch, box, most, mostBytes })
}

function openBox(
  { sparkContext }: StreamingContext,
  place: Pick<LetterBoxParts, 'directory' | 'owner' | 'seal'>,
): Promise<LetterBox> {
  const { conf, environment } = sparkContext
  const segmentBytes = bytesSetting(conf, 'millstream.checkpoint.segment') as number
  return LetterBox.open({ ...place, environment, segmentBytes, isShared: isShared(conf) })
}

/** Letters of a program that keeps no more of them. */
function lettersIn(
  { sparkContext }: StreamingContext,
  directory: string,
  seal: Seal | undefined,
): readonly DeadLetter[] {
  const { files } = sparkContext.environment
  requireSafe(files, directory, isShared(sparkContext.conf))
  const kept = keptFolder(files, directory)
  return kept === undefined ? [] : readLetters(files, kept, seal)
}

const isShared = (conf: SparkConf): boolean => booleanSetting(conf, 'millstream.checkpoint.worldWritable')

const noDirectory = (): StreamError =>
  new StreamError('CONFIG_SETTING', 'millstream.batch.onFailure is dead-letter and there is no place for letters', {
    hint: 'Set millstream.deadLetters.directory, or give the program a directory for checkpoints.',
  })

function tellDiffers({ sparkContext }: StreamingContext, { name, time }: Origin, letters: readonly DeadLetter[]): void {
  sparkContext.logger.warn(
    `${name} has not as many partitions in batch ${time} ms as when ${letters.length} records of it were left out: ` +
      'they are looked for again when something fails on them',
  )
}
