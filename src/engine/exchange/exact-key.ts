/**
 * Keys as a dictionary has to tell them apart: exactly. Two keys that are equal by value and not alike (0 and −0, objects
 * with their properties in another order, a Buffer and a Uint8Array) must not stand for each other, or what a user sees
 * would depend on what was sent before.
 */

import { hasItemsAlone } from './row-column.ts'

/** Nesting deeper than this is not looked into. */
const DEEPEST = 8

/** True when JavaScript's Map finds exactly this key again. */
export const isExact = (key: unknown): boolean =>
  typeof key === 'object'
    ? key === null
    : key === 0
      ? Object.is(key, 0)
      : typeof key !== 'function' && typeof key !== 'symbol'

/**
 * A text that only an exactly equal key has, for −0, arrays and plain objects of primitives and of each other; nothing for
 * a key that holds anything else.
 *
 * Grammar as of `encodeKey`, but properties in the order that they have, and `n-0;` for −0.
 */
export function exactText(key: unknown, depth = 0): string | undefined {
  switch (typeof key) {
    case 'string':
      return `s${key.length}:${key}`
    case 'number':
      return Object.is(key, -0) ? 'n-0;' : `n${key};`
    case 'bigint':
      return `i${key};`
    case 'boolean':
      return key ? 't' : 'f'
    case 'undefined':
      return 'u'
    case 'object':
      return key === null ? 'z' : depth < DEEPEST ? textOfObject(key, depth) : undefined
    default:
      return undefined
  }
}

function textOfObject(key: object, depth: number): string | undefined {
  if (Array.isArray(key)) return hasItemsAlone(key) ? textOfArray(key, depth) : undefined
  if (Object.getPrototypeOf(key) !== Object.prototype) return undefined
  let text = '{'
  for (const name of Object.keys(key)) {
    const value = exactText((key as Record<string, unknown>)[name], depth + 1)
    if (value === undefined) return undefined
    text += `s${name.length}:${name}${value}`
  }
  return `${text}}`
}

function textOfArray(key: readonly unknown[], depth: number): string | undefined {
  let text = '['
  for (const item of key) {
    const value = exactText(item, depth + 1)
    if (value === undefined) return undefined
    text += value
  }
  return `${text}]`
}
