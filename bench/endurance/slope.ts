/** A quantity over time: pairs of ms and its value. */
export type Series = readonly (readonly [at: number, value: number])[]

const HOUR = 3_600_000

/**
 * How much a quantity grows in an hour: the median of the slopes between points that are half of the time apart, so a few that
 * are out of line do not count (after Theil and Sen).
 */
export function slopePerHour(series: Series): number {
  const half = series.length >> 1
  const slopes = series.slice(half).map(([at, value], i) => {
    const [before, from] = series[i] as readonly [number, number]
    return ((value - from) / (at - before)) * HOUR
  })
  return slopes.toSorted((a, b) => a - b)[slopes.length >> 1] ?? Number.NaN
}
