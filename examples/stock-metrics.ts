/**
 * Rolling metrics of a price: the volume-weighted average price (VWAP) and the change over the last five batches. The
 * source replays daily rows `date,open,high,low,close,adjclose,volume` of the S&P 500, twenty a second.
 *
 *   millstream nc --listen 9999 --file node_modules/vega-datasets/data/sp500-2000.csv --rate 20 --keep-open
 *   millstream run examples/stock-metrics.ts
 */
import { seconds, streamingJob } from 'millstream'

interface Bar {
  readonly date: string
  readonly price: number
  readonly volume: number
}

/** Sums from which the metrics of a window follow; those of two neighbouring windows add up. */
interface Sums {
  readonly first: Bar
  readonly last: Bar
  readonly value: number
  readonly volume: number
}

/** A day at its typical price; nothing for the line of headings. */
function parse(line: string): Bar[] {
  const [date = '', , high, low, close, , volume] = line.split(',')
  const bar = { date, price: (Number(high) + Number(low) + Number(close)) / 3, volume: Number(volume) }
  return Number.isFinite(bar.price) ? [bar] : []
}

const sumsOf = (bar: Bar): Sums => ({ first: bar, last: bar, value: bar.price * bar.volume, volume: bar.volume })

const merge = (a: Sums, b: Sums): Sums => ({
  first: a.first.date <= b.first.date ? a.first : b.first,
  last: a.last.date >= b.last.date ? a.last : b.last,
  value: a.value + b.value,
  volume: a.volume + b.volume,
})

function report({ first, last, value, volume }: Sums): string {
  const change = (last.price / first.price - 1) * 100
  return `${first.date} to ${last.date}: VWAP ${(value / volume).toFixed(2)}, change ${change.toFixed(2)} %`
}

export default streamingJob('stock-metrics', { batch: seconds(1) }, (ssc, { host = 'localhost', port = 9999 }) => {
  ssc
    .socketTextStream(host, port)
    .flatMap(parse)
    .map(sumsOf)
    .reduceByWindow(merge, seconds(5), seconds(1))
    .map(report)
    .print()
})
