/**
 * Events in memory, made once for each thread that reads them, in batches of a second of event time.
 *
 * The source of a stream is told what to read, and not given it: which share of which batch. So each thread reads what it
 * has, as it would read ranges of a log.
 */
import type { DStream, StreamingContext } from 'millstream'
import type { Event } from './events.ts'
import { BEGIN, Generator, type GeneratorOptions } from './generator.ts'

export interface FeedOptions extends GeneratorOptions {
  readonly seconds: number
}

/** So many events are read at once. */
const BLOCK = 500

/** Block `block` of share `part` of `parts` of the second that ends `second` seconds after the beginning. */
interface Block {
  readonly second: number
  readonly part: number
  readonly parts: number
  readonly block: number
}

/** All events, an array for each second. */
export const secondsOf = (feed: FeedOptions): readonly (readonly Event[])[] =>
  share(feed, 0, 1).map((blocks) => blocks.flat())

/** A stream of the events whose batch at time t is the second of event time that ends at t; then empty batches. */
export function eventStream(ssc: StreamingContext, feed: FeedOptions): DStream<Event> {
  const parts = ssc.sparkContext.defaultParallelism
  const read = ({ second, part, block }: Block): readonly Event[] => share(feed, part, parts)[second - 1]?.[block] ?? []
  return ssc
    .inputStream<Block>({
      compute(time, report) {
        const second = (time.milliseconds - BEGIN) / 1000
        report({ numRecords: second <= feed.seconds ? feed.rate : 0 })
        const blocks = range(0, parts).flatMap((part) => {
          const [first, end] = boundsOf(feed, part, parts)
          return range(0, Math.ceil((end - first) / BLOCK)).map((block): Block => ({ second, part, parts, block }))
        })
        return ssc.sparkContext.parallelize(blocks, parts)
      },
    })
    .flatMap(read)
}

/** Numbers of the first event of a share in its second, and of the one after its last. */
const boundsOf = ({ rate }: FeedOptions, part: number, parts: number): readonly [first: number, end: number] => [
  Math.floor((part * rate) / parts),
  Math.floor(((part + 1) * rate) / parts),
]

const made = new Map<string, Event[][][]>()

/** Every second's blocks of a share, made when the first is asked for. */
function share(feed: FeedOptions, part: number, parts: number): readonly (readonly (readonly Event[])[])[] {
  const name = JSON.stringify([feed, part, parts])
  const known = made.get(name)
  if (known !== undefined) return known
  const generator = new Generator(feed)
  const [first, end] = boundsOf(feed, part, parts)
  const seconds = range(0, feed.seconds).map((second) =>
    range(0, Math.ceil((end - first) / BLOCK)).map((block) => {
      const from = first + block * BLOCK
      return range(from, Math.min(from + BLOCK, end)).map((n) => generator.event(second * feed.rate + n))
    }),
  )
  made.set(name, seconds)
  return seconds
}

const range = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, i) => first + i)
