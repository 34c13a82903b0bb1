import type { Environment } from '../../rdd/environment.ts'
import { baseName, directoryOf, type Files, joinPath } from '../../storage/files.ts'
import { lettersLog } from '../../streaming/letters/letter-log.ts'
import { lettersIn } from '../../streaming/letters/open.ts'
import { UsageError } from '../report.ts'

/** What the command needs of the outside. */
export type Outside = Pick<Environment, 'files' | 'clock' | 'processes'>

/** Where letters are, and the directory whose owner writes them. */
export interface LetterPlace {
  readonly letters: string
  readonly owned: string
}

/** `given` is a directory of checkpoints, the one for letters in it, or one for letters alone. Errors: UsageError. */
export function letterPlace(files: Files, given: string): LetterPlace {
  const directory = given.length > 1 ? given.replace(/\/+$/, '') : given
  const inside = lettersIn(directory)
  const above = directoryOf(directory)
  if (holds(files, inside)) return { letters: inside, owned: directory }
  const isInside = baseName(directory) === baseName(inside) && files.statSync(joinPath(above, 'owner')) !== undefined
  if (holds(files, directory)) return { letters: directory, owned: isInside ? above : directory }
  if (files.statSync(directory) === undefined) throw new UsageError(`there is no directory ${given}`)
  throw new UsageError(`no letters were ever kept in ${given}`)
}

const holds = (files: Files, directory: string): boolean =>
  [lettersLog(directory), `${lettersLog(directory)}.old`].some((path) => files.statSync(path) !== undefined)
