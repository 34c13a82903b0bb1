import type { FileStatus, Files } from './files.ts'
import { expandSlashes, hasGlob, partMatcher, unescapeGlob } from './glob-pattern.ts'
import { type Listing, list, stat, walk, walkSync } from './listing.ts'
import { isAbsence } from './system-error.ts'

/** What matches a pattern (glob-pattern.ts), sorted by path. A path without patterns matches itself, if it is there. */
export const glob = (files: Files, pattern: string): Promise<FileStatus[]> => walk(files, matches(pattern))

/** As `glob`, at once. */
export const globSync = (files: Files, pattern: string): FileStatus[] => walkSync(files, matches(pattern))

/** Names that readers of directories pass over: of files in the making, of marks, of checksums. */
export const isHidden = (name: string): boolean => name.startsWith('.') || name.startsWith('_')

/** The walk behind `glob`. */
export function* matches(pattern: string): Listing<FileStatus[]> {
  const found = new Map<string, FileStatus>()
  for (const one of expandSlashes(pattern)) {
    for (const status of yield* matchesOf(one)) found.set(status.path, status)
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** A place on the way; its status is known when a listing showed it. */
interface Place {
  readonly path: string
  readonly status: FileStatus | undefined
}

function* matchesOf(pattern: string): Listing<FileStatus[]> {
  const parts = pattern.split('/').filter((part) => part !== '')
  let places: Place[] = [{ path: pattern.startsWith('/') ? '/' : '', status: undefined }]
  for (const [i, part] of parts.entries()) {
    places = hasGlob(part)
      ? yield* below(places, part, i < parts.length - 1)
      : places.map((p) => child(p, unescapeGlob(part)))
  }
  const found: FileStatus[] = []
  for (const { path, status } of places) {
    const there = status ?? (yield* stat(path))
    if (there !== undefined) found.push(there)
  }
  return found
}

const child = (place: Place, name: string): Place => ({ path: join(place.path, name), status: undefined })

const join = (path: string, name: string): string => (path === '' || path === '/' ? path + name : `${path}/${name}`)

function* below(places: readonly Place[], part: string, directories: boolean): Listing<Place[]> {
  const matched = partMatcher(part)
  const found: Place[] = []
  for (const { path } of places) {
    for (const status of yield* listIfThere(path === '' ? '.' : path)) {
      if (!matched(status.name) || (directories && status.kind !== 'directory')) continue
      const at = join(path, status.name)
      found.push({ path: at, status: { ...status, path: at } })
    }
  }
  return found
}

function* listIfThere(path: string): Listing<FileStatus[]> {
  try {
    return yield* list(path)
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}
