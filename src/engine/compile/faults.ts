/** Something that a loop finds wrong with a value; the trace makes an error of it that names the operator. */
export class Fault {
  readonly kind: 'not a pair' | 'not iterable' | 'a promise'
  readonly value: unknown

  constructor(kind: Fault['kind'], value: unknown) {
    this.kind = kind
    this.value = value
  }
}

export const isThenable = (value: any): boolean =>
  typeof value === 'object' && value !== null && typeof value.then === 'function'

/** The result of a synchronous function, or a fault when it is a promise. */
export function settled<V>(value: V): V {
  if (isThenable(value)) throw new Fault('a promise', value)
  return value
}

/** What a `flatMap` function answered, as something that can be iterated. */
export function iterableOf(value: any): Iterable<any> {
  if (value !== null && value !== undefined && typeof value[Symbol.iterator] === 'function') return value
  throw new Fault(isThenable(value) || isAsyncIterable(value) ? 'a promise' : 'not iterable', value)
}

const isAsyncIterable = (value: any): boolean =>
  value !== null && value !== undefined && typeof value[Symbol.asyncIterator] === 'function'

export const notPair = (value: unknown): Fault => new Fault('not a pair', value)

/** `value`, or a fault when it is no pair. */
export function requirePair(value: any): any[] {
  if (isPair(value)) return value
  throw notPair(value)
}

export const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length >= 2
