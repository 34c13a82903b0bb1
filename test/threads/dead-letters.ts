import { seconds, streamingJob } from '../../src/index.ts'
import { memoryStream } from '../../src/testing/index.ts'

const number = (text: string): number => {
  const n = Number(text)
  if (Number.isNaN(n)) throw new RangeError(`no number: ${text}`)
  return n
}

/** Functions on the workers that fail on some records: in the first stage, behind a shuffle, and behind what is kept. */
export default streamingJob(
  'dead-letters',
  { batch: seconds(1), conf: { 'millstream.batch.onFailure': 'dead-letter', 'millstream.threads.tiny': 0 } },
  (ssc) => {
    const input = memoryStream<string>(ssc, { partitions: 3 })
    input.push(['1', 'x', '3', '3'], ['4', 'y', '13'])
    const kept = input.stream.map((line) => line.trim()).cache()
    kept.print()
    kept
      .map((line) => [number(line) % 10, number(line)] as const)
      .reduceByKey((a, b) => a + b, 2)
      .mapValues((sum) => number(sum === 13 ? 'thirteen' : String(sum)))
      .print()
    kept.print()
  },
)
