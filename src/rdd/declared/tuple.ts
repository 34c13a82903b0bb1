import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { Site } from '../../kernel/site.ts'
import { declared, meaningOf, type RowMeaning } from './meaning.ts'

/** What the records are is known from where the tuple is given to. */
type Part<R, V> = (row: NoInfer<R>) => V

/**
 * A function that answers what each of `parts` answers, in a list: `(row) => [a(row), b(row)]`. Two parts make a pair.
 *
 * Errors    E_NOT_A_FUNCTION
 *
 * @example
 * sc.parallelize([{ id: 'a', n: 1 }, { id: 'a', n: 2 }]).map(tuple(field('id'), field('n'))).reduceByKey((a, b) => a + b)
 * // -> [['a', 3]]
 */
export function tuple<R = any, A = any, B = any>(a: Part<R, A>, b: Part<R, B>): (row: R) => [A, B]
export function tuple<R = any, A = any>(a: Part<R, A>): (row: R) => [A]
export function tuple<R = any, A = any, B = any, C = any>(
  a: Part<R, A>,
  b: Part<R, B>,
  c: Part<R, C>,
): (row: R) => [A, B, C]
export function tuple<R = any, A = any, B = any, C = any, D = any>(
  a: Part<R, A>,
  b: Part<R, B>,
  c: Part<R, C>,
  d: Part<R, D>,
): (row: R) => [A, B, C, D]
export function tuple(...parts: Part<any, any>[]): (row: any) => any[] {
  const wrong = parts.findIndex((part) => typeof part !== 'function')
  if (wrong >= 0)
    throw new StreamError('E_NOT_A_FUNCTION', `tuple was given ${show(parts[wrong], 60)} where it needs a function`, {
      at: String(Site.here('tuple')),
      hint: "Give it functions of a record, such as field('id').",
    })
  const f = tupleOf(parts)
  const meanings = parts.map(meaningOf)
  return meanings.every((meaning) => meaning !== undefined && ROWS.has(meaning.kind))
    ? declared(f, { kind: 'tuple', parts: meanings as RowMeaning[] })
    : f
}

const ROWS: ReadonlySet<string> = new Set(['field', 'lookup', 'windowStart', 'tuple'])

/** Written out for pairs, which are everywhere. */
function tupleOf(parts: readonly Part<any, any>[]): (row: any) => any[] {
  const [a, b, c] = parts
  if (a !== undefined && b !== undefined && c === undefined) return (row) => [a(row), b(row)]
  return (row) => parts.map((part) => part(row))
}
