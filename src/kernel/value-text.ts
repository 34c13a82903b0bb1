/** Classes of views on bytes. */
const VIEWS: readonly (new (bytes: ArrayBuffer) => object)[] = [
  ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView],
]

/** Names of the classes of bytes, with what makes one of the bytes in a buffer of their own. */
const BYTES: ReadonlyMap<string, (bytes: ArrayBuffer) => object> = new Map<string, (bytes: ArrayBuffer) => object>([
  ['ArrayBuffer', (bytes) => bytes],
  ['Buffer', (bytes) => Buffer.from(bytes)],
  ...VIEWS.map((Class) => [Class.name, (bytes: ArrayBuffer) => new Class(bytes)] as const),
])

const ERRORS = new Map(
  [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError].map((C) => [C.name, C]),
)
const NUMBERS: ReadonlyMap<unknown, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    .map((n) => [String(n), n] as const)
    .concat([['-0', -0]]),
)

/**
 * A value as JSON from which all of it comes back: whatever V8's format of values keeps, also what JSON has not.
 *
 * Source    docs/reference/states-format.md
 */
export const toJson = (value: unknown): unknown => new Writer().write(value)

/** The value of which `toJson` has made `json`. Errors: a TypeError for what it cannot have made. */
export const fromJson = (json: unknown): unknown => new Reader().read(json)

class Writer {
  /** Numbers of the objects that have begun. */
  readonly #objects = new Map<object, number>()

  write(value: unknown): unknown {
    switch (typeof value) {
      case 'number':
        if (Object.is(value, -0)) return { $number: '-0' }
        return Number.isFinite(value) ? value : { $number: String(value) }
      case 'bigint':
        return { $bigint: String(value) }
      case 'undefined':
        return { $undefined: true }
      case 'object':
        return value === null ? null : this.#object(value)
      case 'string':
      case 'boolean':
        return value
      default:
        throw new TypeError(`a ${typeof value} is no data`)
    }
  }

  #object(value: object): unknown {
    const known = this.#objects.get(value)
    if (known !== undefined) return { $ref: known }
    this.#objects.set(value, this.#objects.size)
    if (Array.isArray(value)) return this.#array(value)
    if (value instanceof Map) return { $map: [...value].map((pair) => pair.map((each) => this.write(each))) }
    if (value instanceof Set) return { $set: [...value].map((each) => this.write(each)) }
    if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.getTime() }
    if (value instanceof RegExp) return { $regexp: [value.source, value.flags] }
    if (value instanceof Error) return { $error: this.#error(value) }
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return { $bytes: bytesOf(value) }
    if (isBoxed(value)) return { $boxed: this.write(value.valueOf()) }
    const entries = this.#entries(value)
    return entries.some(([name]) => name.startsWith('$')) ? { $object: entries } : Object.fromEntries(entries)
  }

  #array(value: unknown[]): unknown {
    const names = Object.keys(value)
    const isWhole = names.length === value.length && (names.length === 0 || names.at(-1) === String(value.length - 1))
    if (isWhole) return value.map((each) => this.write(each))
    return { $array: [value.length, this.#entries(value)] }
  }

  #error(error: Error): unknown[] {
    const parts = [error.name, error.message, error.stack ?? '']
    return Object.hasOwn(error, 'cause') ? [...parts, this.write(error.cause)] : parts
  }

  #entries(value: object): [name: string, value: unknown][] {
    return Object.keys(value).map((name) => [name, this.write((value as Record<string, unknown>)[name])])
  }
}

class Reader {
  readonly #objects: object[] = []

