/**
 * Files as an interface, so that the same program runs on a disk, in memory, or on a disk that fails on purpose.
 *
 * Paths use `/`. What looks at directories is asynchronous; what reads and writes the bytes of an open file is
 * synchronous and works in large blocks, because it is called from inside a task, where nothing may wait.
 *
 * Every call that finds no file answers undefined or an empty list where its type allows it; everything else that goes
 * wrong is thrown as the system's own error, which has a `code` such as ENOENT, EACCES or ENOSPC.
 */
export interface Files {
  stat(path: string): Promise<FileStatus | undefined>
  /** What is directly inside a directory, sorted by name; symbolic links are followed. Throws ENOENT, ENOTDIR. */
  list(directory: string): Promise<FileStatus[]>
  /** As `stat`, at once: for operators that must know their partitions when they are called. */
  statSync(path: string): FileStatus | undefined
  /** As `list`, at once. */
  listSync(directory: string): FileStatus[]
  /** Where the symbolic link at a path leads, as it is written in it; undefined when something else is there, or nothing. */
  linkSync(path: string): string | undefined
  open(path: string): ReadableFile
  /** Make a new, empty file or empty an old one. With `exclusive`, an old one is EEXIST. */
  create(path: string, options?: Rights & { readonly exclusive?: boolean }): WritableFile
  /** With all its parents; harmless when it is there. */
  makeDirectory(path: string, rights?: Rights): Promise<void>
  /** Atomic; replaces a file of the new name. */
  rename(from: string, to: string): Promise<void>
  /** What a file holds, whoever wrote it, survives a crash once this resolves. */
  syncFile(path: string): Promise<void>
  /** Names that were made, changed or removed in a directory so far survive a crash once this resolves. */
  syncDirectory(path: string): Promise<void>
  /** A file, or a directory with all that is in it; harmless when it is not there. */
  remove(path: string): Promise<void>
  /** A new, empty directory that only this user can read. `under` is the system's place for such, unless given. */
  temporaryDirectory(prefix: string, under?: string): Promise<string>
}

/** Who may do what with files and directories that are made; those that are there keep theirs. */
export interface Rights {
  /** Nobody but this user may read, write or list it. Default: only writing is kept from others than its owner and group. */
  readonly private?: boolean
}

export interface FileStatus {
  readonly path: string
  /** Last part of the path. */
  readonly name: string
  readonly kind: 'file' | 'directory' | 'other'
  readonly size: number
  /** Time of the last change of its content, ms since the epoch. */
  readonly modified: number
  /** Who may read, write and execute it, as the nine bits of POSIX; on Windows, which has none, those of its owner. */
  readonly mode: number
}

export interface ReadableFile {
  readonly size: number
  /** Fill `into` from `position` on; answers how many bytes came, 0 at the end. */
  read(into: Uint8Array, position: number): number
  close(): void
}

export interface WritableFile {
  /** Bytes written so far. */
  readonly size: number
  append(bytes: Uint8Array): void
  /** As `append` of all of them as one, without making one of them. They are the caller's again when this returns. */
  appendAll(parts: readonly Uint8Array[]): void
  /** Everything appended so far survives a crash once this resolves. */
  sync(): Promise<void>
  close(): void
}

/** Last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Everything before the last part: `/` or `.` when there is nothing. */
export function directoryOf(path: string): string {
  const end = path.lastIndexOf('/')
  return end > 0 ? path.slice(0, end) : end === 0 ? '/' : '.'
}

export const joinPath = (directory: string, name: string): string =>
  directory.endsWith('/') ? directory + name : `${directory}/${name}`
