import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'

/**
 * A path as a user may write it (`/a/b`, `a/b`, `file:/a/b`, `file:///a/b`) as the path that Files takes.
 *
 * Errors    E_ARGUMENT for other file systems and for paths that no system has
 */
export function localPath(path: string): string {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new StreamError('E_ARGUMENT', `${show(path)} is not a path`, {
      hint: 'Give the path of a file or directory.',
    })
  }
  const scheme = SCHEME.exec(path)?.[1]
  if (scheme === undefined) return path
  if (scheme !== 'file') {
    throw new StreamError('E_ARGUMENT', `${show(path)} is on a file system that is not known here: ${scheme}`, {
      hint: 'Give a path of this machine, such as /data/in or file:///data/in.',
    })
  }
  return path.slice('file:'.length).replace(/^\/\/(localhost)?(?=\/)/, '')
}

// Two letters at least: `C:/data` is a path of Windows.
const SCHEME = /^([a-z][a-z0-9+.-]+):(?=\/)/
