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
  /** 'exact' when the order of the records is promised. Default 'any'. */
  readonly order?: 'any' | 'exact'
  /** Partitions of each input batch. Default 2. */
  readonly partitions?: number
}

export type Batches = readonly (readonly unknown[] | null)[]