  read(json: unknown): unknown {
    if (typeof json !== 'object' || json === null) return json
    if (Array.isArray(json)) return this.#fill(this.#begun<unknown[]>([]), json)
    const [[tag, content] = ['', undefined], another] = Object.entries(json)
    if (!tag.startsWith('$')) return this.#define(this.#begun({}), Object.entries(json))
    const read = another === undefined && Object.hasOwn(this.#tagged, tag) ? this.#tagged[tag] : undefined
    if (read === undefined) throw new TypeError(`${tag} stands for nothing`)
    return read(content)
  }

  readonly #tagged: Readonly<Record<string, (content: unknown) => unknown>> = {
    $undefined: () => undefined,
    $number: (text) => required(NUMBERS.get(text), '$number'),
    $bigint: (text) => BigInt(textOf(text, '$bigint')),
    $ref: (at) => required(this.#objects[numberOf(at, '$ref')], '$ref'),
    $date: (ms) => this.#begun(new Date(ms === null ? Number.NaN : numberOf(ms, '$date'))),
    $map: (pairs) => {
      const map = this.#begun(new Map())
      for (const [key, value] of pairsOf(pairs, '$map')) map.set(this.read(key), this.read(value))
      return map
    },
    $set: (values) => {
      const set = this.#begun(new Set())
      for (const value of listOf(values, '$set')) set.add(this.read(value))
      return set
    },
    $regexp: (parts) => {
      const [source, flags] = listOf(parts, '$regexp')
      return this.#begun(new RegExp(textOf(source, '$regexp'), textOf(flags, '$regexp')))
    },
    $bytes: (parts) => {
      const [name, base64] = listOf(parts, '$bytes')
      const bytes = Buffer.from(textOf(base64, '$bytes'), 'base64')
      if (bytes.toString('base64') !== base64) throw new TypeError('$bytes is not in Base64')
      return this.#begun(required(BYTES.get(name as string), '$bytes')(Uint8Array.from(bytes).buffer))
    },
    $error: (parts) => this.#error(listOf(parts, '$error')),
    $boxed: (value) => this.#begun(Object(this.read(value)) as object),
    $array: (parts) => {
      const [length, entries] = listOf(parts, '$array')
      const array = this.#begun<unknown[]>([])
      array.length = numberOf(length, '$array')
      return this.#define(array, pairsOf(entries, '$array'))
    },
    $object: (entries) => this.#define(this.#begun({}), pairsOf(entries, '$object')),
  }

  #begun<O extends object>(object: O): O {
    this.#objects.push(object)
    return object
  }

  #fill(array: unknown[], from: readonly unknown[]): unknown[] {
    for (const each of from) array.push(this.read(each))
    return array
  }

  /** Also `__proto__`, which an assignment would not make a property. */
  #define(object: object, entries: readonly (readonly [name: unknown, value: unknown])[]): object {
    for (const [name, json] of entries) {
      const value = this.read(json)
      Object.defineProperty(object, textOf(name, 'a name'), {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      })
    }
    return object
  }

  #error([name, message, stack, ...cause]: readonly unknown[]): Error {
    const Class = ERRORS.get(name as string) ?? Error
    const error = this.#begun(new Class(textOf(message, '$error')))
    Object.defineProperty(error, 'stack', { value: textOf(stack, '$error'), writable: true, configurable: true })
    if (cause.length === 0) return error
    return Object.defineProperty(error, 'cause', { value: this.read(cause[0]), writable: true, configurable: true })
  }
}

function bytesOf(value: ArrayBufferView | ArrayBuffer): [name: string, base64: string] {
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value)
  return [value.constructor.name, bytes.toString('base64')]
}

const isBoxed = (value: object): boolean =>
  value instanceof Number || value instanceof String || value instanceof Boolean || value instanceof BigInt

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new TypeError(`${what} holds something that it cannot`)
  return value
}

const textOf = (value: unknown, what: string): string => required(typeof value === 'string' ? value : undefined, what)
const numberOf = (value: unknown, what: string): number => required(typeof value === 'number' ? value : undefined, what)
const listOf = (value: unknown, what: string): readonly unknown[] =>
  required(Array.isArray(value) ? (value as unknown[]) : undefined, what)
const pairsOf = (value: unknown, what: string): readonly (readonly [unknown, unknown])[] =>
  listOf(value, what).map((pair) => {
    const [key, held] = listOf(pair, what)
    return [key, held] as const
  })
