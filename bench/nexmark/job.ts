/** Queries of Nexmark as a job, which says of each batch what they answered, or the sum that stands for it. */
import { channel } from 'node:diagnostics_channel'
import { type DStream, seconds, streamingJob, type Time } from 'millstream'
import { eventStream, type FeedOptions } from './feed.ts'
import { BEGIN } from './generator.ts'
import { QUERIES, siteOf } from './queries.ts'
import { DIGESTS, type QueryName } from './rows.ts'

export interface JobArguments {
  readonly queries: readonly QueryName[]
  readonly feed: FeedOptions
  /** Rows, or the sum of their digests. */
  readonly answers: 'rows' | 'sum'
  /** Name of the channel of this process on which answers are published. */
  readonly to: string
}

/** What is published. */
export interface Answer {
  readonly query: QueryName
  /** Since the beginning, when the batch ends. */
  readonly second: number
  readonly rows?: readonly unknown[]
  readonly sum?: number
}

export default streamingJob('nexmark', { batch: seconds(1) }, (ssc, { queries, feed, answers, to }: JobArguments) => {
  const site = siteOf(ssc, eventStream(ssc, feed))
  const output = channel(to)
  const publish = (time: Time, answer: Omit<Answer, 'second'>): void =>
    output.publish({ second: (time.milliseconds - BEGIN) / 1000, ...answer } satisfies Answer)
  for (const query of queries) {
    const rows = QUERIES[query](site) as DStream<any>
    if (answers === 'rows') rows.foreachRDD(async (rdd, time) => publish(time, { query, rows: await rdd.collect() }))
    else rows.map(DIGESTS[query]).foreachRDD(async (rdd, time) => publish(time, { query, sum: await rdd.sum() }))
  }
})
