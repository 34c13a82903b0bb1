import { serialize } from 'node:v8'
import { StreamError } from '../kernel/errors.ts'
import { ownBytes } from '../kernel/own-bytes.ts'
import { parcel, parcelVersion, piecesOfParcel } from '../kernel/parcel.ts'
import { show } from '../kernel/show.ts'
import { thrownText } from '../kernel/thrown.ts'
import { areShort, valueBytes, valueIn } from '../kernel/value-bytes.ts'
import { PackedStates, packStates, readable } from './packed-states.ts'
import type { Slot } from './slots.ts'

/** Entries as columns: one place in each for an entry. */
export interface Columns {
  readonly keys: unknown[]
  /** Numbers of their first insertions. */
  readonly orders: number[]
  readonly states: unknown[]
}

/**
 * What makes one version of a partition out of the version before, and some entries that did not change, as plain data.
 *
 * Whoever applies the changes of all versions, one after another, has the newest version. Since entries that do not change
 * are told again from time to time, the changes of long ago can be thrown away: see Rounds.
 */
export interface StateChanges {
  /** The version that they make. */
  readonly to: number
  /** The number that the next key to be inserted gets. */
  readonly nextOrder: number
  /** Keys that were deleted; one that was inserted again afterwards is among `set`, too. */
  readonly deleted: readonly unknown[]
  readonly set: Columns
  /** Entries that stay as they were. */
  readonly same: Columns
}

/** Columns that were kept: keys and orders are there, states when they are asked for. */
export interface KeptColumns {
  readonly keys: readonly unknown[]
  readonly orders: readonly number[]
  readonly states: PackedStates
}

/** StateChanges that were kept. */
export interface KeptChanges extends Omit<StateChanges, 'set' | 'same'> {
  readonly set: KeptColumns
  /** Read when it is asked for: most of the time nobody needs it. */
  readonly same: KeptColumns
}

/** The first piece of a parcel of changes; then come for `set` and for `same` keys and orders, and so many blocks. */
type Row = [to: number, nextOrder: number, deleted: readonly unknown[], set: number, same: number]

const NO_ROW: Row = [0, 0, [], Number.NaN, Number.NaN]

const VERSION = 5

/**
 * Changes as bytes: everything that the language's structured clone keeps is kept. The columns that were given are empty then,
 * so that what V8 may still hold of them is small: see value-bytes.ts.
 *
 * Errors    E_STATE_VALUE, naming the key, for a state that has no such form, or is an object of a class, which would come
 *           back as a plain one
 */
export function encodeChanges({ to, nextOrder, deleted, set, same }: StateChanges): Uint8Array {
  for (const columns of [set, same]) requirePlain(columns)
  try {
    const [ofSet, ofSame] = [packStates(set.states), packStates(same.states)]
    const row: Row = [to, nextOrder, deleted, ofSet.length, ofSame.length]
    const pieces = [valueBytes(row, areShort(deleted)), headOf(set), ...ofSet, headOf(same), ...ofSame]
    const bytes = parcel(VERSION, pieces)
    for (const { keys, orders, states } of [set, same]) for (const column of [keys, orders, states]) column.length = 0
    return bytes
  } catch (error) {
    for (const columns of [set, same]) requireCloneable(columns)
    throw error
  }
}

const headOf = ({ keys, orders }: Columns): Uint8Array => valueBytes([keys, orders], areShort(keys))

/** Errors: STATE_CORRUPT, naming `place`. The bytes must have passed their checksum. */
export function decodeChanges(bytes: Uint8Array, place: string): KeptChanges {
  requireVersion(bytes, place)
  const [value, pieces] = readable(place, () => opened(bytes))
  const [to, nextOrder, deleted, ofSet, ofSame] = Array.isArray(value) ? (value as Row) : NO_ROW
  if (pieces.length !== ofSet + ofSame + 2) throw corrupt(place, 'it does not hold changes of a state')
  const [set, same] = [pieces.slice(0, ofSet + 1), pieces.slice(ofSet + 1)]
  let read: KeptColumns | undefined
  return {
    ...{ to, nextOrder, deleted, set: unpacked(set, place) },
    get same() {
      read ??= unpacked(same, place)
      return read
    },
  }
}

