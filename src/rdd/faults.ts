/**
 * Something that a loop over records finds wrong with a value. It knows neither whose function it stands in nor whether
 * records may be shown, so the engine makes the error of it that names the operator.
 */
export class Fault {
  readonly kind: 'not a pair' | 'not a number' | 'not iterable' | 'a promise'
  readonly value: unknown

  constructor(kind: Fault['kind'], value: unknown) {
    this.kind = kind
    this.value = value
    if (kind === 'a promise') silence(value)
  }
}

/** Something that was thrown while a function of a whole partition worked on one record. */
export class ThrownFor {
  readonly record: unknown
  readonly thrown: unknown

  constructor(record: unknown, thrown: unknown) {
    this.record = record
    this.thrown = thrown
  }
}

/** The fault is what is reported; that the promise is rejected later must not end the process. */
function silence(value: any): void {
  try {
    value.then?.(undefined, () => {})
  } catch {
    // It is not even a promise that works.
  }
}

/** True for a promise, and for what a foreign library takes for one. Looking at a value may throw. */
export function isThenable(value: any): boolean {
  try {
    return typeof value === 'object' && value !== null && typeof value.then === 'function'
  } catch {
    return false
  }
}

/** The result of a synchronous function, or a fault when it is a promise. */
export function settled<V>(value: V): V {
  // Most results are no objects, and this is what a loop then costs.
  if (typeof value !== 'object' || value === null) return value
  if (isThenable(value)) throw new Fault('a promise', value)
  return value
}

/** What a function answered, as something that can be iterated. */
export function iterableOf(value: any): Iterable<any> {
  if (value !== null && value !== undefined && typeof value[Symbol.iterator] === 'function') return value
  throw new Fault(isPromised(value) ? 'a promise' : 'not iterable', value)
}

/** True for what has to be waited for: a promise, or an iterable of promises. */
export const isPromised = (value: any): boolean => isThenable(value) || isAsyncIterable(value)

const isAsyncIterable = (value: any): boolean =>
  value !== null && value !== undefined && typeof value[Symbol.asyncIterator] === 'function'

export const notPair = (value: unknown): Fault => new Fault('not a pair', value)

/** `value`, or a fault when it is no pair. */
export function requirePair(value: any): any[] {
  if (isPair(value)) return value
  throw notPair(value)
}

export const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length >= 2

/** `value`, or a fault when it is no number. */
export function requireNumber(value: unknown): number {
  if (typeof value === 'number') return value
  throw new Fault('not a number', value)
}
