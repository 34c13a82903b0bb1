/**
 * Measurements that do not fit: for each month of the year the running mean and deviation of the wind is kept as state,
 * and a day at three deviations or more is told.
 *
 *   millstream nc --listen 9999 --file examples/data/seattle-weather.csv --rate 200 --keep-open
 *   millstream run examples/sensor-anomaly.ts
 */
import { type State, StateSpec, seconds, streamingJob } from 'millstream'

interface Day {
  readonly date: string
  /** Metres a second. */
  readonly wind: number
}

/** Running count, mean and sum of squared distances from the mean. Source: Welford 1962. */
interface Moments {
  readonly n: number
  readonly mean: number
  readonly m2: number
}

/** Days of a month that must be known before another one can be called odd. */
const ENOUGH = 20

/** The day by its month; nothing for the line of headings. */
function parse(line: string): (readonly [month: string, day: Day])[] {
  const [date = '', , , , wind] = line.split(',')
  return Number.isFinite(Number(wind)) ? [[date.slice(5, 7), { date, wind: Number(wind) }]] : []
}

function add({ n, mean, m2 }: Moments, x: number): Moments {
  const next = mean + (x - mean) / (n + 1)
  return { n: n + 1, mean: next, m2: m2 + (x - mean) * (x - next) }
}

const watching = StateSpec.function((_month: string, day: Day | undefined, known: State<Moments>) => {
  if (day === undefined) return undefined
  const { n, mean, m2 } = known.getOption() ?? { n: 0, mean: 0, m2: 0 }
  known.update(add({ n, mean, m2 }, day.wind))
  const distance = (day.wind - mean) / Math.sqrt(m2 / (n - 1))
  if (n < ENOUGH || Math.abs(distance) < 3) return undefined
  return `${day.date}: wind ${day.wind} m/s, ${distance.toFixed(1)} deviations from the usual ${mean.toFixed(1)}`
})

export default streamingJob('sensor-anomaly', { batch: seconds(1) }, (ssc, { host = 'localhost', port = 9999 }) => {
  ssc
    .socketTextStream(host, port)
    .flatMap(parse)
    .mapWithState(watching)
    .named('wind-by-month')
    .filter((alarm) => alarm !== undefined)
    .print()
})
