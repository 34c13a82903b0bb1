/**
 * Values as bytes: as JSON where that keeps all of a value, otherwise in V8's value serialization format.
 *
 *     bytes := text                 JSON in UTF-8
 *            | 0xff …               V8's format, which begins like that
 *
 * Every value comes back as the structured clone of the language would have it. JSON is for what there is much of, keys and states
 * that are numbers, texts and objects of them: each time that the serializer of V8 is used, it leaves some two kilobytes that are
 * not counted as memory of the program, until the whole heap is collected.
 */
import { deserialize, serialize } from 'node:v8'

/** Objects in objects, so deep, and names of one. */
const [DEEPEST, MOST_NAMES] = [3, 64]
/**
 * Letters of a text, and values of a column. JSON may take six bytes for a letter, and has no texts beyond 2^29 letters; and of what
 * is large V8's format is shorter, and what a call of its serializer leaves behind is little beside it.
 */
const [LONGEST, MOST_VALUES] = [1024, 4096]

/** `isExact`: JSON keeps all of it. Throws what V8 throws for a value that cannot be cloned. */
export function valueBytes(value: unknown, isExact: boolean): Uint8Array {
  return isExact && !isChanged() ? Buffer.from(JSON.stringify(value)) : serialize(value)
}

/** Throws for bytes that are no value. */
export function valueIn(bytes: Uint8Array): unknown {
  if (bytes[0] === 0xff) return deserialize(bytes)
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
}

/** True for a primitive that JSON keeps, and no long text. */
export function isText(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value === 'string') return value.length <= LONGEST
  return typeof value === 'boolean' || value === null
}

/** True for not too many primitives that JSON keeps in about as many bytes as V8: a fraction would take twice as many. */
export function areShort(values: readonly unknown[]): boolean {
  if (values.length > MOST_VALUES) return false
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value === 'number' ? !Number.isInteger(value) || Object.is(value, -0) : !isText(value)) return false
  }
  return true
}

/**
 * True for primitives and small plain objects that JSON keeps. An array may have properties that JSON does not tell, and of two
 * objects that are one it does not tell that either: so no arrays, and no more than one object in an object.
 */
export function isExact(value: unknown, depth = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return isText(value)
  if (depth === 0 || Object.getPrototypeOf(value) !== Object.prototype) return false
  let [names, objects] = [0, 0]
  for (const name in value) {
    if (++names > MOST_NAMES || name.length > LONGEST) return false
    const inside = (value as Record<string, unknown>)[name]
    if (typeof inside === 'object' && inside !== null && ++objects > 1) return false
    if (!isExact(inside, depth - 1)) return false
  }
  return true
}

/** True for names of properties that are few and not long. */
export const areNames = (names: readonly string[]): boolean =>
  names.length <= MOST_NAMES && names.every(({ length }) => length <= LONGEST)

/** A program may have changed what JSON makes of everything. */
const isChanged = (): boolean =>
  'toJSON' in Object.prototype || 'toJSON' in Array.prototype || 'toJSON' in String.prototype
