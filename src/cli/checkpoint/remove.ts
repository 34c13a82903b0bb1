import { StreamError } from '../../kernel/errors.ts'
import type { Processes } from '../../kernel/processes.ts'
import { baseName, type FileStatus, type Files } from '../../storage/files.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { firstOf } from '../../storage/log/segment.ts'
import { logDirectory } from '../../streaming/checkpoint/checkpoint-log.ts'
import { floorFile } from '../../streaming/checkpoint/floor-file.ts'
import { isAside, keptFolder, takeKept } from '../../streaming/checkpoint/kept-folder.ts'
import { isOwnerFile, Owner, ownerFolder } from '../../streaming/checkpoint/owner.ts'
import { receivedFolder } from '../../streaming/checkpoint/received.ts'
import { requireSafe } from '../../streaming/checkpoint/safety.ts'
import { lettersOf } from '../../streaming/letters/letter-folders.ts'
import { letterLogs } from '../../streaming/letters/letter-log.ts'

/**
 * Remove what millstream has written into a directory of checkpoints, and the directory when nothing else is in it. Answers the
 * names of what is left. Dead letters stay where they are: they have a command of their own.
 *
 * The directory is taken over first, so that no program starts with half of it.
 *
 * Errors    E_CHECKPOINT_IN_USE, E_CHECKPOINT_UNSAFE for links; E_INPUT_MISSING for a directory that is none of ours
 */
export async function removeCheckpoint(
  files: Files,
  directory: string,
  processes: Processes,
  now: number,
  seal?: Seal,
): Promise<string[]> {
  requireOurs(files, directory)
  requireSafe(files, directory, true)
  const owner = await Owner.claim(files, directory, processes, now)
  const kept = await owner.act(() => takeKept(files, directory, owner))
  const hasLetters = lettersOf(files, directory, seal).length > 0
  for (const status of files.listSync(directory))
    if (status.path === kept || isAside(status)) await removeKept(files, status.path, !hasLetters)
  await files.syncDirectory(directory)
  owner.require()
  if (hasLetters) {
    // They lie in a folder with a number in its name, behind which the next owner goes on.
    await owner.release()
    return files.listSync(directory).map(({ name }) => name)
  }
  await removeFrom(files, ownerFolder(directory), ({ name }) => isOwnerFile(name.replace(/\.tmp$/, '')))
  const left = files.listSync(directory).map(({ name }) => name)
  if (left.length === 0) await files.remove(directory)
  return left
}

async function removeKept(files: Files, kept: string, withLetters: boolean): Promise<void> {
  if (files.linkSync(kept) !== undefined) return
  const received = receivedFolder(kept)
  const letters = withLetters ? letterLogs(kept) : []
  for (const path of [logDirectory(kept), ...letters, ...entriesIn(files, received).map(({ path }) => path)])
    await removeFrom(files, path, isSegment)
  await removeFrom(files, received, () => false)
  const floor = baseName(floorFile(kept))
  await removeFrom(files, kept, ({ name }) => name === floor || name === `${floor}.tmp`)
}

/** Errors: E_INPUT_MISSING. */
export function requireOurs(files: Files, directory: string): void {
  const kept = keptFolder(files, directory)
  const log = kept === undefined ? [] : entriesIn(files, logDirectory(kept))
  const owners = entriesIn(files, ownerFolder(directory))
  if (log.some(isSegment) || owners.some(({ name }) => isOwnerFile(name))) return
  throw new StreamError('E_INPUT_MISSING', 'there is no checkpoint in this directory', {
    at: directory,
    hint: 'Name the directory that the program was given as --checkpoint.',
  })
}

const isSegment = ({ name }: FileStatus): boolean => firstOf(name) !== undefined

const entriesIn = (files: Files, path: string): FileStatus[] =>
  files.statSync(path)?.kind === 'directory' ? files.listSync(path) : []

/** Remove files that are ours, and the folder when it is empty then. */
async function removeFrom(files: Files, folder: string, isOurs: (status: FileStatus) => boolean): Promise<void> {
  if (files.statSync(folder)?.kind !== 'directory' || files.linkSync(folder) !== undefined) return
  for (const status of files.listSync(folder))
    if (status.kind === 'file' && isOurs(status)) await files.remove(status.path)
  if (files.listSync(folder).length === 0) await files.remove(folder)
}
