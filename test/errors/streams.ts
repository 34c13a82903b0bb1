import assert from 'node:assert/strict'
import type { DStream, SparkContext, StreamingContext } from '../../src/index.ts'
import { TestRun } from '../../src/testing/index.ts'
import type { Trial } from './row.ts'

/** What a program of a row about streams is given: a context that is not started, and inputs for its batches. */
export interface Streams {
  readonly run: TestRun
  readonly sc: SparkContext
  readonly ssc: StreamingContext
  /** [1, 2, 3] in every batch. */
  readonly numbers: DStream<number>
  /** ['a', 1] and ['b', 2] in every batch. */
  readonly pairs: DStream<readonly [string, number]>
  /** Another context in the same process, with its own SparkContext. */
  readonly other: TestRun
}

/** Batches that a row may take at most, and one to see that all goes on. */
const BATCHES = 5

/**
 * A stream whose batches are looked at runs beside what the program of the row defines. A program that does not fail by
 * itself fails in one of two batches.
 */
export function someStreams(): Trial<Streams> {
  const [run, other] = [new TestRun(), new TestRun()]
  const { sc, ssc } = run
  const numbers = run.input(...Array.from({ length: BATCHES }, () => [1, 2, 3])).stream
  const pairs = run.input(...Array.from({ length: BATCHES }, () => [['a', 1] as const, ['b', 2] as const])).stream
  const doubled = run.collect(numbers.map((x) => x * 2))
  return {
    given: { run, sc, ssc, numbers, pairs, other },
    outcome: () => run.tick(2),
    stillWorks: async () => {
      if (ssc.getState() === 'STOPPED') return anotherWorks()
      await run.tick().catch(() => {})
      assert.ok(doubled.batches.length > 0, 'batches go on')
      for (const batch of doubled.batches) assert.deepEqual(batch, [2, 4, 6])
    },
    close: async () => {
      await run.ssc.stop()
      await other.ssc.stop()
    },
  }
}

/** Two contexts of which one may be active at a time, as in a program; nothing is done with their streams yet. */
export function noOutputs(): Trial<Lone & { readonly active: Lone }> {
  const [lone, active] = [aLone(), aLone()]
  const { run, numbers } = lone
  return {
    given: { ...lone, active },
    stillWorks: async () => {
      const doubled = run.collect(numbers.map((x) => x * 2))
      await run.tick()
      assert.deepEqual(doubled.batches, [[2, 4, 6]])
    },
    close: async () => {
      await run.ssc.stop()
      await active.ssc.stop()
    },
  }
}

type Lone = Pick<Streams, 'run' | 'ssc' | 'numbers'>

function aLone(): Lone {
  const run = new TestRun({ conf: { 'spark.driver.allowMultipleContexts': false } })
  return { run, ssc: run.ssc, numbers: run.input([1, 2, 3]).stream }
}

/** After a stop that the row is about, what must still work is a new context. */
async function anotherWorks(): Promise<void> {
  await using run = new TestRun()
  const doubled = run.collect(run.input([1, 2, 3]).stream.map((x) => x * 2))
  await run.tick()
  assert.deepEqual(doubled.batches, [[2, 4, 6]])
}
