import { StreamError } from '../../kernel/errors.ts'
import { printable, quoted } from '../../kernel/show.ts'
import { type FileStatus, type Files, joinPath } from '../../storage/files.ts'
import { firstOf } from '../../storage/log/segment.ts'
import { letterLogs } from '../letters/letter-log.ts'
import { logDirectory } from './checkpoint-log.ts'
import { floorFile } from './floor-file.ts'
import { keptFolders } from './kept-folder.ts'
import { isOwnerFile, ownerFolder } from './owner.ts'
import { receivedFolder } from './received.ts'

/** Any user of the machine may write to it. */
const WORLD_WRITABLE = 0o002

/**
 * See to it that what lies in a directory of checkpoints under our names is what we put there: files and folders of the
 * right kind, no symbolic links, and none that any user of the machine may write to, unless `isShared` says that this is
 * known. The directory itself may be reached through a link: that is for its user to choose.
 *
 * Errors    E_CHECKPOINT_UNSAFE, STATE_CORRUPT
 */
export function requireSafe(files: Files, directory: string, isShared: boolean): void {
  if (!requireKind(files, directory, 'directory', isShared)) return
  requireFolder(files, ownerFolder(directory), isShared, ({ name }) => isOwnerFile(name))
  requireLayout(files, directory)
  for (const kept of keptFolders(files, directory)) requireKept(files, kept, isShared)
}

/**
 * Before all that is kept lay in folders of owners, logs lay beside these. To pass over them would be to begin anew without a
 * word.
 *
 * Errors    STATE_CORRUPT
 */
export function requireLayout(files: Files, directory: string): void {
  const logs = [logDirectory(directory), ...letterLogs(directory), ...letterLogs(joinPath(directory, 'dead-letters'))]
  const log = logs.find((path) => isLog(files, path))
  if (log === undefined) return
  throw new StreamError('STATE_CORRUPT', 'it is a log as earlier versions of millstream kept it', {
    at: log,
    hint: 'Go on with the version that wrote it; or move it away to begin anew.',
  })
}

const isLog = (files: Files, path: string): boolean =>
  files.statSync(path)?.kind === 'directory' && files.listSync(path).some(({ name }) => firstOf(name) !== undefined)

function requireKept(files: Files, kept: string, isShared: boolean): void {
  if (!requireOne(files, kept, 'directory', isShared)) return
  const received = receivedFolder(kept)
  requireOne(files, received, 'directory', isShared)
  requireOne(files, floorFile(kept), 'file', isShared)
  for (const log of [logDirectory(kept), ...letterLogs(kept), ...foldersIn(files, received)])
    requireFolder(files, log, isShared, ({ name }) => firstOf(name) !== undefined)
}

function foldersIn(files: Files, path: string): string[] {
  return files.statSync(path) === undefined ? [] : files.listSync(path).map((status) => status.path)
}

function requireFolder(files: Files, path: string, isShared: boolean, isOurs: (status: FileStatus) => boolean): void {
  if (!requireOne(files, path, 'directory', isShared)) return
  for (const status of files.listSync(path)) if (isOurs(status)) requireOne(files, status.path, 'file', isShared)
}

type Kind = 'file' | 'directory'

/** Answers false when there is nothing. */
function requireOne(files: Files, path: string, kind: Kind, isShared: boolean): boolean {
  const target = files.linkSync(path)
  if (target !== undefined) throw linked(path, target)
  return requireKind(files, path, kind, isShared)
}

function requireKind(files: Files, path: string, kind: Kind, isShared: boolean): boolean {
  const status = files.statSync(path)
  if (status === undefined) return false
  if (status.kind !== kind)
    throw new StreamError('STATE_CORRUPT', `it is a ${status.kind === 'other' ? 'device' : status.kind}`, {
      at: path,
      hint: `A ${kind} of millstream belongs there: move what is there away.`,
    })
  if (!isShared && (status.mode & WORLD_WRITABLE) !== 0) throw writable(path, status)
  return true
}

const linked = (path: string, target: string): StreamError =>
  new StreamError('E_CHECKPOINT_UNSAFE', `it is a symbolic link to ${printable(target)}`, {
    at: path,
    hint: `If that is what belongs here, put it in the place of the link: mv ${quoted(target)} ${quoted(path)}.`,
  })

const writable = (path: string, { mode, kind }: FileStatus): StreamError =>
  new StreamError('E_CHECKPOINT_UNSAFE', `any user may write to this ${kind}: its mode is ${mode.toString(8)}`, {
    at: path,
    hint: `If nobody has, take that right away: chmod o-w ${quoted(path)}.`,
  })
