import type { Meaning } from './meaning.ts'

/**
 * Short functions that everyone writes, known by their text: it uses nothing but its parameters, so the text says all
 * that the function does, wherever it stands. Nothing is ever made of the text.
 */
const FORMS: readonly (readonly [RegExp, (found: readonly string[]) => Meaning | undefined])[] = [
  [/^\(?\s*([\w$]+)\s*\)?\s*=>\s*\1\.split\((['"])([^'"\\\n]+)\2\)\s*$/, ([, , , separator = '']) => words(separator)],
  [/^\(?\s*([\w$]+)\s*\)?\s*=>\s*\1\.includes\((['"])([^'"\\\n]+)\2\)\s*$/, ([, , , text = '']) => contains(text)],
  [/^\(?\s*([\w$]+)\s*\)?\s*=>\s*\[\s*\1\s*,\s*1\s*\]\s*$/, () => ({ kind: 'pairWithOne' })],
  [/^\(\s*([\w$]+)\s*,\s*(?!\1\b)([\w$]+)\s*\)\s*=>\s*\1\s*\+\s*\2\s*$/, () => ({ kind: 'sum' })],
]

const words = (separator: string): Meaning => ({ kind: 'words', separator })
const contains = (text: string): Meaning => ({ kind: 'contains', text })

/** A longer text is none of these. */
const LONGEST = 200

// biome-ignore lint/complexity/noBannedTypes: functions of every signature may be one of these
export function recognised(f: Function): Meaning | undefined {
  const text = Function.prototype.toString.call(f)
  if (text.length > LONGEST) return undefined
  for (const [form, meaning] of FORMS) {
    const found = form.exec(text)
    if (found !== null) return meaning(found)
  }
  return undefined
}
