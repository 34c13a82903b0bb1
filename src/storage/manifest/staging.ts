import { StreamError } from '../../kernel/errors.ts'
import { freshSeed } from '../../kernel/random.ts'
import { baseName, type FileStatus, type Files, joinPath } from '../files.ts'
import { codeOf } from '../system-error.ts'

export const stagingOf = (directory: string): string => joinPath(directory, '_staging')

const [OWNER, FOLDER, OVER] = [/^(\d{10})\.owner$/, /^(\d{10})-[0-9a-f]{8}$/, /^\d{10}-[0-9a-f]{8}\.over$/]
const numberText = (number: number): string => String(number).padStart(10, '0')

/**
 * Take a folder of one's own below `_staging`, with a number that is higher than that of all others. Answers its path.
 *
 * No two folders have the same name, and this is the only place that makes one, so one that was taken away never comes back.
 * It is made before its number is taken, by a file that can be made once: whoever has a higher number finds it and takes it
 * away; and whoever comes too late with a number sees the higher one.
 */
export async function takeStaging(files: Files, directory: string, note: object): Promise<string> {
  const folder = stagingOf(directory)
  for (;;) {
    const number = newestOf(files.listSync(folder)) + 1
    const path = joinPath(folder, `${numberText(number)}-${freshSeed().toString(16).padStart(8, '0')}`)
    await files.makeDirectory(path)
    if (isTaken(files, joinPath(folder, `${numberText(number)}.owner`), note))
      if (newestOf(files.listSync(folder)) === number) return path
    await files.remove(path)
  }
}

/**
 * Take the folders of all earlier runs away from them, for ever. Answers these and those that were taken away before.
 */
export async function takeOver(files: Files, directory: string, own: string): Promise<string[]> {
  const folder = stagingOf(directory)
  const mine = numberIn(baseName(own))
  for (const { name, path } of files.listSync(folder)) {
    if (path === own || numberIn(name) > mine) continue
    if (FOLDER.test(name)) await files.rename(path, `${path}.over`).catch(unlessGone)
    else if (OWNER.test(name) && numberIn(name) < mine) await files.remove(path)
  }
  return files.listSync(folder).flatMap(({ name, path }) => (OVER.test(name) ? [path] : []))
}

/** Errors: E_OUTPUT_FENCED when a later run has taken the folder away. */
export function requireStaging(files: Files, directory: string, own: string): void {
  if (files.statSync(own) !== undefined) return
  throw new StreamError('E_OUTPUT_FENCED', 'a later run writes to this directory', {
    at: directory,
    hint: 'This process must end; two programs need two directories.',
  })
}

/** Passes over what says that a file or a folder is not there: somebody else was faster. */
export function unlessGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error
}

const numberIn = (name: string): number => Number.parseInt(name, 10)

function newestOf(found: readonly FileStatus[]): number {
  const numbers = found.flatMap(({ name }) => (OWNER.test(name) || FOLDER.test(name) ? [numberIn(name)] : []))
  return Math.max(0, ...numbers)
}

/** False when somebody else was faster. */
function isTaken(files: Files, path: string, note: object): boolean {
  try {
    const file = files.create(path, { exclusive: true })
    try {
      file.append(Buffer.from(`${JSON.stringify(note)}\n`))
    } finally {
      file.close()
    }
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}
