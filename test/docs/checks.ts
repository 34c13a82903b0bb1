import assert from 'node:assert/strict'
import { DStream, KeyMap, RDD, type SparkContext, type StreamingContext } from '../../src/index.ts'
import { type Batch, TestRun, testStream } from '../../src/testing/index.ts'

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

/** What `other` holds beside these batches. */
function otherOf(input: readonly Batch<any>[]): readonly Batch<any>[] {
  const ofPairs = Array.isArray(input.find((batch) => batch !== null && batch.length > 0)?.[0])
  return OTHER[ofPairs ? 'pairs' : 'records'].slice(0, input.length)
}

const named = (stream: DStream<any>, other: DStream<any>): ExampleStreams => ({
  stream,
  lines: stream,
  numbers: stream,
  pairs: stream,
  other,
})

/** Run an example on batches of one second and compare, in any order inside a batch. */
export async function expectBatches(
  example: Example,
  input: readonly Batch<any>[],
  output: readonly Batch<any>[],
): Promise<void> {
  await testStream<{ readonly stream: readonly Batch<any>[]; readonly other: readonly Batch<any>[] }>({
    stream: input,
    other: otherOf(input),
  })
    .through(({ stream, other }, ssc) => example(named(stream, other), ssc, ssc.sparkContext))
    .expect(output)
}

/** Run an example on batches of one second, the first at 1000 ms, and compare what it did while all are remembered. */
export async function expectEffect(
  example: (...from: Parameters<Example>) => unknown,
  input: readonly Batch<any>[],
  effect: (streams: ExampleStreams, ssc: StreamingContext, sc: SparkContext, printed: string[]) => Promise<unknown>,
  expected: unknown,
): Promise<void> {
  await using run = new TestRun()
  run.ssc.remember('1m')
  const streams = named(run.input(...input).stream, run.input(...otherOf(input)).stream)
  run.collect(streams.stream)
  const made = example(streams, run.ssc, run.sc)
  if (made instanceof DStream) run.collect(made)
  await run.tick(input.length)
  await expectValue(await effect(streams, run.ssc, run.sc, run.printed), expected)
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
  Object.assign(globalThis, { __expect: expectValue, __expectBatches: expectBatches, __expectEffect: expectEffect })
}
