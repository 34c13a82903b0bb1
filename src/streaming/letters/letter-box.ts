import type { Environment } from '../../rdd/environment.ts'
import { CheckpointLog } from '../checkpoint/checkpoint-log.ts'
import { Owner } from '../checkpoint/owner.ts'
import type { DeadLetter } from './dead-letter.ts'
import { encodeLetter, lettersLog, settleLog } from './letter-log.ts'

export interface LetterBoxParts {
  readonly environment: Pick<Environment, 'files' | 'clock' | 'logger' | 'processes'>
  readonly directory: string
  readonly segmentBytes: number
  /** Of the checkpoint that the directory is in; without one the directory has an owner of its own. */
  readonly owner: Owner | undefined
}

/** A directory of dead letters, as its owner writes it. */
export class LetterBox {
  readonly directory: string
  readonly #log: CheckpointLog
  /** To be released in the end. */
  readonly #owner: Owner | undefined

  private constructor(directory: string, log: CheckpointLog, owner: Owner | undefined) {
    this.directory = directory
    this.#log = log
    this.#owner = owner
  }

  /** Errors: E_CHECKPOINT_IN_USE, STATE_CORRUPT; the system's own. */
  static async open({ environment, directory, segmentBytes, owner: above }: LetterBoxParts): Promise<LetterBox> {
    const { files, clock, logger, processes } = environment
    const owner = above ?? (await Owner.claim(files, directory, processes, clock.now()))
    const own = above === undefined ? owner : undefined
    try {
      await settleLog(files, directory)
      const parts = { files, clock, logger, directory, owner, log: lettersLog(directory), segmentBytes }
      return new LetterBox(directory, await CheckpointLog.open(parts), own)
    } catch (error) {
      await own?.release().catch(() => {})
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
