import { StreamError } from '../kernel/errors.ts'
import { printable } from '../kernel/show.ts'
import type { FileStatus, Files } from './files.ts'
import { isHidden, matches } from './glob.ts'
import { hasGlob, splitPaths } from './glob-pattern.ts'
import { inputError } from './input-errors.ts'
import { type Listing, list, walk, walkSync } from './listing.ts'
import { localPath } from './local-path.ts'

/**
 * The files that input paths mean, in the order of the paths: Hadoop's listing of inputs.
 *
 * A path is a comma list of paths or patterns, or an array of such. A file is itself; a directory is the files directly
 * in it, sorted by name, without hidden ones (`.x`, `_x`). What a pattern matches is taken without hidden names, too; a
 * file whose name is written out is read even when it is hidden. Empty files are kept.
 *
 * Errors    E_INPUT_MISSING naming every path that has no match; E_INPUT_UNREADABLE; E_ARGUMENT
 * Source    Hadoop's FileInputFormat.listStatus
 */
export const inputFiles = (files: Files, paths: string | readonly string[], at?: string): Promise<FileStatus[]> =>
  walk(files, inputs(paths, at))

/** As `inputFiles`, at once. */
export const inputFilesSync = (files: Files, paths: string | readonly string[], at?: string): FileStatus[] =>
  walkSync(files, inputs(paths, at))

function* inputs(paths: string | readonly string[], at: string | undefined): Listing<FileStatus[]> {
  const found: FileStatus[] = []
  const missing: string[] = []
  const asked = [paths].flat().flatMap((path) => (typeof path === 'string' ? splitPaths(path) : [path]))
  if (asked.length === 0) {
    throw new StreamError('E_ARGUMENT', 'no input path was given', {
      at,
      hint: 'Give the path of a file or directory.',
    })
  }
  for (const path of asked) {
    const matched = yield* readable(path, matchesOf(path))
    if (matched.length === 0) missing.push(path)
    for (const status of matched) found.push(...(yield* readable(status.path, filesOf(status))))
  }
  if (missing.length > 0) throw missingInput(missing, at)
  return found
}

function* matchesOf(path: string): Listing<FileStatus[]> {
  const local = localPath(path)
  const matched = yield* matches(local)
  return hasGlob(local) ? matched.filter(({ name }) => !isHidden(name)) : matched
}

function* filesOf(status: FileStatus): Listing<FileStatus[]> {
  if (status.kind !== 'directory') return [status]
  return (yield* list(status.path)).filter(({ kind, name }) => kind === 'file' && !isHidden(name))
}

function* readable(path: string, listing: Listing<FileStatus[]>): Listing<FileStatus[]> {
  try {
    return yield* listing
  } catch (error) {
    throw inputError(path, error)
  }
}

function missingInput(paths: readonly string[], at: string | undefined): StreamError {
  const reasons = paths.map((path) =>
    hasGlob(path) ? `no file matches ${printable(path)}` : `input path does not exist: ${printable(path)}`,
  )
  return new StreamError('E_INPUT_MISSING', reasons.join('; '), {
    at,
    hint: 'Check the path, or create the input first.',
  })
}
