import { decodeFrames, encodeRecords } from '../../kernel/codec.ts'
import { show } from '../../kernel/show.ts'
import type { LetterRecord } from './dead-letter.ts'

/** A record as bytes, `most` of them at most. */
export function letterRecord(record: unknown, most: number): LetterRecord {
  const [encoding, all] = encoded(record, most)
  // A part of a frame is no value, so a long one is kept as it looks.
  if (encoding === 'value' && all.length > most)
    return {
      encoding: 'shown',
      bytes: bytesOf(show(record, most)).subarray(0, most),
      length: all.length,
      isCut: true,
    }
  const isCut = all.length > most
  return { encoding, bytes: isCut ? all.slice(0, most) : all, length: all.length, isCut }
}

function encoded(record: unknown, most: number): [LetterRecord['encoding'], Uint8Array] {
  if (typeof record === 'string') return ['utf8', bytesOf(record)]
  if (record instanceof Uint8Array) return ['bytes', new Uint8Array(record)]
  try {
    return ['value', new Uint8Array(encodeRecords([record]))]
  } catch {
    return ['shown', bytesOf(show(record, most))]
  }
}

/** The record again: text and bytes may be cut; of what is only shown, the text. Errors: STATE_CORRUPT naming `name`. */
export function recordOf({ encoding, bytes }: LetterRecord, name: string): unknown {
  if (encoding === 'bytes') return bytes
  if (encoding !== 'value') return Buffer.from(bytes).toString()
  for (const records of decodeFrames(bytes, name)) return records[0]
  return undefined
}

/** Bytes of their own, and no Buffer: what is read back must be the same. */
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
