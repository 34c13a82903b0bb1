import { fileSink, StateSpec, streamingJob } from 'millstream'
import { collect, collectElsewhere, heaps } from './heaps.ts'

/** What the job is told: where lines come from, and where counts go. */
interface Args {
  readonly port: number
  readonly output: string
}

/**
 * ms of a batch, batches from one look at the process to the next, and from one collection on the worker threads to the next:
 * so rarely that they take their memory as they do when nobody looks.
 */
const [BATCH, LOOK, COLLECT] = [500, 20, 300]

/**
 * Everything that could grow: a receiver with a log, windows that overlap, states whose keys come and go, and files. Prints
 * now and then `LOOK <JSON>`: batches so far, lines so far, MB that live on the heap of the driver, what keeps the event loop
 * busy, and the heaps of all threads.
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
    if (batches % COLLECT === LOOK) collectElsewhere()
    const heap = collect().live
    const resources = process.getActiveResourcesInfo().length
    console.log(`LOOK ${JSON.stringify({ batches, lines: total, heap, resources, heaps: await heaps() })}`)
  })
})
