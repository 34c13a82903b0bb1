import { type Files, joinPath } from '../../storage/files.ts'
import { isAside, keptFolder } from '../checkpoint/kept-folder.ts'
import type { DeadLetter } from './dead-letter.ts'
import { holdsLetters, readLetters } from './letter-log.ts'

/**
 * The folders of a directory that hold letters: that of its owner, `kept`, then those of runs that were not gone on from. The
 * directory is one of checkpoints, or one for letters alone, which are laid out alike.
 */
export function letterFolders(files: Files, directory: string, kept = keptFolder(files, directory)): string[] {
  if (files.statSync(directory) === undefined) return []
  const aside = files.listSync(directory).filter(isAside)
  const folders = [...(kept === undefined ? [] : [kept]), ...aside.map(({ name }) => joinPath(directory, name))]
  return folders.filter((folder) => holdsLetters(files, folder))
}

/** The letters of all these folders, each once. Errors: STATE_CORRUPT with the file and the offset, or the record. */
export function lettersOf(files: Files, directory: string): DeadLetter[] {
  const letters = letterFolders(files, directory).flatMap((folder) => readLetters(files, folder))
  return [...new Map(letters.toReversed().map((letter) => [letter.id, letter])).values()].toReversed()
}
