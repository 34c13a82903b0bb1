import { badArgument } from '../arguments.ts'
import { declared } from './meaning.ts'

/**
 * A predicate for `filter`: true for lines that have `text` in them, letter for letter. Where lines come from files they
 * are looked at as bytes, and only those that have it become strings.
 *
 * Errors    E_ARGUMENT when `text` is no string
 *
 * @example
 * sc.parallelize(['to be', 'or not']).filter(contains('be'))
 * // -> ['to be']
 */
export function contains(text: string): (line: string) => boolean {
  if (typeof text !== 'string') throw badArgument('contains', 'the text is', text, 'a string')
  return declared((line: string) => line.includes(text), { kind: 'contains', text })
}
