import { AssertionError } from 'node:assert'
import type { StreamingContext } from '../streaming/context.ts'
import type { DStream } from '../streaming/dstream.ts'
import type { Collected } from './collected.ts'
import { type CompareOptions, difference } from './difference.ts'
import type { Batch } from './memory-stream.ts'
import { TestRun, type TestRunOptions } from './test-run.ts'

/** Options of a test run, and how long it is. */
export interface TestStreamOptions extends TestRunOptions {
  /** Batch intervals to run. Default: as many as there are input batches, or as are needed for those expected. */
  readonly batches?: number
}

/** Named inputs, each a list of batches. */
export type Inputs = Readonly<Record<string, readonly Batch<any>[]>>

type StreamsOf<I extends Inputs> = {
  readonly [N in keyof I]: I[N] extends readonly Batch<infer T>[] ? DStream<T> : never
}

/**
 * Say which batches come in; `.through` says what is done to them and `.expect` what must come out.
 *
 * Input is a list of batches, or several named ones: `{ left, right }`. A batch that is null has no RDD. Time is not real:
 * an hour of batches takes moments.
 *
 * @example
 * await testStream([['a b'], ['b']])
 *   .through((lines) => lines.flatMap((line) => line.split(' ')).countByValue())
 *   .expect([[['a', 1], ['b', 1]], [['b', 1]]])
 */
export function testStream<K, V>(
  batches: readonly Batch<readonly [K, V]>[],
  options?: TestStreamOptions,
): TestStream<DStream<readonly [K, V]>>
export function testStream<T>(batches: readonly Batch<T>[], options?: TestStreamOptions): TestStream<DStream<T>>
export function testStream<I extends Inputs>(inputs: I, options?: TestStreamOptions): TestStream<StreamsOf<I>>
export function testStream(inputs: readonly Batch<any>[] | Inputs, options: TestStreamOptions = {}): TestStream<any> {
  return {
    through: (build) => ({
      run: (slides = 0) => runStreams(inputs, build, options, slides),
      async expect(expected, comparing) {
        const { batches, times } = await runStreams(inputs, build, options, expected.length)
        const message = difference(batches, expected, times, comparing)
        if (message !== undefined) throw new AssertionError({ message, actual: batches, expected, operator: 'expect' })
      },
    }),
  }
}

/** A test of which the inputs are said. */
export interface TestStream<S> {
  /** `build` makes the stream to look at. It is called when the test is run. */
  through<U>(build: (input: S, ssc: StreamingContext) => DStream<U>): StreamTest<U>
}

/** A test of which the inputs and the program are said. */
export interface StreamTest<U> {
  /**
   * Run, and compare what comes out: one entry for each batch time of the stream (each slide), null where it has no RDD.
   * If more batches are expected than there are inputs, empty ones come in after them.
   *
   * Errors    AssertionError, which shows what differs by batch and key; what the program fails with
   */
  expect(expected: readonly Batch<U>[], comparing?: CompareOptions): Promise<void>
  /** Run, and answer what comes out; for `slides` batches of the stream at least. */
  run(slides?: number): Promise<Collected<U>>
}

/** Run `build` over `inputs` from its start to its end, for the batches of the inputs and `slides` of its own at least. */
export async function runStreams<U>(
  inputs: readonly Batch<any>[] | Inputs,
  build: (input: any, ssc: StreamingContext) => DStream<U>,
  options: TestStreamOptions = {},
  slides = 0,
): Promise<Collected<U>> {
  await using run = new TestRun(options)
  const { input, longest } = define(run, inputs)
  const stream = build(input, run.ssc)
  const collected = run.collect(stream)
  await run.tick(options.batches ?? Math.max(longest, Math.ceil((slides * stream.slide) / run.ssc.graph.batch)))
  await run.stop()
  return collected
}

/** The input streams, one or by name, and the number of batches of the longest. */
function define(run: TestRun, inputs: readonly Batch<any>[] | Inputs) {
  if (isList(inputs)) return { input: run.input(...inputs).stream, longest: inputs.length }
  const entries = Object.entries(inputs)
  const input = Object.fromEntries(entries.map(([name, batches]) => [name, run.input(...batches).stream]))
  return { input, longest: Math.max(0, ...entries.map(([, batches]) => batches.length)) }
}

const isList = (inputs: readonly Batch<any>[] | Inputs): inputs is readonly Batch<any>[] => Array.isArray(inputs)
