import { type DurationLike, toPositiveMillis } from '../../kernel/duration.ts'
import { badArgument } from '../arguments.ts'
import { Broadcast } from '../broadcast.ts'
import { declared } from './meaning.ts'

/** A table to look values up in: a Map, a KeyMap, or anything else that has what they have. */
export interface Table<K, V> {
  get(key: K): V | undefined
  has(key: K): boolean
}

/** Values to be among: a Set, a Map, a KeyMap. */
export interface Members<K> {
  has(key: K): boolean
}

type Row<N extends string> = { readonly [K in N]: any }

/** What `field` answers: the function that reads the field, and functions made of it. */
export interface Field<N extends string, R extends Row<N> = Row<N>> {
  (row: R): R[N]

  /**
   * A predicate: `(row) => row[name] === value`.
   *
   * Errors    E_ARGUMENT when `value` is an object
   *
   * @example
   * sc.parallelize([{ id: 1, type: 'view' }, { id: 2, type: 'click' }]).filter(field('type').equals('view'))
   * // -> [{ id: 1, type: 'view' }]
   */
  equals(value: string | number | boolean | null): (row: Row<N>) => boolean

  /**
   * A predicate: `(row) => row[name] >= number`.
   *
   * @example
   * sc.parallelize(['Oslo,59.9', 'Rome,41.9']).csv({ columns: { city: 'text', north: 'number' } })
   *   .filter(field('north').atLeast(50)).map(field('city'))
   * // -> ['Oslo']
   */
  atLeast(number: number): (row: Row<N>) => boolean

  /**
   * A predicate: `(row) => row[name] < number`.
   *
   * @example
   * sc.parallelize([{ depth: 5 }, { depth: 10 }]).filter(field('depth').below(10))
   * // -> [{ depth: 5 }]
   */
  below(number: number): (row: Row<N>) => boolean

  /**
   * A predicate: `(row) => members.has(row[name])`. `members` may be a broadcast.
   *
   * Errors    E_ARGUMENT
   *
   * @example
   * sc.parallelize([{ id: 1 }, { id: 2 }]).filter(field('id').isIn(new Set([2, 3])))
   * // -> [{ id: 2 }]
   */
  isIn<K>(members: Members<K> | Broadcast<Members<K>>): (row: Row<N>) => boolean

  /**
   * The value that a table has for the field: `(row) => table.get(row[name])`, which is `undefined`, or `otherwise`, for
   * one that is not there. `table` may be a broadcast. After a filter by `isIn` it is a join with a small table.
   *
   * Errors    E_ARGUMENT
   *
   * @example
   * const capitals = new Map([['no', 'Oslo']])
   * sc.parallelize([{ land: 'no' }, { land: 'xx' }]).map(field('land').lookup(capitals, 'unknown'))
   * // -> ['Oslo', 'unknown']
   */
  lookup<K, V>(table: Table<K, V> | Broadcast<Table<K, V>>): (row: Row<N>) => V | undefined
  lookup<K, V, O>(table: Table<K, V> | Broadcast<Table<K, V>>, otherwise: O): (row: Row<N>) => V | O

  /**
   * When the window began that a time lies in, where windows of this length follow one another:
   * `(row) => Math.floor(Number(row[name]) / length) * length`. The field holds milliseconds, as a number or as text.
   *
   * Units     milliseconds since 1970
   * Errors    E_DURATION
   *
   * @example
   * sc.parallelize([{ at: '19999' }, { at: '20000' }]).map(field('at').windowStart('10s'))
   * // -> [10000, 20000]
   */
  windowStart(length: DurationLike): (row: Row<N>) => number
}

/**
 * Functions of one field of a record, to be given to `filter` and `map`. They say what they do, so where records come of
 * `json({ fields })`, `csv` or `columns` they need not be made.
 *
 * Errors    E_ARGUMENT when the name is no text
 *
 * @example
 * sc.parallelize([{ id: 1 }, { id: 2 }]).map(field('id'))
 * // -> [1, 2]
 */
export function field<const N extends string, R extends Row<N> = Row<N>>(name: N): Field<N, R> {
  if (typeof name !== 'string') throw badArgument('field', 'the name is', name, 'a string')
  const read = declared((row: any) => row[name], { kind: 'field', name })
  return Object.assign(read, {
    equals: (value: unknown) => equals(name, value),
    atLeast: (number: number) => atLeast(name, number),
    below: (number: number) => below(name, number),
    isIn: (members: any) => isIn(name, members),
    lookup: (table: any, otherwise?: unknown) => lookup(name, table, otherwise),
    windowStart: (length: DurationLike) => windowStart(name, length),
  }) as Field<N, R>
}

function equals(name: string, value: unknown): (row: any) => boolean {
  if (typeof value === 'object' && value !== null)
    throw badArgument('equals', 'the value is', value, 'a text, a number, true, false or null')
  return declared((row: any) => row[name] === value, { kind: 'equals', name, value })
}

function atLeast(name: string, number: number): (row: any) => boolean {
  if (typeof number !== 'number') throw badArgument('atLeast', 'the bound is', number, 'a number')
  return declared((row: any) => row[name] >= number, { kind: 'atLeast', name, number })
}

function below(name: string, number: number): (row: any) => boolean {
  if (typeof number !== 'number') throw badArgument('below', 'the bound is', number, 'a number')
  return declared((row: any) => row[name] < number, { kind: 'below', name, number })
}

function isIn(name: string, given: Members<any> | Broadcast<Members<any>>): (row: any) => boolean {
  const members = reader(given)
  if (typeof members()?.has !== 'function') throw badArgument('isIn', 'the values are', given, 'a Set or a Map')
  return declared((row: any) => members().has(row[name]), { kind: 'isIn', name, members })
}

function lookup(name: string, given: Table<any, any> | Broadcast<Table<any, any>>, otherwise: unknown) {
  const table = reader(given)
  if (typeof table()?.get !== 'function') throw badArgument('lookup', 'the table is', given, 'a Map')
  const find = (key: unknown): unknown => {
    const found = table().get(key)
    return found === undefined ? otherwise : found
  }
  return declared((row: any) => find(row[name]), { kind: 'lookup', name, find })
}

function windowStart(name: string, given: DurationLike): (row: any) => number {
  const length = toPositiveMillis(given, 'the length', 'windowStart')
  return declared((row: any) => Math.floor(Number(row[name]) / length) * length, { kind: 'windowStart', name, length })
}

/** A broadcast is read where the function runs. */
const reader = <V>(given: V | Broadcast<V>): (() => V) =>
  given instanceof Broadcast ? () => given.value : () => given as V