function opened(bytes: Uint8Array): [value: unknown, pieces: readonly Uint8Array[]] {
  const [row = NOTHING, ...pieces] = piecesOfParcel(bytes)
  return [valueIn(row), pieces]
}

const NOTHING = new Uint8Array(0)

/** Version 3 and those before it were a value alone, which begins with 255. */
function requireVersion(bytes: Uint8Array, place: string): void {
  const version = parcelVersion(bytes)
  if (version === VERSION) return
  const found = version === 255 ? `an earlier version than ${VERSION}` : `version ${version}, and not ${VERSION}`
  throw corrupt(place, `changes of a state have ${found}`)
}

function unpacked([head, ...blocks]: readonly Uint8Array[], place: string): KeptColumns {
  // Keys that are bytes would be views of all that was read.
  const [keys, orders] = readable(place, () => valueIn(ownBytes(head ?? NOTHING))) as [unknown[], number[]]
  if (!PackedStates.fits(blocks, keys.length)) throw corrupt(place, 'keys of a state and their values are not as many')
  return { keys, orders, states: new PackedStates(blocks, place) }
}

const corrupt = (place: string, why: string): StreamError =>
  new StreamError('STATE_CORRUPT', why, {
    at: place,
    hint: 'Go on with the millstream that wrote it.',
  })

/** Sort slots that a draft has changed into those that are there and those that are not. */
export function changesOf(
  to: number,
  nextOrder: number,
  changed: readonly Slot<any, any>[],
  same: readonly Slot<any, any>[],
): StateChanges {
  const [deleted, alive]: [unknown[], Slot<any, any>[]] = [[], []]
  for (const slot of changed) {
    if (slot.gone) deleted.push(slot.key)
    else alive.push(slot)
  }
  return { to, nextOrder, deleted, set: columnsOf(alive), same: columnsOf(same) }
}

function columnsOf(slots: readonly Slot<any, any>[]): Columns {
  const [keys, orders, states]: [unknown[], number[], unknown[]] = [[], [], []]
  for (const { key, order, state } of slots) {
    keys.push(key)
    orders.push(order)
    states.push(state)
  }
  return { keys, orders, states }
}

/** Looks at the states themselves and, when they are plain objects, at their properties; not deeper, for speed. */
function requirePlain({ keys, states }: Columns): void {
  for (let i = 0; i < states.length; i++) {
    const state = states[i]
    if (typeof state !== 'object' || state === null) continue
    const other = ownClass(state) ?? classInside(state)
    if (other !== undefined) throw noValue(keys[i], `holds an object of class ${other}, which would lose its class`)
  }
}

function classInside(state: object): string | undefined {
  if (Object.getPrototypeOf(state) !== Object.prototype) return undefined
  // Object.values would make an array for each state of each batch.
  for (const name in state) {
    const value = (state as Record<string, unknown>)[name]
    const other = typeof value === 'object' && value !== null ? ownClass(value) : undefined
    if (other !== undefined) return other
  }
  return undefined
}

/** The name of a class whose objects lose it on the way through bytes. */
function ownClass(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype || prototype === Array.prototype) return undefined
  if (ArrayBuffer.isView(value) || KEPT.has(prototype)) return undefined
  return String(prototype.constructor?.name ?? 'without a name')
}

/** Prototypes of what V8's format keeps. */
const KEPT = new Set<object>(
  [Map, Set, Date, RegExp, ArrayBuffer, Boolean, Number, String, BigInt].map(({ prototype }) => prototype),
)
for (const { prototype } of [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError])
  KEPT.add(prototype)

/** Errors: E_STATE_VALUE, naming the key, for a state that has no form as bytes. */
export function requireCloneable({ keys, states }: Pick<Columns, 'keys' | 'states'>): void {
  for (let i = 0; i < states.length; i++)
    try {
      serialize(states[i])
    } catch (error) {
      throw noValue(keys[i], `cannot be kept: ${thrownText(error).replace(/\.$/, '')}`)
    }
}

const noValue = (key: unknown, why: string): StreamError =>
  new StreamError('E_STATE_VALUE', `the state of key ${show(key, 60)} ${why}`, {
    hint: 'Keep plain data as state: objects, arrays, Map, Set, Date, numbers, texts, bytes.',
  })
