import type { Clock } from '../../kernel/clock/clock.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Logger } from '../../kernel/log.ts'
import { thrownText } from '../../kernel/thrown.ts'
import { type Files, joinPath } from '../../storage/files.ts'
import { LogWriter } from '../../storage/log/log-writer.ts'
import type { LogContents } from '../../storage/log/read-log.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { codeOf, isFull } from '../../storage/system-error.ts'
import { Room } from '../room.ts'
import { nameOfLog } from './floor-file.ts'
import type { Owner } from './owner.ts'

export interface CheckpointLogParts {
  readonly files: Files
  readonly clock: Clock
  readonly logger: Logger
  /** Of the checkpoint, for errors. */
  readonly directory: string
  /** Of the log. */
  readonly log: string
  readonly owner: Owner
  readonly segmentBytes: number
  /** What is written, for messages. Default: checkpoints. */
  readonly what?: string
  /** What its owner has found there, when it has looked. */
  readonly found?: LogContents | undefined
  /** That for logs of this kind. */
  readonly seal?: Seal | undefined
}

/** The log among what is kept. */
export const logDirectory = (kept: string): string => joinPath(kept, 'log')

/** That of the log. `seal`: that of the program. */
export const logSeal = (seal: Seal | undefined): Seal | undefined => seal?.of('checkpoint')

interface Waiting {
  readonly number: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** What is written to most of them. */
const WHAT = 'checkpoints'
/** Times that another error is tried again. */
const MOST_TRIES = 3

/**
 * A log of a checkpoint, as its owner writes it: records become durable in their order, in groups, while the batches go on.
 *
 * A disk that is full makes whoever waits for a record wait until there is room again; nothing is lost by it and nothing
 * torn. Another error is tried again in a new file, and then ends the writing for good.
 *
 * Errors    of `durable`: E_CHECKPOINT_FENCED, E_CHECKPOINT_UNWRITABLE
 */
export class CheckpointLog {
  readonly #parts: CheckpointLogParts
  readonly #log: LogWriter
  /** Records that are not durable yet, the first of them with number `#from`. */
  #records: (readonly Uint8Array[])[] = []
  #from: number
  /** Those of them that were handed to the log. */
  #appended = 0
  #waiting: Waiting[] = []
  /** Bytes of `#records`. */
  #bytes = 0
  #running: Promise<void> | undefined
  #failure: unknown
  #isRemoving = false
  /** Aborted when it is closed: no room is waited for any more. */
  readonly #closing = new AbortController()

  private constructor(parts: CheckpointLogParts, log: LogWriter) {
    this.#parts = parts
    this.#log = log
    this.#from = log.next
  }

  /** Errors: STATE_CORRUPT, STATE_SEAL, E_CHECKPOINT_FENCED, E_CHECKPOINT_UNWRITABLE. */
  static async open(parts: CheckpointLogParts): Promise<CheckpointLog> {
    try {
      return new CheckpointLog(parts, await parts.owner.act(() => LogWriter.open(parts.files, parts.log, parts)))
    } catch (error) {
      throw codeOf(error) === undefined || StreamError.is(error)
        ? error
        : unwritable(parts.directory, error, parts.what)
    }
  }

  /** What tells it from all other logs. */
  get name(): string {
    return nameOfLog(this.#log.name)
  }

  /** Number of the next record. */
  get next(): number {
    return this.#from + this.#records.length
  }

  /** Take a record, which may come in parts; answers its number. The parts must stay as they are until it is durable. */
  append(payload: Uint8Array | readonly Uint8Array[]): number {
    const number = this.next
    const parts = payload instanceof Uint8Array ? [payload] : payload
    this.#records.push(parts)
    this.#bytes += lengthOf(parts)
    this.#running ??= this.#run()
    return number
  }

  /** Bytes that are not durable yet. */
  get unsynced(): number {
    return this.#bytes
  }

  /** Resolves when record `number` and all before it survive a crash. */
  durable(number: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    if (number < this.#from) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiting.push({ number, resolve, reject }))
  }

  /** Forget records below `number`; not sooner than those who need them have said so durably. */
  async removeBefore(number: number): Promise<void> {
    // The next batch comes back to what is left out here.
    if (this.#isRemoving) return
    this.#isRemoving = true
    try {
      await this.#parts.owner.act(() => this.#log.removeBefore(number))
    } finally {
      this.#isRemoving = false
    }
  }

  /** Resolves when all is durable, or rejects with why it is not: a disk that is full is not waited for any more. */
  async close(): Promise<void> {
    this.#closing.abort()
    try {
      await this.#running
      if (this.#failure !== undefined) throw this.#failure
    } finally {
      await this.#log.close().catch(() => {})
    }
  }

  async #run(): Promise<void> {
    // What comes in the same moment goes into the same group.
    await Promise.resolve()
    try {
      while (this.#records.length > 0) await this.#group()
      this.#running = undefined
    } catch (error) {
      this.#failure = error
      for (const { reject } of this.#waiting) reject(error)
      this.#waiting = []
    }
  }

  async #group(): Promise<void> {
    const count = this.#records.length
    const { signal } = this.#closing
    const room = new Room(this.#parts.clock, signal)
    for (let tries = 0; ; ) {
      try {
        await this.#parts.owner.act(() => this.#write(count))
        // Whoever took over meanwhile does not read what was written since.
        this.#parts.owner.require()
        if (room.wasMissing) this.#parts.logger.warn(`${this.#what} in ${this.#parts.directory} are written again`)
        return this.#made(count)
      } catch (error) {
        if (StreamError.is(error)) throw error
        if (signal.aborted || (!isFull(error) && ++tries >= MOST_TRIES))
          throw unwritable(this.#parts.directory, error, this.#what)
        if (!room.wasMissing) this.#tell(error)
        await room.wait()
        this.#appended = 0
        await this.#log.reopen().catch(() => {})
      }
    }
  }

  #write(count: number): Promise<void> {
    while (this.#appended < count) this.#log.append(this.#records[this.#appended++] as Uint8Array[])
    return this.#log.sync()
  }

  #made(count: number): void {
    for (const payload of this.#records.splice(0, count)) this.#bytes -= lengthOf(payload)
    this.#appended -= count
    this.#from += count
    const due = this.#waiting
    this.#waiting = []
    for (const waiting of due) {
      if (waiting.number < this.#from) waiting.resolve()
      else this.#waiting.push(waiting)
    }
  }

  get #what(): string {
    return this.#parts.what ?? WHAT
  }

  #tell(error: unknown): void {
    const { logger, directory } = this.#parts
    const what = isFull(error) ? `there is no room for ${this.#what}` : `${this.#what} cannot be written`
    logger.error(`${what} in ${directory}: batches wait until there is (${thrownText(error)})`)
  }
}

/** The error for a directory that the system does not let us use. */
export const unwritable = (directory: string, cause: unknown, what = WHAT): StreamError =>
  new StreamError('E_CHECKPOINT_UNWRITABLE', `${what} cannot be written: ${thrownText(cause)}`, {
    at: directory,
    hint: 'Look at the disk and at the rights to the directory, and start again: nothing that was durable is lost.',
    cause,
  })

/** Bytes of a record that comes in parts. */
export const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0)
