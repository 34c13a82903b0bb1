import { freshSeed } from '../../kernel/random.ts'
import { makeDurableDirectory } from '../durable-directory.ts'
import { type Files, joinPath, type WritableFile } from '../files.ts'
import { type LogContents, readLog } from './read-log.ts'
import { markBytes, recordHead } from './record.ts'
import type { Seal } from './seal.ts'
import { headerBytes, headerLength, segmentName } from './segment.ts'
import { type Settled, settle } from './settle.ts'

export interface LogOptions {
  /** Bytes after which a new segment begins. Default: 64 MiB. */
  readonly segmentBytes?: number
  /** Sixteen bytes that tell a new log from all others. Default: random. */
  readonly name?: Uint8Array
  /** What is there, by a reading after which nobody has written to the log. Default: it is read. */
  readonly found?: LogContents | undefined
  /** That for logs of this kind: the log is sealed. Default: it is not. */
  readonly seal?: Seal | undefined
}

const SEGMENT_BYTES = 64 * 2 ** 20

/** A segment that is being written. */
interface Open {
  readonly path: string
  readonly first: number
  readonly before: number
  readonly file: WritableFile
  /** Where the records end that were synced; 0 until the name of the file is. */
  synced: number
}

/** A segment that is only read any more. */
interface Old {
  readonly path: string
  readonly first: number
}

/**
 * The writing end of a record log. One process at a time writes a log; who makes sure of that is the owner of the
 * directory. What is in it is for the user alone who runs that process.
 *
 * State     A record counts when a `sync` that was called after its `append` has resolved
 * Errors    STATE_CORRUPT when the log that is there is damaged, STATE_SEAL when it is not sealed as it should be. When a write or a sync fails, that call and all after it
 *           reject with the system's error until `reopen`: what was appended since the last good sync is not in the log
 * Source    docs/reference/record-log-format.md; ATC'20 "Can Applications Recover from fsync Failures?" for why nothing is
 *           tried again on a file whose sync has failed
 */
