import { recognised } from './recognised.ts'

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
