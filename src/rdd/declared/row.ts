import { show } from '../../kernel/show.ts'
import { badArgument, type Caller } from '../arguments.ts'

/** What is done with a line that is not what it should be. */
export type Invalid = 'fail' | 'skip'

/** A name is a value like any other: `__proto__` becomes a property of its own. */
export function put(row: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true })
  else row[name] = value
}

export function requireNames(operator: string, what: string, names: readonly string[], caller?: Caller): void {
  const isRight = Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string')
  if (!isRight) throw badArgument(operator, `${what} are`, names, 'a list of at least one name', caller)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw badArgument(operator, `${what} name twice`, twice, 'each name once', caller)
}

export function requireInvalid(operator: string, invalid: Invalid | undefined, caller?: Caller): void {
  if (invalid !== undefined && invalid !== 'fail' && invalid !== 'skip')
    throw badArgument(operator, 'invalid is', invalid, "'fail' or 'skip'", caller)
}

/** What reads a line: it answers a row, or throws. */
export type Parse = (line: string) => unknown

export const notOne = (what: string, value: unknown): TypeError => new TypeError(`${show(value, 60)} is ${what}`)
