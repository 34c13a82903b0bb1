import type { Environment } from '../../rdd/environment.ts'
import type { Files } from '../../storage/files.ts'
import { requireLayout } from '../../streaming/checkpoint/safety.ts'
import { letterFolders } from '../../streaming/letters/letter-folders.ts'
import { UsageError } from '../report.ts'

/** What the command needs of the outside. */
export type Outside = Pick<Environment, 'files' | 'clock' | 'processes'>

/**
 * The directory that was given, of checkpoints or for letters alone, when letters are in it.
 *
 * Errors    UsageError; STATE_CORRUPT for letters as earlier versions kept them
 */
export function letterPlace(files: Files, given: string): string {
  const directory = given.length > 1 ? given.replace(/\/+$/, '') : given
  if (files.statSync(directory) === undefined) throw new UsageError(`there is no directory ${given}`)
  requireLayout(files, directory)
  if (letterFolders(files, directory).length === 0) throw new UsageError(`no letters were ever kept in ${given}`)
  return directory
}
