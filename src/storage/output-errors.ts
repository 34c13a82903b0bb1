import { isStreamError, StreamError } from '../kernel/errors.ts'
import { printable } from '../kernel/show.ts'
import { codeOf, isFull } from './system-error.ts'

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on that disk, or write to another one.',
  EDQUOT: 'Make room on that disk, or write to another one.',
  EACCES: 'Give this user the right to write there, or write elsewhere.',
  EPERM: 'Give this user the right to write there, or write elsewhere.',
  EROFS: 'Write to a disk that is not read-only.',
  ENOTDIR: 'A part of the path is a file: choose another path.',
  EEXIST: 'A part of the path is a file: choose another path.',
}

/** What a writer throws when the system refused something below `path`. */
export function outputError(path: string, cause: unknown): unknown {
  const code = codeOf(cause)
  if (StreamError.is(cause) || code === undefined) return cause
  const reason = printable(cause instanceof Error ? cause.message : code)
  return new StreamError('E_OUTPUT_UNWRITABLE', `cannot write ${printable(path)}: ${reason}`, {
    hint: HINTS[code] ?? 'Check the path and the state of the disk.',
    retryable: isFull(cause),
    cause,
  })
}

/** True for what a writer throws that goes when somebody makes room, on whichever thread it was thrown. */
export const lacksRoom = (error: unknown): boolean => isStreamError(error, 'E_OUTPUT_UNWRITABLE') && error.retryable

/** Do `write`; what the system refuses says which path it was for. */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    throw outputError(path, error)
  }
}

/** As `writing`, for what does not wait. */
export function writingSync<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    throw outputError(path, error)
  }
}
