/** Whether an engine kept up with a rate: neither its backlog nor its latency kept growing. */

/** What an engine had done at a time. */
export interface Sample {
  /** ms since 1970. */
  readonly time: number
  /** Lines of the connection whose results were out. */
  readonly lines: number
  /** Lines that were due and not yet in a result. */
  readonly backlog: number
  /** ms from when the last line in this result was due until the result was out. */
  readonly latency: number
}

export interface Verdict {
  readonly kept: boolean
  /** Which rule was broken, with the figures. */
  readonly why: string
}

export interface Rules {
  /** Lines a second. */
  readonly rate: number
  /** ms between results. */
  readonly interval: number
  /** When the measured part of the phase began and ended, ms since 1970. */
  readonly from: number
  readonly until: number
}

/** Latency may grow by this share of the time that passes: clocks of batches and pauses of a collector jitter. */
const SLOPE = 0.01
/**
 * Latency beyond which a rate is not kept, in intervals. A result that is out before the next one is due has less than
 * one; a receiver that cuts blocks apart from the batches, as Spark's does, may add up to another.
 */
const BOUND = 2

/**
 * The rule of sustainable throughput (Karimov et al., ICDE 2018), made a test: backlog at the end no more than backlog
 * after a third plus a batch, a fitted line through latencies that does not climb, and the median latency within bounds.
 */
export function verdict(samples: readonly Sample[], { rate, interval, from, until }: Rules): Verdict {
  const inside = samples.filter(({ time }) => time >= from && time <= until)
  if (inside.length < 3) return { kept: false, why: `only ${inside.length} results` }
  const third = inside.find(({ time }) => time >= from + (until - from) / 3) ?? (inside[0] as Sample)
  const last = inside.at(-1) as Sample
  const room = (rate * interval) / 1000
  if (last.backlog > third.backlog + room)
    return { kept: false, why: `backlog grew from ${third.backlog} to ${last.backlog} lines` }
  if (until - last.time > 2 * interval + 250)
    return { kept: false, why: `no result for the last ${Math.round(until - last.time)} ms` }
  const climb = slope(inside.map(({ time, latency }) => [time, latency]))
  const middle = inside.map(({ latency }) => latency).toSorted((a, b) => a - b)[inside.length >> 1] as number
  if (middle > BOUND * interval) return { kept: false, why: `median latency ${Math.round(middle)} ms` }
  // A few results of a short run may line up by chance; a climb within a quarter of an interval is none.
  const grown = climb * (until - from)
  if (climb > SLOPE && grown > interval / 4)
    return { kept: false, why: `latency grew by ${climb.toFixed(3)} ms a ms, ${Math.round(grown)} ms in all` }
  return { kept: true, why: `median latency ${Math.round(middle)} ms` }
}

/** Slope of the line of least squares through the points. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const [meanX, meanY] = [0, 1].map((i) => points.reduce((sum, p) => sum + (p[i] as number), 0) / points.length)
  let [over, under] = [0, 0]
  for (const [x, y] of points) {
    over += (x - (meanX as number)) * (y - (meanY as number))
    under += (x - (meanX as number)) ** 2
  }
  return under === 0 ? 0 : over / under
}
