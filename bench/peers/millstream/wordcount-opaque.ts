import { seconds, streamingJob } from 'millstream'
import { join, take, ZERO } from './figures.ts'

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const isThere = ([, n]: readonly [string, number]): boolean => n > 0

/** As wordcount.ts, but in functions whose text says nothing to the engine: it only ever calls them. */
export default streamingJob('wordcount', { batch: seconds(1) }, (ssc, { port }: { port: number }) => {
  const separator = String.fromCharCode(32)
  ssc
    .socketTextStream('localhost', port)
    .flatMap((line) => {
      const words = line.split(separator)
      return words
    })
    .map((word) => {
      const one = 1
      return [word, one] as const
    })
    .reduceByKeyAndWindow(add, subtract, seconds(30), seconds(1), undefined, isThere)
    .foreachRDD(async (rdd, time) => {
      const figures = await rdd.aggregate(ZERO, take, join)
      console.log(`OUT ${performance.timeOrigin + performance.now()} ${time.milliseconds} ${figures.join(' ')}`)
    })
})
