import { StreamError } from '../../kernel/errors.ts'
import { makeDurableDirectory } from '../../storage/durable-directory.ts'
import { baseName, type FileStatus, type Files, joinPath } from '../../storage/files.ts'
import { codeOf } from '../../storage/system-error.ts'
import type { Owner } from './owner.ts'

/*
 * All that an owner writes lies in one folder with its epoch in its name. Whoever takes over renames it, all at once:
 *
 *     kept-by-0000000003  ──  owner 4 takes over  ──▶  kept-by-0000000004
 *
 * A process that stood still meanwhile knows the old name alone. So it makes, renames and removes nothing any more, wherever
 * it was when it stopped; at most it appends to a segment that it holds open, behind what counts of it.
 */

/** The folder with what a directory of checkpoints holds; undefined when there is none yet. */
export const keptFolder = (files: Files, directory: string): string | undefined =>
  files.statSync(directory) === undefined ? undefined : keptFolders(files, directory).at(-1)

/**
 * All folders of that kind, that of the newest owner last. In any other is nothing that counts: a process made it that had
 * been replaced before.
 */
export const keptFolders = (files: Files, directory: string): string[] =>
  files
    .listSync(directory)
    .flatMap((status) => (isKeptFolder(status) ? [status.path] : []))
    .sort()

/** What a program did not want to go on from. */
export const isAside = ({ name }: Pick<FileStatus, 'name'>): boolean => /^kept-before-\d+$/.test(name)
export const asideOf = (directory: string, epoch: number): string => joinPath(directory, `kept-before-${epoch}`)

export const isKeptFolder = ({ name }: Pick<FileStatus, 'name'>): boolean => /^kept-by-\d{10}$/.test(name)

/** The folder of the owner of `epoch`. */
export const keptFolderOf = (directory: string, epoch: number): string =>
  joinPath(directory, `kept-by-${String(epoch).padStart(10, '0')}`)

/**
 * Make this owner's what is there, or begin with an empty folder. Answers its path.
 *
 * Errors    E_CHECKPOINT_FENCED when another process has become the owner; the system's own
 */
export async function takeKept(files: Files, directory: string, owner: Owner): Promise<string> {
  const own = keptFolderOf(directory, owner.epoch)
  for (;;) {
    owner.require()
    const found = keptFolder(files, directory)
    if (found === undefined || found === own) break
    // Its owner has taken it since this process looked for the last time.
    if (baseName(found) > baseName(own)) throw overtaken(directory)
    if (await isRenamed(files, found, own)) break
  }
  await makeDurableDirectory(files, own, { private: true })
  // Whoever made it may be at it still; then the next owner removes it.
  for (const path of keptFolders(files, directory))
    if (baseName(path) < baseName(own)) await files.remove(path).catch(() => {})
  return own
}

/** Answers false when somebody else was faster, who may have been replaced as well. */
async function isRenamed(files: Files, from: string, to: string): Promise<boolean> {
  try {
    await files.rename(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** The error of a process that finds another one in its place. */
export const overtaken = (directory: string): StreamError =>
  new StreamError('E_CHECKPOINT_FENCED', 'another process has taken over these checkpoints', {
    at: directory,
    hint: 'This process must end: what it does from now on would be done twice.',
  })
