import { bytesOf } from '../file-bytes.ts'
import { type Files, joinPath } from '../files.ts'
import { type Block, blockName, corrupt, decodeBlock, firstOf, type ManifestEntry } from './block.ts'

export const manifestOf = (directory: string): string => joinPath(directory, '_manifest')

/** Positions of the first entries of all blocks, in order. */
export function firstsOf(files: Files, directory: string): number[] {
  const folder = manifestOf(directory)
  if (files.statSync(folder) === undefined) return []
  const firsts = files.listSync(folder).flatMap(({ name }) => firstOf(name) ?? [])
  return firsts.sort((a, b) => a - b)
}

/** Errors: STATE_CORRUPT; the system's own. */
export function readBlock(files: Files, directory: string, first: number): Block {
  const path = joinPath(manifestOf(directory), blockName(first))
  const block = decodeBlock(bytesOf(files, path), path)
  if (block.first !== first) throw corrupt(path, `it says that it begins with entry ${block.first}`)
  return block
}

/** An entry and its place among all that were ever committed, from 0. */
export type PlacedEntry = ManifestEntry & { readonly position: number }

/**
 * The entries of a manifest in order, from position `from` on, or from the first that is kept. A block is read when it is
 * asked for; blocks that come meanwhile are not.
 *
 * Errors    STATE_CORRUPT
 */
export function* entriesOf(files: Files, directory: string, from: number): Generator<PlacedEntry> {
  const firsts = firstsOf(files, directory)
  const start = Math.max(
    0,
    firsts.findLastIndex((first) => first <= from),
  )
  let next: number | undefined
  for (const first of firsts.slice(start)) {
    if (next !== undefined && first !== next)
      throw corrupt(joinPath(manifestOf(directory), blockName(first)), `entry ${next} belongs where it begins`)
    const { entries } = readBlock(files, directory, first)
    next = first + entries.length
    for (const [i, entry] of entries.entries()) if (first + i >= from) yield { ...entry, position: first + i }
  }
}
