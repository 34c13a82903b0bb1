import { recognised } from './recognised.ts'
import type { Parse } from './row.ts'

/**
 * What functions of ours do, said as data, so that an engine may do the same in a better way: on bytes, say, without
 * making a string of each line. Whoever does not look here calls the function, and gets the same results.
 */
export type Meaning =
  /** True for a text with `text` in it. */
  | { readonly kind: 'contains'; readonly text: string }
  /** The parts of a text between separators. */
  | { readonly kind: 'words'; readonly separator: string }
  /** `[value, 1]`. */
  | { readonly kind: 'pairWithOne' }
  /** The sum of two numbers. */
  | { readonly kind: 'sum' }
  /** The value itself. */
  | { readonly kind: 'itself' }
  /** Counts a value in a KeyMap. */
  | { readonly kind: 'countValue' }
  /** Counts the key of a pair in a KeyMap. */
  | { readonly kind: 'countKey' }
  | LineMeaning
  | RowMeaning
  | RowPredicate

/** An object of a line, as `parse` makes it; with `skips` in a list, which is empty where `parse` throws. */
export type LineMeaning = { readonly parse: Parse; readonly skips: boolean } & (
  | { readonly kind: 'json'; readonly fields: readonly string[] }
  | {
      readonly kind: 'csv'
      readonly separator: string
      readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[]
    }
)

/** Values that are made of fields of a record. */
export type RowMeaning =
  | { readonly kind: 'field'; readonly name: string }
  /** What `find` answers for the field; the same for the same value, as long as a task runs. */
  | { readonly kind: 'lookup'; readonly name: string; readonly find: (value: unknown) => unknown }
  /** The largest multiple of `length` that is not above the field as a number. */
  | { readonly kind: 'windowStart'; readonly name: string; readonly length: number }
  | { readonly kind: 'tuple'; readonly parts: readonly RowMeaning[] }

/** What is asked of one field of a record. */
export type RowPredicate =
  | { readonly kind: 'equals'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'atLeast'; readonly name: string; readonly number: number }
  | { readonly kind: 'below'; readonly name: string; readonly number: number }
  | { readonly kind: 'isIn'; readonly name: string; readonly members: () => { has(value: unknown): boolean } }

// biome-ignore lint/complexity/noBannedTypes: functions of every signature have a meaning
type AnyFunction = Function

const meanings = new WeakMap<AnyFunction, Meaning | 'none'>()

/** Say what `f` does. Answers `f`. */
export function declared<F extends AnyFunction>(f: F, meaning: Meaning): F {
  meanings.set(f, meaning)
  return f
}

/** What `f` does, if that was said, or can be seen. */
export function meaningOf(f: AnyFunction): Meaning | undefined {
  const known = meanings.get(f)
  if (known !== undefined) return known === 'none' ? undefined : known
  const seen = recognised(f)
  meanings.set(f, seen ?? 'none')
  return seen
}
