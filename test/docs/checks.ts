import assert from 'node:assert/strict'
import { type DStream, KeyMap, RDD, type SparkContext, type StreamingContext } from '../../src/index.ts'
import { type Batch, testStream } from '../../src/testing/index.ts'

/** The streams that an example may name. */
export interface ExampleStreams {
  readonly stream: DStream<any>
  readonly lines: DStream<any>
  readonly numbers: DStream<any>
  readonly pairs: DStream<any>
  readonly other: DStream<any>
}

export type Example = (streams: ExampleStreams, ssc: StreamingContext, sc: SparkContext) => DStream<any>

/** What `other` holds in an example about pairs, and in one about plain records: one record a batch. */
const OTHER = { pairs: [[['a', 10]], [['a', 20]], [['a', 30]]], records: [[10], [20], [30]] } as const

/** Run an example on batches of one second and compare, in any order inside a batch. */
export async function expectBatches(
  example: Example,
  input: readonly Batch<any>[],
  output: readonly Batch<any>[],
): Promise<void> {
  const ofPairs = Array.isArray(input.find((batch) => batch !== null && batch.length > 0)?.[0])
  const other: readonly Batch<any>[] = OTHER[ofPairs ? 'pairs' : 'records'].slice(0, input.length)
  await testStream<{ readonly stream: readonly Batch<any>[]; readonly other: readonly Batch<any>[] }>({
    stream: input,
    other,
  })
    .through(({ stream, other }, ssc) =>
      example({ stream, lines: stream, numbers: stream, pairs: stream, other }, ssc, ssc.sparkContext),
    )
    .expect(output)
}

/** Compare what an expression gives: an RDD by its records in order, a KeyMap by its pairs. */
export async function expectValue(given: unknown, expected: unknown): Promise<void> {
  const value = await given
  assert.deepEqual(
    value instanceof RDD ? await value.collect() : value instanceof KeyMap ? [...value] : value,
    expected,
  )
}

/** Generated modules call these by name. */
export function installChecks(): void {
  Object.assign(globalThis, { __expect: expectValue, __expectBatches: expectBatches })
}
