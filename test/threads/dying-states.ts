import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DStream, type State, StateSpec, seconds, streamingJob } from '../../src/index.ts'
import { memoryStream } from '../../src/testing/index.ts'

export interface DyingStates {
  /** Words of each batch. */
  readonly batches: readonly (readonly string[])[]
  /** Where a worker marks that it dies of a word, so that it dies of each only once. */
  readonly marks: string
}

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const max = (a: number, b: number): number => Math.max(a, b)

/** All kinds of states, on workers that die before the shuffle of a word `die map …`, or behind that of `die state …`. */
export default streamingJob('dying-states', { batch: seconds(1) }, (ssc, { batches, marks }: DyingStates) => {
  const dieOf = (word: string, place: string): void => {
    if (!word.startsWith(`die ${place}`) || existsSync(join(marks, word))) return
    writeFileSync(join(marks, word), '')
    process.exit(3)
  }
  const show = (name: string, stream: DStream<unknown>): void =>
    stream.foreachRDD(async (rdd, time) => {
      const records = (await rdd.collect()).map((record) => JSON.stringify(record)).sort()
      ssc.sparkContext.environment.print(`${time.milliseconds} ${name} ${records.join(' ')}`)
    })
  const sum = (key: string, value: number | undefined, state: State<number>): [string, number] => {
    dieOf(key, 'state')
    state.update((state.getOption() ?? 0) + (value ?? 0))
    return [key, state.get()]
  }

  const input = memoryStream<string>(ssc)
  input.push(...batches)
  const pairs = input.stream.map((word): [string, number] => {
    dieOf(word, 'map')
    return [word, word.length]
  })
  show('mapped', pairs.mapWithState(StateSpec.function(sum)))
  show(
    'updated',
    pairs.updateStateByKey((values, old: number | undefined) => values.reduce(add, old ?? 0)),
  )
  show('inverse', pairs.reduceByKeyAndWindow(add, subtract, '4s', '1s'))
  show('greatest', pairs.reduceByKeyAndWindow(max, '5s', '2s'))
})
