import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fileSink, StateSpec, streamingJob } from 'millstream'

/** What the job is told: where lines come from, and where counts go. */
interface Args {
  readonly port: number
  readonly output: string
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** ms of a batch, and batches from one look at the process to the next. */
const [BATCH, LOOK] = [500, 20]

/**
 * Everything that could grow: a receiver with a log, windows that overlap, states whose keys come and go, and files. Prints
 * now and then `LOOK <JSON>`: batches so far, lines so far, MB that live on the heap, and what keeps the event loop busy.
 */
export default streamingJob('endurance', { batch: BATCH }, (ssc, { port, output }: Args) => {
  const lines = ssc.socketTextStream('127.0.0.1', port)
  const pairs = lines.flatMap((line) => line.split(' ')).map((word) => [word, 1] as const)
  lines.count().writeTo(fileSink(output))
  pairs
    .reduceByKeyAndWindow(
      (a, b) => a + b,
      (a, b) => a - b,
      '30s',
      '1s',
      undefined,
      ([, n]) => n > 0,
    )
    .foreachRDD((rdd) => rdd.count().then(() => {}))
  pairs.reduceByKeyAndWindow((a, b) => Math.max(a, b), '10s', '1s').foreachRDD((rdd) => rdd.count().then(() => {}))
  const sums = pairs.mapWithState(
    StateSpec.function((_word: string, n: number | undefined, state) => {
      if (n !== undefined) state.update(((state.getOption() as number | undefined) ?? 0) + n)
      return n
    }).timeout('60s'),
  )
  let [batches, total] = [0, 0]
  lines.foreachRDD(async (rdd) => {
    total += await rdd.count()
  })
  sums.foreachRDD(async (rdd) => {
    await rdd.count()
    if (++batches % LOOK !== 0) return
    collectGarbage()
    const resources = process.getActiveResourcesInfo()
    const heap = process.memoryUsage().heapUsed / 1e6
    console.log(`LOOK ${JSON.stringify({ batches, lines: total, heap, resources: resources.length })}`)
  })
})
