/**
 * Hadoop's patterns for names:
 *
 *     *        any characters          [abc]  one of them          {a,b}  one of the alternatives, which may be
 *     ?        one character           [a-z]  one of a range              patterns themselves and hold `/`
 *     \c       the character c itself  [^a]   any other one ([!a] too)
 *
 * Source    Hadoop's FileSystem.globStatus
 */
import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'

const SPECIAL = new Set('*?[{')

/** True when `path` is a pattern, not the name of one file. */
export const hasGlob = (path: string): boolean => characters(path).some((c) => !c.escaped && SPECIAL.has(c.text))

/** A path as a pattern, or as an item of a comma list, that means this path and no other. */
export const escapeGlob = (path: string): string => path.replace(/[\\*?[\]{},]/g, '\\$&')

/** A part without patterns as the name that it means. */
export const unescapeGlob = (part: string): string =>
  characters(part)
    .map((c) => c.text)
    .join('')

/** The test of one part of a path. Errors: E_ARGUMENT when a bracket is left open. */
export function partMatcher(part: string): (name: string) => boolean {
  const expression = new RegExp(`^${new PartTranslation(part).translate()}$`, 'su')
  return (name) => expression.test(name)
}

/** The patterns, without `/` inside braces, that together mean `pattern`. */
export function expandSlashes(pattern: string): string[] {
  const marks = characters(pattern)
  for (let open = 0; open < marks.length; open++) {
    if (!isMark(marks[open], '{')) continue
    const { close, commas } = braces(marks, open)
    if (close === undefined) break
    if (marks.slice(open, close).some((c) => c.text === '/')) {
      const text = (from: number, to: number): string => marks.slice(from, to).map(written).join('')
      const cuts = [open, ...commas, close]
      const alternatives = commas.length === 0 ? [text(open + 1, close)] : pairs(cuts).map(([a, b]) => text(a + 1, b))
      return alternatives.flatMap((one) => expandSlashes(text(0, open) + one + text(close + 1, marks.length)))
    }
    open = close
  }
  return [pattern]
}

/** The items of a comma list of paths; commas inside braces belong to the pattern. */
export function splitPaths(paths: string): string[] {
  const items: string[] = ['']
  let depth = 0
  for (const c of characters(paths)) {
    if (isMark(c, '{')) depth++
    if (isMark(c, '}') && depth > 0) depth--
    if (isMark(c, ',') && depth === 0) items.push('')
    else items[items.length - 1] += written(c)
  }
  return items.filter((item) => item !== '')
}

interface Character {
  readonly text: string
  readonly escaped: boolean
}

function characters(pattern: string): Character[] {
  const result: Character[] = []
  let escaped = false
  for (const text of pattern) {
    if (text === '\\' && !escaped) {
      escaped = true
      continue
    }
    result.push({ text, escaped })
    escaped = false
  }
  if (escaped) result.push({ text: '\\', escaped: true })
  return result
}

const written = (c: Character): string => (c.escaped ? `\\${c.text}` : c.text)

const isMark = (c: Character | undefined, text: string): boolean => c !== undefined && !c.escaped && c.text === text

/** Where the group that opens at `open` closes, and its own commas. */
function braces(marks: readonly Character[], open: number): { close: number | undefined; commas: number[] } {
  const commas: number[] = []
  let depth = 0
  for (let i = open; i < marks.length; i++) {
    if (isMark(marks[i], '{')) depth++
    if (isMark(marks[i], ',') && depth === 1) commas.push(i)
    if (isMark(marks[i], '}') && --depth === 0) return { close: i, commas }
  }
  return { close: undefined, commas }
}

const pairs = (cuts: readonly number[]): [number, number][] =>
  cuts.slice(1).map((end, i) => [cuts[i] as number, end] as [number, number])

/** A literal character in a regular expression, inside or outside of brackets. */
const literal = (c: string): string =>
  /[\p{L}\p{N}_]/u.test(c) ? c : `\\u{${(c.codePointAt(0) as number).toString(16)}}`

class PartTranslation {
  readonly #part: string
  readonly #marks: readonly Character[]
  #at = 0
  #depth = 0

  constructor(part: string) {
    this.#part = part
    this.#marks = characters(part)
  }

  translate(): string {
    let expression = ''
    while (this.#at < this.#marks.length) expression += this.#one(this.#marks[this.#at++] as Character)
    if (this.#depth > 0) throw this.#unclosed('{')
    return expression
  }

  #one(c: Character): string {
    if (c.escaped) return literal(c.text)
    switch (c.text) {
      case '*':
        return '.*'
      case '?':
        return '.'
      case '[':
        return this.#oneOf()
      case '{':
        this.#depth++
        return '(?:'
      case ',':
        return this.#depth > 0 ? '|' : literal(c.text)
      case '}':
        if (this.#depth === 0) return literal(c.text)
        this.#depth--
        return ')'
      default:
        return literal(c.text)
    }
  }

  #oneOf(): string {
    let set = ''
    const first = this.#marks[this.#at]
    const others = isMark(first, '^') || isMark(first, '!')
    if (others) this.#at++
    // A `]` that comes first is a member, not the end.
    while (set === '' || !isMark(this.#marks[this.#at], ']')) set += this.#member()
    this.#at++
    return `[${others ? '^' : ''}${set}]`
  }

  #member(): string {
    const from = this.#next().text
    const range = isMark(this.#marks[this.#at], '-') && !isMark(this.#marks[this.#at + 1], ']')
    if (!range) return literal(from)
    this.#at++
    const to = this.#next().text
    if (from > to) throw this.#refusal(`the range ${from}-${to} runs backwards`, `Write [${to}-${from}].`)
    return `${literal(from)}-${literal(to)}`
  }

  #next(): Character {
    const c = this.#marks[this.#at++]
    if (c === undefined) throw this.#unclosed('[')
    return c
  }

  #unclosed(bracket: string): StreamError {
    return this.#refusal(`${bracket} is not closed`, `Close it, or write \\${bracket} for the character itself.`)
  }

  #refusal(reason: string, hint: string): StreamError {
    return new StreamError('E_ARGUMENT', `the pattern ${show(this.#part)} cannot be read: ${reason}`, { hint })
  }
}
