import { systemError } from './system-error.ts'

/** What is at a path, as far as it matters to a rename. */
export type Renamed = 'file' | 'empty directory' | 'directory'

const isDirectory = (what: Renamed | undefined): boolean => what !== undefined && what !== 'file'

/** Throw as a system does that refuses to put `moved`, at `from`, in place of `replaced`, at `to`. */
export function refuseRename(from: string, to: string, moved: Renamed, replaced: Renamed | undefined): void {
  if (!isDirectory(moved)) {
    if (isDirectory(replaced)) throw systemError('EISDIR', 'rename', to)
    return
  }
  if (replaced === 'file') throw systemError('ENOTDIR', 'rename', to)
  if (replaced === 'directory') throw systemError('ENOTEMPTY', 'rename', to)
  const [inner, outer] = [partsOf(to), partsOf(from)]
  if (outer.every((part, i) => inner[i] === part)) throw systemError('EINVAL', 'rename', to)
}

/** The names on the way to a path. */
export const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.')
