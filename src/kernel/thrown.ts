import { types } from 'node:util'
import { printable, show } from './show.ts'

const LONGEST = 2000

/** At most so many of the errors that an AggregateError holds are shown. */
const SHOWN = 3

/**
 * What was thrown as text, on one line, with nothing in it that could move a terminal. Anything may be thrown: null, a
 * proxy, an error whose message is a getter that throws. Looking at it never throws.
 */
export function thrownText(thrown: unknown): string {
  try {
    return thrown instanceof Error || types.isNativeError(thrown) ? errorText(thrown) : `threw ${show(thrown, 200)}`
  } catch {
    return 'threw something that cannot be read'
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
