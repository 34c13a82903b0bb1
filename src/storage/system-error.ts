import { constants } from 'node:os'

const REASONS = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  ENOTEMPTY: 'directory not empty',
  EINVAL: 'invalid argument',
  EBADF: 'bad file descriptor',
  EIO: 'i/o error',
  ENOSPC: 'no space left on device',
  EACCES: 'permission denied',
  EMFILE: 'too many open files',
  EROFS: 'read-only file system',
  EDQUOT: 'disk quota exceeded',
  EFBIG: 'file too large',
} as const

export type SystemCode = keyof typeof REASONS

/** An error as Node makes it when the system refuses a call. */
export function systemError(code: SystemCode, call: string, path: string): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(`${code}: ${REASONS[code]}, ${call} '${path}'`)
  return Object.assign(error, { code, errno: -constants.errno[code], syscall: call, path })
}

/** The system's code of an error (ENOENT, …), when it has one. */
export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code

/** True for errors that go when somebody makes room: on a disk, or among the files that may be open. */
export const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE'].includes(codeOf(error) ?? '')

/** True for the two codes that say that nothing is at a path. */
export const isAbsence = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
