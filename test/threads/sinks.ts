import { threadId } from 'node:worker_threads'
import { fileSink, seconds, streamingJob, TaskContext } from '../../src/index.ts'
import { memoryStream } from '../../src/testing/index.ts'

export interface Args {
  readonly folder: string
}

/** What the tasks of a batch know of themselves. */
export const SEEN: unknown[] = []

/** Sinks whose tasks run on the workers. */
export default streamingJob('sinks', { batch: seconds(1) }, (ssc, { folder }: Args) => {
  const input = memoryStream<string>(ssc)
  input.push(['a', 'b'], ['c'])
  input.stream.repartition(2).writeTo(fileSink(`${folder}/words`))
  input.stream.repartition(2).writeTo(
    {
      prepare: ({ batchTime }) => batchTime.milliseconds,
      write: (records, { job, output, batchTime, partition, attempt, epoch }, ticket) => {
        const task = TaskContext.get()
        const isSame = task?.output?.batchTime.milliseconds === batchTime.milliseconds && task.partitionId === partition
        const where = threadId === 0 ? 'driver' : 'worker'
        return [
          job,
          output,
          batchTime.milliseconds,
          ticket,
          partition,
          attempt,
          epoch,
          isSame,
          where,
          [...records].length,
        ]
      },
      commit: (_batch, results) => void SEEN.push(...results),
    },
    { name: 'notes' },
  )
})
