import { createHash } from 'node:crypto'

/** Where a record came from. */
export interface LetterSource {
  /** Of the input stream. */
  readonly name: string
  readonly kind: string
  /** Partition of the batch, of `partitions`, and place in it; both from 0. */
  readonly partition: number
  readonly partitions: number
  readonly index: number
  readonly file?: string
  /** Line of the file, from 1. */
  readonly line?: number
  /** Bytes before it in the file. */
  readonly offset?: number
  /** Block of a receiver. */
  readonly block?: string
}

/** A record as bytes. */
export interface LetterRecord {
  /** A text; bytes; any other value as a frame of records; or only how it looks, when it cannot be written. */
  readonly encoding: 'utf8' | 'bytes' | 'value' | 'shown'
  readonly bytes: Uint8Array
  /** Bytes of all of it. */
  readonly length: number
  /** True when not all of it was kept. */
  readonly isCut: boolean
}

/** A record that was left out of a batch because a function fails on it. Source: docs/reference/dead-letters-format.md */
export interface DeadLetter {
  readonly id: string
  readonly job: string
  /** The batch that was given the record, ms. */
  readonly batchTime: number
  readonly failedIn: { readonly batchTime: number; readonly output: string }
  /** Operator and the user's line: `map (job.ts:12)`. */
  readonly operator: string
  readonly source: LetterSource
  readonly error: { readonly code: string; readonly message: string; readonly stack: string }
  readonly record: LetterRecord
  /** How often the output operation had been run. */
  readonly runs: number
  /** ms since 1970. */
  readonly since: number
}

/** The same record of the same batch has the same id. */
export function letterId({ job, batchTime, source }: Pick<DeadLetter, 'job' | 'batchTime' | 'source'>): string {
  const { name, partition, index } = source
  return createHash('sha256').update([job, batchTime, name, partition, index].join('\n')).digest('hex').slice(0, 12)
}
