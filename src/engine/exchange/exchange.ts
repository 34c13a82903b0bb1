/**
 * Lists of records as frames, for another thread of this process.
 *
 * Structured clone decides what crosses: objects of classes come back as plain objects, and functions, symbols and what
 * else cannot be cloned are refused. Of a pair the key and the value cross, and nothing else that its array may carry.
 * What two records share is kept only inside one column that the general codec writes.
 */
import { type Column, ColumnReader, writeColumn } from './column.ts'
import { type Frame, type FrameHead, HEAD, IDS, open, PAIRS, RECORDS, unreadable } from './frame.ts'
import { type FrameWriter, type Placement, type Sides, writing } from './frame-writer.ts'
import { refusal, type Written } from './refusal.ts'

export interface Encoding extends Placement {
  /** False where records may not be shown in messages. Default true. */
  readonly showRecords?: boolean | undefined
}

/** Pairs by their two sides, which are equally long. Typed arrays are written as they are. */
export interface Columns {
  readonly keys: Column
  readonly values: Column
}

export type Pairs = readonly (readonly [unknown, unknown])[]

const NO_KEYS = { origin: 0, generation: 0, needs: 0 } as const

/**
 * A frame of records of any kind.
 *
 * Errors    E_USER_FUNCTION when a record cannot be cloned; E_ARGUMENT when there is too much for one frame
 */
export function encodeRecords(records: readonly unknown[], encoding: Encoding = {}): Frame {
  return writing((writer) => {
    guarded(encoding, { length: records.length, at: (i) => records[i] }, () =>
      writeColumn(writer, records, records.length),
    )
    return writer.finish({ form: RECORDS, count: records.length, ...NO_KEYS }, encoding)
  })
}

/**
 * A frame of pairs, given as such or by their columns.
 *
 * Errors    E_USER_FUNCTION when a key or value cannot be cloned; E_ARGUMENT when there is too much for one frame
 */
export function encodePairs(pairs: Pairs | Columns, encoding: Encoding = {}): Frame {
  return writing((writer) => writePairs(writer, sidesOf(writer, pairs), encoding))
}

export function writePairs(writer: FrameWriter, sides: Sides, encoding: Encoding): Frame {
  const { keys, values, length } = sides
  guarded(encoding, recordsOf(sides), () => {
    writeColumn(writer, keys, length)
    writeColumn(writer, values, length)
  })
  return writer.finish({ form: PAIRS, count: length, ...NO_KEYS }, encoding)
}

/** Do what writes `records`; an error names the record that it is about. */
export function guarded(encoding: Encoding, records: Written, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw refusal(error, records, encoding.showRecords ?? true)
  }
}

export const recordsOf = ({ keys, values, length }: Sides): Written => ({ length, at: (i) => [keys[i], values[i]] })

/** The two sides of pairs, until `writer` is cleared. */
export function sidesOf(writer: FrameWriter, pairs: Pairs | Columns): Sides {
  if (isPairs(pairs)) return writer.sides(pairs)
  const { keys, values } = pairs
  if (keys.length !== values.length) throw unreadable(`${keys.length} keys and ${values.length} values are no pairs`)
  return { keys, values, length: keys.length }
}

const isPairs = (pairs: Pairs | Columns): pairs is Pairs => Array.isArray(pairs)

/**
 * The records of a frame, in their order; pairs as arrays of their own.
 *
 * Errors    BUG_INVARIANT for bytes that are damaged or no frame, and for ids, which a KeyReceiver reads
 */
export function decode(frame: Frame): unknown[] {
  const head = open(frame)
  const reader = new ColumnReader(frame, HEAD)
  if (head.form === RECORDS) return listOf(reader.read(head.count))
  return pairsOf(readPairs(head, reader))
}

/** The keys and values of a frame of pairs, without making the pairs. Errors: BUG_INVARIANT. */
export function decodeColumns(frame: Frame): Columns {
  return readPairs(open(frame), new ColumnReader(frame, HEAD))
}

export function readPairs({ form, count }: FrameHead, reader: ColumnReader): Columns {
  if (form === IDS) throw unreadable('its keys are in a dictionary, which its receiver has')
  if (form !== PAIRS) throw unreadable(`it is of form ${form} and does not hold pairs`)
  return { keys: reader.read(count), values: reader.read(count) }
}

export function pairsOf({ keys, values }: Columns): [unknown, unknown][] {
  const pairs = new Array<[unknown, unknown]>(keys.length)
  for (let i = 0; i < keys.length; i++) pairs[i] = [keys[i], values[i]]
  return pairs
}

const listOf = (column: Column): unknown[] => (Array.isArray(column) ? column : Array.from(column))
