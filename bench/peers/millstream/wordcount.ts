import { seconds, streamingJob } from 'millstream'
import { join, take, ZERO } from './figures.ts'

const add = (a: number, b: number): number => a + b
const subtract = (a: number, b: number): number => a - b
const isThere = ([, n]: readonly [string, number]): boolean => n > 0

export default streamingJob('wordcount', { batch: seconds(1) }, (ssc, { port }: { port: number }) => {
  ssc
    .socketTextStream('localhost', port)
    .flatMap((line) => line.split(' '))
    .map((word) => [word, 1] as const)
    .reduceByKeyAndWindow(add, subtract, seconds(30), seconds(1), undefined, isThere)
    .foreachRDD(async (rdd, time) => {
      const figures = await rdd.aggregate(ZERO, take, join)
      console.log(`OUT ${performance.timeOrigin + performance.now()} ${time.milliseconds} ${figures.join(' ')}`)
    })
})
