import { StreamError } from './errors.ts'
import { show } from './show.ts'

/**
 * What a key is: strings, numbers (NaN equals NaN, −0 equals 0), bigint, booleans, null, undefined, Date, bytes and other
 * typed arrays, and arrays and plain objects of these. Keys are compared by value; the order of an object's properties
 * does not matter. Functions, symbols, Maps, Sets and objects of classes have no value to be compared by and are refused
 * with E_KEY.
 *
 * A key that is an object must not be changed while it is in use.
 */
export type Key = unknown

/** True when `key` is its own value, so that JavaScript's Map already compares it rightly. */
export const isPrimitiveKey = (key: Key): boolean =>
  typeof key === 'object' ? key === null : typeof key !== 'function' && typeof key !== 'symbol'

/** True when two keys have the same value. */
export function sameKey(a: Key, b: Key): boolean {
  if (a === b || Object.is(a, b)) return true
  if (isPrimitiveKey(a) || isPrimitiveKey(b)) return false
  return encodeKey(a) === encodeKey(b)
}

/** Nesting deeper than this is taken for a cycle. */
const DEEPEST = 64

/**
 * A text that is equal for equal keys and different for different ones.
 *
 * Grammar (lengths in UTF-16 units or bytes): `s` len `:` text | `n` number `;` | `i` bigint `;` | `t` | `f` | `z` null |
 * `u` undefined | `d` millis `;` | `b` kind len `:` bytes as latin1 | `[` key* `]` | `{` (text key)* `}` with names sorted.
 */
export function encodeKey(key: Key, depth = 0): string {
  switch (typeof key) {
    case 'string':
      return `s${key.length}:${key}`
    case 'number':
      return `n${key};` // −0 prints as 0, and every NaN prints alike.
    case 'bigint':
      return `i${key};`
    case 'boolean':
      return key ? 't' : 'f'
    case 'undefined':
      return 'u'
    case 'object':
      return key === null ? 'z' : encodeObject(key, depth)
    default:
      throw noKey(key)
  }
}

function encodeObject(key: object, depth: number): string {
  if (depth > DEEPEST) throw noKey(key, 'it is nested too deeply or holds itself')
  if (Array.isArray(key)) {
    let text = '['
    for (let i = 0; i < key.length; i++) text += encodeKey(key[i], depth + 1)
    return `${text}]`
  }
  if (key instanceof Date) return `d${key.getTime()};`
  if (ArrayBuffer.isView(key)) return encodeBytes(key)
  if (!isPlain(key)) throw noKey(key)
  let text = '{'
  for (const name of Object.keys(key).sort())
    text += `s${name.length}:${name}${encodeKey((key as Record<string, unknown>)[name], depth + 1)}`
  return `${text}}`
}

function encodeBytes(view: ArrayBufferView): string {
  // A Buffer is bytes like any other Uint8Array.
  const kind = view instanceof Uint8Array ? 'Uint8Array' : view.constructor.name
  return `b${kind}${view.byteLength}:${Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('latin1')}`
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype as object) === null
}

const noKey = (key: unknown, why = 'it has no value to be compared by'): StreamError =>
  new StreamError('E_KEY', `${show(key, 80)} cannot be a key: ${why}`, {
    hint: 'Use a string, a number, a Date, bytes, or an array or plain object of these.',
  })

/** Throw E_KEY unless `key` can be one. */
export function requireKey(key: Key): void {
  if (!isPrimitiveKey(key)) encodeKey(key)
}
