/**
 * Columns as bytes: docs/reference/checkpoint-format.md.
 *
 *     block := value                       value-bytes.ts
 *            | parcel(1, value doubles*)   where a number stands in the value in the place of a column, it is one of doubles
 *
 * Numbers that JSON keeps in few bytes stay in the value. The others have eight bytes each: that keeps all of them, takes less of
 * both time and room than texts of fractions do, and leaves nothing behind, as the serializer of V8 would.
 */
import { parcel, parcelVersion, piecesOfParcel } from '../kernel/parcel.ts'
import { areNames, areShort, valueBytes, valueIn } from '../kernel/value-bytes.ts'
import type { Column } from './state-columns.ts'

/** A column, or which column of doubles stands there. */
type Form = unknown[] | FormOfColumns | number

interface FormOfColumns {
  readonly names: readonly string[]
  readonly columns: readonly Form[]
}

const VERSION = 1

/** Throws what V8 throws for a value that cannot be cloned. */
export function columnBytes(column: Column): Uint8Array {
  const doubles: Uint8Array[] = []
  const form = formOf(column, doubles)
  const value = valueBytes(form, isShort(form))
  return doubles.length === 0 ? value : parcel(VERSION, [value, ...doubles])
}

/** Throws for bytes that `columnBytes` has not made. */
export function columnIn(bytes: Uint8Array): Column {
  if (parcelVersion(bytes) !== VERSION) return columnOf(valueIn(bytes) as Form, [])
  const [value = NOTHING, ...doubles] = piecesOfParcel(bytes)
  return columnOf(valueIn(value) as Form, doubles)
}

const NOTHING = new Uint8Array(0)

function formOf(column: Column, doubles: Uint8Array[]): Form {
  if (!Array.isArray(column))
    return { names: column.names, columns: column.columns.map((inner) => formOf(inner, doubles)) }
  if (!areNumbers(column) || areShort(column)) return column
  return doubles.push(bytesOf(column)) - 1
}

function columnOf(form: Form, doubles: readonly Uint8Array[]): Column {
  if (Array.isArray(form)) return form
  if (typeof form !== 'number')
    return { names: form.names, columns: form.columns.map((inner) => columnOf(inner, doubles)) }
  const bytes = doubles[form]
  if (bytes === undefined) throw new RangeError(`there is no column of doubles ${form}`)
  return numbersIn(bytes)
}

/** True when JSON keeps the form in few bytes. */
function isShort(form: Form): boolean {
  if (typeof form === 'number') return true
  return Array.isArray(form) ? areShort(form) : areNames(form.names) && form.columns.every(isShort)
}

function areNumbers(values: readonly unknown[]): values is readonly number[] {
  for (let i = 0; i < values.length; i++) if (typeof values[i] !== 'number') return false
  return true
}

const DOUBLE = 8

function bytesOf(numbers: readonly number[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(numbers.length * DOUBLE)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < numbers.length; i++) view.setFloat64(i * DOUBLE, numbers[i] as number, true)
  return bytes
}

/** Throws a RangeError for bytes that are not eight for each. */
function numbersIn({ buffer, byteOffset, byteLength }: Uint8Array): number[] {
  const view = new DataView(buffer, byteOffset, byteLength)
  const numbers: number[] = []
  for (let at = 0; at < byteLength; at += DOUBLE) numbers.push(view.getFloat64(at, true))
  return numbers
}
