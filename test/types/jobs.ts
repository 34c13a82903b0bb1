/** What must and must not type-check in job modules. Compiled by `npm test`, never run. */
import { batchJob, run, type SparkContext, type StreamingContext, seconds, streamingJob } from '../../src/index.ts'
import { is } from './same.ts'

interface Args {
  readonly port: number
}

// Arguments have the type that is said …
streamingJob<Args>('said', { batch: seconds(1) }, (ssc, args) => {
  is<typeof ssc, StreamingContext>(true)
  is<typeof args, Args>(true)
})

// … or the one of what prepare answers.
streamingJob('prepared', { batch: '1s', prepare: async () => ({ words: ['a'] }) }, (_ssc, { words }) => {
  is<typeof words, string[]>(true)
})

// @ts-expect-error prepare must answer the arguments
streamingJob<Args>('wrong', { batch: seconds(1), prepare: () => ({ port: '9999' }) }, () => {})
// @ts-expect-error there is no such argument
streamingJob<Args>('wrong', { batch: seconds(1) }, (_ssc, { prot }) => prot)
// @ts-expect-error a streaming job has a batch interval
streamingJob('wrong', {}, () => {})
// @ts-expect-error a job has a name
streamingJob({ batch: seconds(1) }, () => {})

// A batch job answers a result, and a run of it has that type.
const counting = batchJob('counting', async (sc) => {
  is<typeof sc, SparkContext>(true)
  return sc.range(10).count()
})
const counted = await run(counting, { master: 'local[2]' })
is<typeof counted.done, Promise<number>>(true)
batchJob<Args>('with-args', async (sc, { port }) => sc.range(port).collect())

const job = streamingJob('streaming', { batch: 500 }, () => {})
const streaming = await run(job)
is<typeof streaming.context, StreamingContext>(true)
is<typeof streaming.done, Promise<void>>(true)
// @ts-expect-error there is no such option
await run(job, { masters: 'local' })
