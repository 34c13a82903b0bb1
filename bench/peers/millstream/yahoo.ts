import { seconds, streamingJob } from 'millstream'
import { readTable, Store } from '../../yahoo/store.ts'

interface Event {
  readonly ad_id: string
  readonly event_type: string
  readonly event_time: string
}

const add = (a: number, b: number): number => a + b

interface Arguments {
  readonly port: number
  readonly pattern: string
}

/** Views by campaign and window of 10 s, with functions of the user; the store is told each second. */
export default streamingJob('yahoo', { batch: seconds(1) }, (ssc, { port, pattern }: Arguments) => {
  const table = readTable(pattern)
  const campaigns = new Map(table.map(({ ad, campaign }) => [ad, campaign]))
  const store = new Store(table)
  ssc
    .socketTextStream('localhost', port)
    .map((line): Event => JSON.parse(line))
    .filter((event) => event.event_type === 'view')
    .map((event) => [event.ad_id, Number(event.event_time)] as const)
    .map(([ad, time]) => [campaigns.get(ad) as string, Math.floor(time / 10_000)] as const)
    .map((key) => [key, 1] as const)
    .reduceByKey(add)
    .foreachRDD(async (rdd) => {
      for (const [[campaign, window], views] of await rdd.collect()) store.add(campaign, window, views)
      store.print()
    })
})
