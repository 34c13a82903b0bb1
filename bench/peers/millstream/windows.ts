import { TestRun } from 'millstream/testing'
import { batch, type Pair } from '../../windows/data.ts'

/** The greatest value of each key over 300 batches, again at each batch; batches come as fast as they are done. */
const WINDOW = 300
const run = new TestRun({ master: 'local', conf: { 'spark.log.level': 'error' } })
let n = 0
let sum = 0
run.ssc
  .inputStream<Pair>({ compute: () => run.sc.parallelize(batch(n++), 1) })
  .reduceByKeyAndWindow((a: number, b: number) => Math.max(a, b), `${WINDOW}s`, '1s')
  .foreachRDD(async (rdd) => {
    sum = await rdd.map(([, value]) => value).sum()
  })
for (;;) {
  const start = performance.now()
  await run.tick()
  const now = performance.now()
  if (n >= WINDOW) console.log(`OUT ${performance.timeOrigin + now} ${now - start} ${sum}`)
  await new Promise((resolve) => setImmediate(resolve))
}
