/**
 * One block of bytes that carries records from one thread to another.
 *
 * A frame is read by the process that wrote it, so numbers are in the byte order of the machine and nothing is promised
 * from one version to the next. It is checked all the same: what is damaged, cut off or not a frame is never decoded.
 *
 *     frame   := head column*                     columns begin at multiples of 8
 *     head    := magic length crc form count origin generation needs      each u32, 32 bytes
 *     magic   := 'M' 'S' 'X' 0x01                 the last byte is the version
 *     length  := bytes of the frame, with its head
 *     crc     := CRC-32 (IEEE 802.3) of everything behind it
 *     form    := 1 records: one column | 2 pairs: keys, values | 3 ids: ids, values
 *     count   := records
 *     origin generation needs                     of the dictionary that has the keys (key-log.ts); 0 in other forms
 *
 * What a column is made of: column.ts.
 */
import { crc32 } from 'node:zlib'
import { StreamError } from '../../kernel/errors.ts'

/** A frame: one contiguous block. It is never changed once it is made, and may be read any number of times. */
export type Frame = Uint8Array<ArrayBufferLike>

export const RECORDS = 1
export const PAIRS = 2
export const IDS = 3

/** What the head of a frame says. */
export interface FrameHead {
  readonly form: number
  readonly count: number
  /** Which thread made the keys that the ids stand for; with `generation` it names one dictionary of the process. */
  readonly origin: number
  readonly generation: number
  /** How many keys of the dictionary one must have: all ids are below. */
  readonly needs: number
}

export const HEAD = 32
const MAGIC = 0x0158534d
const CHECKED_FROM = 12

/** Write the head of a frame whose columns are all in place. */
export function seal(frame: Frame, { form, count, origin, generation, needs }: FrameHead): void {
  const head = new Uint32Array(frame.buffer, frame.byteOffset, HEAD / 4)
  head.set([MAGIC, frame.length, 0, form, count, origin, generation, needs])
  head[2] = checksum(frame)
}

/** The head of a frame, after everything in it was checked. Errors: BUG_INVARIANT. */
export function open(frame: Frame): FrameHead {
  if (frame.length < HEAD) throw unreadable(`${frame.length} bytes are no whole head`)
  const [magic, length = 0, crc, form = 0, count = 0, origin = 0, generation = 0, needs = 0] = headOf(frame)
  if (magic !== MAGIC) throw unreadable('it does not begin with MSX1')
  if (length !== frame.length) throw unreadable(`it says ${length} bytes and has ${frame.length}`)
  if (crc !== checksum(frame)) throw unreadable('its checksum does not match')
  return { form, count, origin, generation, needs }
}

/** The error for bytes that are not what a frame of this process can be. */
export const unreadable = (why: string, cause?: unknown): StreamError =>
  new StreamError('BUG_INVARIANT', `a frame of records from another thread is not readable: ${why}`, {
    hint: 'Please report this, with the message and the stack.',
    cause,
  })

const checksum = (frame: Frame): number => crc32(frame.subarray(CHECKED_FROM) as Uint8Array<ArrayBuffer>)

/** Frames that were cut out of a larger block may lie at any address. */
const headOf = ({ buffer, byteOffset }: Frame): Uint32Array =>
  byteOffset % 4 === 0
    ? new Uint32Array(buffer, byteOffset, HEAD / 4)
    : new Uint32Array(buffer.slice(byteOffset, byteOffset + HEAD) as ArrayBuffer)
