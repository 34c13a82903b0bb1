import {
  close as closeLater,
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  openSync,
  promises,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
  statSync,
  writeSync,
  writevSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import {
  baseName,
  type FileStatus,
  type Files,
  joinPath,
  type ReadableFile,
  type Rights,
  type WritableFile,
} from './files.ts'
import { codeOf, isAbsence, systemError } from './system-error.ts'

const syncData = promisify(fdatasync)

/** The files of this machine. */
export const nodeFiles: Files = {
  stat: (path) => promises.stat(path).then((stats) => statusOf(path, stats), absent),
  async list(directory) {
    const names = await promises.readdir(directory)
    const found = await Promise.all(names.sort().map((name) => nodeFiles.stat(joinPath(directory, name))))
    return found.filter(isThere)
  },
  statSync(path) {
    try {
      const stats = statSync(path, { throwIfNoEntry: false })
      return stats && statusOf(path, stats)
    } catch (error) {
      return absent(error)
    }
  },
  listSync: (directory) =>
    readdirSync(directory)
      .sort()
      .map((name) => nodeFiles.statSync(joinPath(directory, name)))
      .filter(isThere),
  linkSync(path) {
    try {
      return readlinkSync(path)
    } catch (error) {
      // The system's answer for what is no link.
      if (codeOf(error) !== 'EINVAL' && codeOf(error) !== 'UNKNOWN') absent(error)
      return undefined
    }
  },
  open: (path) => new NodeReadable(path),
  create: (path, options) => new NodeWritable(path, options),
  async makeDirectory(path, rights) {
    const mode = rights?.private === true ? PRIVATE_DIRECTORY : DIRECTORY_MODE
    await promises.mkdir(path, { recursive: true, mode })
  },
  rename: (from, to) => promises.rename(from, to),
  async syncFile(path) {
    // Windows syncs only what is open for writing.
    const file = await promises.open(path, process.platform === 'win32' ? 'r+' : 'r')
    try {
      await file.datasync()
    } finally {
      await file.close()
    }
  },
  async syncDirectory(path) {
    // Windows has no such call; there the names are as durable as the file system makes them.
    if (process.platform === 'win32') return
    const directory = await promises.open(path, 'r')
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  },
  remove: (path) => promises.rm(path, { recursive: true, force: true }),
  async temporaryDirectory(prefix, under) {
    // mkdtemp makes it with mode 0700, whatever the umask.
    return slashed(await promises.mkdtemp(joinPath(under ?? slashed(tmpdir()), prefix)))
  },
}

/** A link to nothing, or a file that went away between the listing and the look at it. */
const isThere = (status: FileStatus | undefined): status is FileStatus => status !== undefined

function absent(error: unknown): undefined {
  if (!isAbsence(error)) throw error
}

const slashed = (path: string): string => (process.platform === 'win32' ? path.replaceAll('\\', '/') : path)

const statusOf = (path: string, stats: Stats): FileStatus => ({
  path,
  name: baseName(path),
  kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
  size: stats.size,
  modified: Math.floor(stats.mtimeMs),
  mode: stats.mode & (process.platform === 'win32' ? 0o700 : 0o777),
})

class NodeReadable implements ReadableFile {
  readonly size: number
  readonly #path: string
  #fd: number | undefined

  constructor(path: string) {
    this.#path = path
    this.#fd = openSync(path, 'r')
    const stats = fstatSync(this.#fd)
    this.size = stats.size
    if (!stats.isDirectory()) return
    this.close()
    throw systemError('EISDIR', 'open', path)
  }

  read(into: Uint8Array, position: number): number {
    if (this.#fd === undefined) throw systemError('EBADF', 'read', this.#path)
    let filled = 0
    while (filled < into.length) {
      const came = readSync(this.#fd, into, filled, into.length - filled, position + filled)
      if (came === 0) break
      filled += came
    }
    return filled
  }

  close(): void {
    if (this.#fd === undefined) return
    closeSync(this.#fd)
    this.#fd = undefined
  }
}

class NodeWritable implements WritableFile {
  readonly #path: string
  #fd: number | undefined
  #size = 0
  #syncs = 0

  constructor(path: string, options: (Rights & { readonly exclusive?: boolean }) | undefined) {
    this.#path = path
    const mode = options?.private === true ? PRIVATE_FILE : FILE_MODE
    this.#fd = openSync(path, options?.exclusive === true ? EXCLUSIVE : 'w', mode)
  }

  get size(): number {
    return this.#size
  }

  append(bytes: Uint8Array): void {
    const fd = this.#open('write')
    for (let written = 0; written < bytes.length; ) {
      const now = writeSync(fd, bytes, written, bytes.length - written)
      written += now
      this.#size += now
    }
  }

  appendAll(parts: readonly Uint8Array[]): void {
    const fd = this.#open('write')
    for (let left = parts.filter(({ length }) => length > 0); left.length > 0; ) {
      const now = writevSync(fd, left.slice(0, MOST_PARTS))
      this.#size += now
      left = behind(left, now)
    }
  }

  async sync(): Promise<void> {
    const fd = this.#open('fdatasync')
    this.#syncs++
    try {
      await syncData(fd)
    } finally {
      // A close that came meanwhile was left to us: the number of a closed file may belong to another one already.
      if (--this.#syncs === 0 && this.#fd === undefined) closeLater(fd)
    }
  }

  close(): void {
    if (this.#fd === undefined) return
    if (this.#syncs === 0) closeSync(this.#fd)
    this.#fd = undefined
  }

  #open(call: string): number {
    if (this.#fd === undefined) throw systemError('EBADF', call, this.#path)
    return this.#fd
  }
}

/** Parts of one call: what POSIX allows is at least this on all systems in use. */
const MOST_PARTS = 1024

/** What is left of parts without their first bytes. */
function behind(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let at = 0
  while (at < parts.length && bytes >= (parts[at] as Uint8Array).length) bytes -= (parts[at++] as Uint8Array).length
  const [first, ...rest] = parts.slice(at)
  return first === undefined ? [] : [first.subarray(bytes), ...rest]
}

/** Rights before the umask is taken away: whatever that is, others may not write. */
const [FILE_MODE, DIRECTORY_MODE] = [0o664, 0o775]
const [PRIVATE_FILE, PRIVATE_DIRECTORY] = [0o600, 0o700]
/** A new file only: neither an old one nor a link that somebody laid in its place. */
const EXCLUSIVE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)
