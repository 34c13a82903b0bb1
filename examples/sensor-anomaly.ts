/**
 * Days that do not fit: for each month of the year a running mean and deviation of the wind is kept as state, and a day
 * beyond three deviations is told.
 *
 *   millstream nc --listen 9999 --file examples/data/seattle-weather.csv --rate 200
 *   millstream run examples/sensor-anomaly.ts
 */
import { StateSpec, seconds, streamingJob } from 'millstream'

interface Day {
  readonly date: string
  readonly wind: number
}

/** Running count, mean and sum of squared distances from the mean. Source: Welford 1962. */
interface Moments {
  readonly n: number
  readonly mean: number
  readonly m2: number
}

function parse(line: string): [month: string, day: Day][] {
  const [date = '', , , , wind] = line.split(',')
  return Number.isFinite(Number(wind)) ? [[date.slice(5, 7), { date, wind: Number(wind) }]] : []
}

function take({ n, mean, m2 }: Moments, x: number): Moments {
  const next = mean + (x - mean) / (n + 1)
  return { n: n + 1, mean: next, m2: m2 + (x - mean) * (x - next) }
}

const watching = StateSpec.function((_month: string, day: Day | undefined, state): string | undefined => {
  if (day === undefined) return undefined
  const moments = (state.getOption() as Moments | undefined) ?? { n: 0, mean: 0, m2: 0 }
  state.update(take(moments, day.wind))
  const deviation = Math.sqrt(moments.m2 / Math.max(1, moments.n - 1))
  const distance = (day.wind - moments.mean) / deviation
  if (moments.n < 20 || Math.abs(distance) < 3) return undefined
  return `${day.date}: wind ${day.wind} m/s, ${distance.toFixed(1)} deviations from ${moments.mean.toFixed(1)}`
})

export default streamingJob('sensor-anomaly', { batch: seconds(1) }, (ssc, { host = 'localhost', port = 9999 }) => {
  ssc
    .socketTextStream(host, port)
    .flatMap(parse)
    .mapWithState(watching)
    .named('wind-by-month')
    .filter((alarm) => alarm !== undefined)
    .print(100)
})