export class LogWriter {
  readonly #files: Files
  readonly #directory: string
  readonly #log: Uint8Array
  readonly #seal: Seal | undefined
  /** That of this log alone. */
  readonly #sealOfLog: Seal | undefined
  readonly #most: number
  readonly #old: Old[]
  #open: Open | undefined
  /** Bytes that count of the segment before the next one. */
  #before: number
  #next: number
  #synced: number
  /** Records that came while a sync was running. */
  #held: (readonly Uint8Array[])[] = []
  #running: Promise<void> | undefined
  #waiting: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  private constructor(files: Files, directory: string, { log, next, segments, before }: Settled, options: LogOptions) {
    this.#files = files
    this.#directory = directory
    this.#log = log ?? options.name ?? freshName()
    this.#seal = options.seal
    this.#sealOfLog = options.seal?.of(this.#log)
    this.#most = options.segmentBytes ?? SEGMENT_BYTES
    this.#old = [...segments]
    this.#before = before
    this.#next = next
    this.#synced = next
  }

  /** Open the log in a directory, which is made when it is not there. */
  static async open(files: Files, directory: string, options: LogOptions = {}): Promise<LogWriter> {
    await makeDurableDirectory(files, directory, { private: true })
    const { seal, found = readLog(files, directory, () => {}, { seal }) } = options
    const settled = await settle(files, directory, found, seal)
    return new LogWriter(files, directory, settled, options)
  }

  /** Sixteen bytes that tell this log from all others. */
  get name(): Uint8Array {
    return this.#log
  }

  /** Number of the next record. */
  get next(): number {
    return this.#next
  }

  /** Records below this number count. */
  get synced(): number {
    return this.#synced
  }

  /** Number of the first record that is still there. */
  get first(): number {
    return this.#old[0]?.first ?? this.#open?.first ?? this.#next
  }

  /** Append a record, which may come in parts, and answer its number. While a sync runs, it is kept until that is over. */
  append(payload: Uint8Array | readonly Uint8Array[]): number {
    if (this.#failure !== undefined) throw this.#failure.error
    const parts = payload instanceof Uint8Array ? [payload] : payload
    const record = [recordHead(this.#next, this.#synced, parts, this.#sealOfLog), ...parts]
    if (this.#running === undefined) this.#write(record)
    else this.#held.push(record)
    return this.#next++
  }

  /** Resolves when all that was appended before this call counts. Those who wait at the same time share one sync. */
  sync(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error)
    if (this.#waiting === undefined) {
      if (this.#running === undefined && this.#synced === this.#next) return Promise.resolve()
      this.#waiting = this.#group()
    }
    return this.#waiting
  }

  /** After a failure: go on behind the last record that counts, in a new segment. */
  async reopen(): Promise<void> {
    if (this.#failure === undefined) return
    await this.#running?.catch(() => {})
    const open = this.#open
    this.#open = undefined
    this.#held = []
    this.#next = this.#synced
    if (open !== undefined) await this.#abandon(open)
    this.#failure = undefined
  }

  /**
   * Remove whole segments whose records are all below `number`, oldest first. The one that is being written stays, and the
   * one before it until that survives a crash: otherwise nothing might be left to say how far the numbers have come.
   */
  async removeBefore(number: number): Promise<void> {
    for (;;) {
      const [oldest, after] = this.#old
      const end = after?.first ?? this.#durableOpen?.first
      if (oldest === undefined || end === undefined || end > number) return
      await this.#files.remove(oldest.path)
      this.#old.shift()
      // Before the next: a crash that brings this one back and not the next would leave a gap.
      await this.#files.syncDirectory(this.#directory)
    }
  }

  get #durableOpen(): Open | undefined {
    return (this.#open?.synced ?? 0) > 0 ? this.#open : undefined
  }

  /** Sync, and close the files. */
  async close(): Promise<void> {
    try {
      if (this.#failure === undefined) await this.sync()
    } finally {
      this.#open?.file.close()
      this.#open = undefined
    }
  }

  async #group(): Promise<void> {
    await (this.#running ?? Promise.resolve()).catch(() => {})
    this.#waiting = undefined
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#synced === this.#next) return
    this.#running = this.#syncNow()
    try {
      await this.#running
    } catch (error) {
      this.#failure ??= { error }
      throw error
    } finally {
      this.#running = undefined
      this.#writeHeld()
    }
  }

  async #syncNow(): Promise<void> {
    const open = this.#open
    if (open === undefined) return
    const [end, next] = [open.file.size, this.#next]
    await open.file.sync()
    if (open.synced === 0) await this.#files.syncDirectory(this.#directory)
    open.synced = end
    this.#synced = next
  }

  /** What was held back by a sync, behind a mark that says what it has synced. */
  #writeHeld(): void {
    const held = this.#held
    this.#held = []
    if (this.#failure !== undefined || this.#open === undefined) return
    try {
      this.#mark(this.#open)
      for (const record of held) this.#write(record)
    } catch {
      // Noted by what failed; whoever syncs or appends next is told.
    }
  }

  #mark(open: Open): void {
    this.#appendTo(open, [markBytes(this.#synced, this.#sealOfLog)])
    if (open.synced < this.#most) return
    open.file.close()
    this.#old.push(open)
    this.#before = open.synced
    this.#open = undefined
  }

  #write(record: readonly Uint8Array[]): void {
    this.#open ??= this.#begin()
    this.#appendTo(this.#open, record)
  }

  #appendTo({ file }: Open, parts: readonly Uint8Array[]): void {
    this.#noting(() => file.appendAll(parts))
  }

  #begin(): Open {
    const [first, before] = [this.#synced, this.#before]
    const path = joinPath(this.#directory, segmentName(first))
    return this.#noting(() => {
      const file = this.#files.create(path, { exclusive: true, private: true })
      const open: Open = { path, first, before, file, synced: 0 }
      // Kept from here on, so that it is cleared away when its header cannot be written.
      this.#open = open
      file.append(headerBytes({ log: this.#log, first, before }, this.#seal))
      return open
    })
  }

  #noting<R>(f: () => R): R {
    try {
      return f()
    } catch (error) {
      this.#failure ??= { error }
      throw error
    }
  }

  /** Leave a segment as it is, as far as it counts. */
  async #abandon(open: Open): Promise<void> {
    open.file.close()
    if (open.synced > headerLength(this.#seal)) {
      this.#old.push(open)
      this.#before = open.synced
    } else {
      await this.#files.remove(open.path)
      this.#before = open.before
    }
  }
}

const freshName = (): Uint8Array => new Uint8Array(Uint32Array.from({ length: 4 }, freshSeed).buffer)
