import { type Caller, requireText } from '../arguments.ts'
import { declared } from './meaning.ts'

/** How lines are split into words. */
export interface WordsOptions {
  /** What stands between two words, as it is and not as a pattern. Default: one space. */
  readonly separator?: string
}

const splitters = new Map<string, (line: string) => string[]>()
const MOST_SPLITTERS = 100

/** What splits a line; the same function for the same separator, so that loops are compiled once. */
export function splitter(options: WordsOptions | undefined, caller?: Caller): (line: string) => string[] {
  const separator = options?.separator ?? ' '
  requireText('words', 'the separator', separator, 'a text with at least one character', caller)
  const known = splitters.get(separator)
  if (known !== undefined) return known
  const made = declared((line: string) => line.split(separator), { kind: 'words', separator })
  if (splitters.size < MOST_SPLITTERS) splitters.set(separator, made)
  return made
}
