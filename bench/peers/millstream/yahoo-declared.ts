import { field, seconds, streamingJob, tuple } from 'millstream'
import { readTable, Store } from '../../yahoo/store.ts'

interface Arguments {
  readonly port: number
  readonly pattern: string
}

/** Views by campaign and window of 10 s, with operators that say what they do; the store is told each second. */
export default streamingJob('yahoo', { batch: seconds(1) }, (ssc, { port, pattern }: Arguments) => {
  const table = readTable(pattern)
  const campaigns = new Map(table.map(({ ad, campaign }) => [ad, campaign]))
  const store = new Store(table)
  ssc
    .socketTextStream('localhost', port)
    .json({ fields: ['ad_id', 'event_type', 'event_time'] })
    .filter(field('event_type').equals('view'))
    .map(tuple(field('ad_id').lookup(campaigns), field('event_time').windowStart(seconds(10))))
    .countByValue()
    .foreachRDD(async (rdd) => {
      for (const [[campaign, start], views] of await rdd.collect()) store.add(campaign as string, start / 10_000, views)
      store.print()
    })
})
