import { StreamError } from '../../kernel/errors.ts'
import type { Processes, ProcessIdentity } from '../../kernel/processes.ts'
import { makeAbove, makeDurableDirectory } from '../../storage/durable-directory.ts'
import { bytesOf as bytesOfFile } from '../../storage/file-bytes.ts'
import { type Files, joinPath } from '../../storage/files.ts'
import { publish } from '../../storage/publish.ts'
import { codeOf } from '../../storage/system-error.ts'
import { overtaken } from './kept-folder.ts'

/** Who owns a directory of checkpoints, as its file says. */
export interface OwnerNote extends ProcessIdentity {
  readonly epoch: number
  /** ms since 1970. */
  readonly since: number
  /** It ended in good order. */
  readonly released?: boolean
  /** Names of the folders with RDDs that it saved, and of those that owners before it have left. */
  readonly folders?: readonly string[]
}

/**
 * Sees to it that one process at a time writes to a directory of checkpoints.
 *
 * Each owner has a number, its epoch, and a file of that number in `owner/`. A file can be made once, so no two processes
 * get the same number. A process whose number is not the highest any more has lost the directory, even if it was only
 * stopped for a while and knows nothing of it: it asks before each of its commits.
 */
export class Owner {
  readonly epoch: number
  /** Folders with RDDs that owners before this one have saved; nobody reads them any more. */
  readonly earlier: readonly string[]
  readonly #files: Files
  readonly #directory: string
  readonly #note: OwnerNote

  /** As `claim` makes it. */
  constructor(files: Files, directory: string, note: OwnerNote, earlier: readonly string[] = []) {
    this.epoch = note.epoch
    this.earlier = earlier
    this.#files = files
    this.#directory = directory
    this.#note = note
  }

  /**
   * Become the owner of `directory`, which is made when it is not there. `folder` is where this process saves RDDs.
   *
   * Errors    E_CHECKPOINT_IN_USE while the process runs that owns it
   */
  static async claim(
    files: Files,
    directory: string,
    processes: Processes,
    now: number,
    folder?: string,
  ): Promise<Owner> {
    const owners = ownerFolder(directory)
    await makeAbove(files, directory)
    await makeDurableDirectory(files, owners, { private: true })
    for (;;) {
      const last = lastOwner(files, directory)
      requireFree(directory, last, processes)
      const earlier = foldersOf(last).filter((name) => files.statSync(joinPath(directory, name)) !== undefined)
      const folders = folder === undefined ? earlier : [...earlier, folder]
      const note = { ...processes.self(), epoch: (last?.epoch ?? 0) + 1, since: now, folders }
      const owner = new Owner(files, directory, note, earlier)
      if (!(await owner.#write())) continue
      // Also what they were about to put into place; not what is of those who have taken over from this one meanwhile.
      for (const { name, path } of files.listSync(owners))
        if (isOwnerFile(name.replace(/\.tmp$/, '')) && Number.parseInt(name, 10) < note.epoch) await files.remove(path)
      return owner
    }
  }

  /** Errors: E_CHECKPOINT_FENCED when another process has become the owner. */
  require(): void {
    const gone = this.#files.statSync(this.#path(this.epoch)) === undefined
    if (!gone && this.#files.statSync(this.#path(this.epoch + 1)) === undefined) return
    throw overtaken(this.#directory)
  }

  /**
   * Do something with what is kept. Whoever was replaced meanwhile finds it gone: then that is the error, and not what the
   * system says.
   */
  async act<T>(work: () => T | Promise<T>): Promise<T> {
    this.require()
    try {
      return await work()
    } catch (error) {
      if (!StreamError.is(error)) this.require()
      throw error
    }
  }

  /** Let others have the directory. */
  async release(): Promise<void> {
    // They have it already.
    if (this.#files.statSync(this.#path(this.epoch)) === undefined) return
    await publish(this.#files, this.#path(this.epoch), bytesOf({ ...this.#note, released: true }), {
      private: true,
    })
  }

  /** Answers false when somebody else was faster. */
  async #write(): Promise<boolean> {
    const path = this.#path(this.epoch)
    try {
      const file = this.#files.create(path, { exclusive: true, private: true })
      try {
        file.append(bytesOf(this.#note))
        await file.sync()
      } finally {
        file.close()
      }
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      throw error
    }
    await this.#files.syncDirectory(ownerFolder(this.#directory))
    return true
  }

  #path(epoch: number): string {
    return joinPath(ownerFolder(this.#directory), nameOf(epoch))
  }
}

/** True for an owner that may still write. */
export const isAlive = (owner: OwnerNote, processes: Processes): boolean =>
  owner.released !== true && processes.isRunning(owner)

/** Errors: E_CHECKPOINT_IN_USE. */
export function requireFree(directory: string, owner: OwnerNote | undefined, processes: Processes): void {
  if (owner !== undefined && isAlive(owner, processes)) throw inUse(directory, owner)
}

/** The last owner of a directory; undefined when it never had one. A file that a crash tore counts by its number alone. */
export function lastOwner(files: Files, directory: string): OwnerNote | undefined {
  const folder = ownerFolder(directory)
  if (files.statSync(folder) === undefined) return undefined
  for (;;) {
    const epochs = files.listSync(folder).flatMap(({ name }) => (isOwnerFile(name) ? [Number.parseInt(name, 10)] : []))
    if (epochs.length === 0) return undefined
    const epoch = Math.max(...epochs)
    try {
      return noteOf(bytesOfFile(files, joinPath(folder, nameOf(epoch))), epoch)
    } catch (error) {
      // A new owner has removed it meanwhile, whose own file is there.
      if (codeOf(error) !== 'ENOENT') throw error
    }
  }
}

function noteOf(bytes: Buffer, epoch: number): OwnerNote {
  const none = { epoch, since: 0, pid: 0, host: '', boot: '', started: '', released: true }
  try {
    const note = { ...none, released: false, ...(JSON.parse(bytes.toString()) as Partial<OwnerNote>), epoch }
    const isOurs = Object.entries(none).every(([key, value]) => typeof note[key as keyof OwnerNote] === typeof value)
    return isOurs && Math.abs(note.since) <= LAST_TIME ? note : none
  } catch {
    return none
  }
}

/** Names only: a note that somebody has written leads nowhere else. */
function foldersOf(note: OwnerNote | undefined): string[] {
  const folders: unknown = note?.folders
  return Array.isArray(folders) ? folders.filter((name) => typeof name === 'string' && RUN_FOLDER.test(name)) : []
}

const RUN_FOLDER = /^[0-9a-z]{1,12}-[0-9a-z]{1,12}$/

/** The last time that a date can have, in ms since 1970. */
const LAST_TIME = 8.64e15

export const ownerFolder = (directory: string): string => joinPath(directory, 'owner')
/** True for the name of a file that says who owns a directory. */
export const isOwnerFile = (name: string): boolean => /^\d{10}\.json$/.test(name)
const nameOf = (epoch: number): string => `${String(epoch).padStart(10, '0')}.json`
const bytesOf = (note: OwnerNote): Uint8Array => Buffer.from(`${JSON.stringify(note)}\n`)

const inUse = (directory: string, { pid, host, since }: OwnerNote): StreamError =>
  new StreamError(
    'E_CHECKPOINT_IN_USE',
    `process ${pid} of ${host} has been writing checkpoints here since ${new Date(since).toISOString()}`,
    { at: directory, hint: 'Stop that process, or give this one a directory of its own.' },
  )
