import type { DStream, StreamingContext } from '../../src/index.ts'

/**
 * One row of the table of semantics: batches that come in, what is done to them, and the batches that must come out.
 *
 * A batch of the input is a list of records, an empty one having no partition; `null` is a batch in which the source has no
 * RDD. The output has an entry for each slide of the stream: a list of records, or `null` where the stream has no RDD. The
 * interval is one second.
 */
export interface Case {
  readonly name: string
  readonly input: Batches
  /** A second source, for what combines two streams. */
  readonly other?: Batches
  readonly operate: (stream: DStream<any>, other: DStream<any>, ssc: StreamingContext) => DStream<any>
  readonly output: Batches
  /** The batch after those of the output fails with this message, in which lines are left out: `union (edges.ts)`. */
  readonly error?: string
  /** 'exact' when the order of the records is promised. Default 'any'. */
  readonly order?: 'any' | 'exact'
  /** Partitions of each input batch. Default 2. */
  readonly partitions?: number
}

export type Batches = readonly (readonly unknown[] | null)[]

/** A row of the table of output operations: batches that come in, and what they leave outside of the program. */
export interface OutputCase {
  readonly name: string
  readonly input: Batches
  /** `note` writes down what must come in `noted`. */
  readonly operate: (stream: DStream<any>, note: (what: unknown) => void) => void
  readonly noted?: readonly unknown[]
  /** What was printed, a text a block. */
  readonly printed?: readonly string[]
  /** Paths of files, with their text. */
  readonly files?: Readonly<Record<string, string>>
  /** Times in ms of the batches that were submitted, as listeners hear of them. */
  readonly submitted: readonly number[]
}
