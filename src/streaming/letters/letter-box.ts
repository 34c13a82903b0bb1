import type { Environment } from '../../rdd/environment.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { CheckpointLog } from '../checkpoint/checkpoint-log.ts'
import { keptFolderOf, takeKept } from '../checkpoint/kept-folder.ts'
import { Owner } from '../checkpoint/owner.ts'
import { requireSafe } from '../checkpoint/safety.ts'
import type { DeadLetter } from './dead-letter.ts'
import { encodeLetter, lettersLog, lettersSeal, readLetters, settleLog } from './letter-log.ts'

export interface LetterBoxParts {
  readonly environment: Pick<Environment, 'files' | 'clock' | 'logger' | 'processes'>
  /** Of the checkpoint, or one for letters alone. */
  readonly directory: string
  readonly segmentBytes: number
  /** Of the checkpoint; without it the directory has an owner of its own. */
  readonly owner: Owner | undefined
  /** That of the program. Default: letters are not sealed. */
  readonly seal?: Seal | undefined
  /** Any user may write to a directory of its own, which is known. Default: false. */
  readonly isShared?: boolean
}

/** What is made of parts when the directory is its owner's. */
interface Opened {
  readonly directory: string
  readonly kept: string
  readonly before: readonly DeadLetter[]
  readonly log: CheckpointLog
  /** To be released in the end. */
  readonly owner: Owner | undefined
}

/** The letters of a directory, as its owner writes them, among what it keeps: see kept-folder.ts. */
export class LetterBox {
  readonly directory: string
  /** The folder that they are in. */
  readonly kept: string
  /** Letters that were there when it was opened. */
  readonly before: readonly DeadLetter[]
  readonly #log: CheckpointLog
  readonly #owner: Owner | undefined

  /** As `open` makes it. */
  constructor({ directory, kept, before, log, owner }: Opened) {
    this.directory = directory
    this.kept = kept
    this.before = before
    this.#log = log
    this.#owner = owner
  }

  /** Errors: E_CHECKPOINT_IN_USE, E_CHECKPOINT_UNSAFE, STATE_CORRUPT, STATE_SEAL; the system's own. */
  static async open(parts: LetterBoxParts): Promise<LetterBox> {
    const { environment, directory, owner, isShared = false } = parts
    if (owner !== undefined) return openAs(owner, keptFolderOf(directory, owner.epoch), parts)
    const { files, processes, clock } = environment
    requireSafe(files, directory, isShared)
    const own = await Owner.claim(files, directory, processes, clock.now())
    try {
      return await openAs(own, await own.act(() => takeKept(files, directory, own)), parts)
    } catch (error) {
      await own.release().catch(() => {})
      throw error
    }
  }

  /** Resolves when the letters survive a crash. Errors: E_CHECKPOINT_FENCED, E_CHECKPOINT_UNWRITABLE. */
  async add(letters: readonly DeadLetter[]): Promise<void> {
    let last = -1
    for (const letter of letters) last = this.#log.append(encodeLetter(letter))
    await this.#log.durable(last)
  }

  async close(): Promise<void> {
    try {
      await this.#log.close()
    } finally {
      await this.#owner?.release().catch(() => {})
    }
  }
}

async function openAs(owner: Owner, kept: string, parts: LetterBoxParts): Promise<LetterBox> {
  const { environment, directory, segmentBytes, seal } = parts
  const { files, clock, logger } = environment
  await owner.act(() => settleLog(files, kept))
  const before = readLetters(files, kept, seal)
  const place = { directory, log: lettersLog(kept), segmentBytes, what: 'dead letters', seal: lettersSeal(seal) }
  const log = await CheckpointLog.open({ files, clock, logger, owner, ...place })
  return new LetterBox({ directory, kept, before, log, owner: parts.owner === undefined ? owner : undefined })
}
