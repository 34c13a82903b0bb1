import { existsSync, renameSync } from 'node:fs'
import { type State, StateSpec, streamingJob } from 'millstream'

/** What the job is told. */
interface Args {
  /** Keys of the state, each of which holds a text of 180 characters. */
  readonly keys: number
  /** ms since 1970: the state is filled from then on. */
  readonly begin: number
  /** A path. When a file is there, the next worker that looks renames it, and dies. */
  readonly deadly: string
}

/** ms of a batch, batches in which the state is filled, and records of each batch after that. */
const [BATCH, FILLING, RECORDS] = [100, 40, 1000]

/**
 * A state that is filled, then a thousand of its keys a batch. Which records a batch has follows from its time, as from the
 * offsets of a source that can be asked again. Prints `OUT <ms since 1970> <time of the batch, ms> <keys of the batch>`.
 */
export default streamingJob('recovery', { batch: BATCH }, (ssc, { keys, begin, deadly }: Args) => {
  const sc = ssc.sparkContext
  const input = ssc.inputStream<number>({
    compute(time) {
      const n = Math.round((time.milliseconds - begin) / BATCH)
      const [each, from] = n < FILLING ? [keys / FILLING, (n * keys) / FILLING] : [RECORDS, (n * RECORDS) % keys]
      return sc.range(Math.max(0, from), Math.max(0, from + each), 1, 2)
    },
  })
  input
    .map((key) => {
      if (key % RECORDS === 0 && existsSync(deadly)) {
        renameSync(deadly, `${deadly} ${Date.now()}`)
        process.exit(3)
      }
      return [key, 1] as const
    })
    .mapWithState(
      StateSpec.function((key: number, value: number | undefined, state: State<string>) => {
        state.update(`${key} ${value}`.padEnd(180, '.'))
        return key
      }),
    )
    .foreachRDD(async (rdd, time) => {
      const n = await rdd.count()
      console.log(`OUT ${performance.timeOrigin + performance.now()} ${time.milliseconds} ${n}`)
    })
})
