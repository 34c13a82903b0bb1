import { types } from 'node:util'
import { StreamError } from './errors.ts'
import { printable, show } from './show.ts'

const LONGEST = 2000
const LONGEST_STACK = 10_000

/** At most so many of the errors that an AggregateError holds are shown. */
const SHOWN = 3

/**
 * What was thrown as text, on one line, with nothing in it that could move a terminal. Anything may be thrown: null, a
 * proxy, an error whose message is a getter that throws. Looking at it never throws.
 */
export function thrownText(thrown: unknown): string {
  if (StreamError.is(thrown)) return thrown.message
  try {
    return thrown instanceof Error || types.isNativeError(thrown) ? errorText(thrown) : `threw ${show(thrown, 200)}`
  } catch {
    return 'threw something that cannot be read'
  }
}

/** `thrown instanceof kind`, which never throws: a proxy that will not say what it is is nothing of ours. */
export function isKind<T>(thrown: unknown, kind: abstract new (...parameters: any[]) => T): thrown is T {
  try {
    return thrown instanceof kind
  } catch {
    return false
  }
}

/** The stack of what was thrown, and of the cause of an error of ours; nothing when there is none. */
export function thrownStack(thrown: unknown): string {
  const [own, cause] = [ownStack(thrown), StreamError.is(thrown) ? ownStack(thrown.cause) : '']
  return cause === '' ? own : `${own}\ncaused by ${cause}`
}

/** The stack of what was thrown alone, cut where it is very long. */
export function ownStack(thrown: unknown): string {
  try {
    const { stack } = thrown as Partial<Error>
    return typeof stack === 'string' ? stack.slice(0, LONGEST_STACK) : ''
  } catch {
    return ''
  }
}

function errorText(error: Error): string {
  const [name, message] = [cut(String(error.name), 100), cut(String(error.message), LONGEST)]
  const whole = message + innerText(error)
  if (whole === '') return name
  return name === 'Error' ? whole : `${name}: ${whole}`
}

function innerText(error: Error): string {
  if (!(error instanceof AggregateError) || !Array.isArray(error.errors)) return ''
  const inner = error.errors.slice(0, SHOWN).map((one) => cut(thrownText(one), 200))
  const rest = error.errors.length - inner.length
  return ` [${inner.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}]`
}

function cut(text: string, longest: number): string {
  return printable(text.length > longest ? `${text.slice(0, longest)}…` : text)
}
