import { seconds, streamingJob } from '../../src/index.ts'

export interface Args {
  readonly port: number
}

/** What the outputs gave, batch by batch: the numbers that came, and the sum of those of three batches. */
export const FLOOD: { readonly numbers: number[][]; readonly sums: number[] } = { numbers: [], sums: [] }

export default streamingJob('flood', { batch: seconds(1) }, (ssc, { port }: Args) => {
  const lines = ssc.socketTextStream('127.0.0.1', port)
  lines
    .map((line) => Number(line.slice(0, 8)))
    .foreachRDD(async (rdd) => {
      FLOOD.numbers.push(await rdd.collect())
    })
  // Read what came before once more, which the workers had and nobody has cached.
  ssc.remember(seconds(4))
  lines.foreachRDD(async (_, { milliseconds }) => {
    let sum = 0
    for (const rdd of await lines.slice(milliseconds - 2000, milliseconds))
      for (const line of await rdd.collect()) sum += Number(line.slice(0, 8))
    FLOOD.sums.push(sum)
  })
})
