import { seconds, streamingJob } from '../../src/index.ts'

/** Sums on the workers, of batches that are given in the arguments. */
export default streamingJob(
  'catch-up',
  { batch: seconds(1), conf: { 'millstream.checkpoint.catchUp': 'coalesce', 'millstream.threads.tiny': 0 } },
  (ssc, { batches }: { readonly batches: readonly (readonly string[])[] }) => {
    ssc
      .queueStream<string>([...batches])
      .map((word): [string, number] => [word, 1])
      .updateStateByKey((values: number[], sum: number | undefined) => values.length + (sum ?? 0), 2)
      .print()
  },
)
