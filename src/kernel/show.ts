import { inspect, types } from 'node:util'

/**
 * A value as one short line for a message: never longer than `limit`, never throwing, never able to move a terminal.
 *
 * Values come from users and from the outside, so getters, proxies and `toString` are not called, and control and
 * bidirectional characters are escaped.
 */
export function show(value: unknown, limit = 120): string {
  const text = typeof value === 'string' ? quote(value.slice(0, limit + 1)) : printable(inspected(value))
  return text.length <= limit ? text : `${text.slice(0, Math.max(0, limit - 1))}…`
}

function inspected(value: unknown): string {
  // What hooks of the process attach to a promise is not the user's.
  if (types.isPromise(value)) return 'Promise'
  try {
    return inspect(value, {
      depth: 4,
      breakLength: Number.POSITIVE_INFINITY,
      compact: true,
      maxArrayLength: 20,
      maxStringLength: 200,
      customInspect: false,
      getters: false,
      showProxy: true,
    })
  } catch {
    return `[${typeof value}]`
  }
}

const quote = (text: string): string => `'${printable(text).replaceAll("'", "\\'")}'`

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** `text` with control and bidirectional characters written as escapes, so that data cannot forge a line or a colour. */
export const printable = (text: string): string =>
  text.replace(CONTROL, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A path as a word of a shell, for hints that say what to type. */
export const quoted = (path: string): string => `'${printable(path).replaceAll("'", "'\\''")}'`
