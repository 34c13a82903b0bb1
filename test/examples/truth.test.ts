/** What is expected of some examples, worked out again from the raw data by loops that know nothing of streams. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocksOf, expectedOf, linesOf, secondsOf, sourceOf } from './example.ts'

/** What a source sends in the seconds (t − length, t], for t = 1 … `seconds`; nothing when it is over. */
function windows(name: string, length: number, seconds: number): string[][] {
  const sent = secondsOf(sourceOf(name))
  return Array.from({ length: seconds }, (_, i) => sent.slice(Math.max(0, i + 1 - length), i + 1).flat())
}

const RENAMED = new Map([
  ['CA', 'California'],
  ['MX', 'Mexico'],
  ['NV', 'Nevada'],
])

/** `[region, magnitude, place]` of a line of earthquakes.jsonl. */
function quakeOf(line: string): readonly [region: string, magnitude: number, place: string] {
  const { place, magnitude } = JSON.parse(line)
  const region = place.slice(place.lastIndexOf(', ') + 1).trim()
  return [RENAMED.get(region) ?? region, magnitude, place]
}

/** `['California', 499]` and so on: how many earthquakes each region has, the most first. */
function countsOf(lines: readonly string[]): [region: string, count: number][] {
  const counts = new Map<string, number>()
  for (const [region] of lines.map(quakeOf)) counts.set(region, (counts.get(region) ?? 0) + 1)
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}

test('windowed-top-k: the regions with most earthquakes of ten seconds, every two', () => {
  const tops = windows('windowed-top-k', 10, 28)
    .filter((_, i) => i % 2 === 1)
    .map((lines) => {
      const counts = countsOf(lines)
      const top = counts.slice(0, 5).map(([region, count]) => `(${region},${count})`)
      return counts.length > 5 ? [...top, '...'] : top
    })
  assert.deepEqual(blocksOf(expectedOf('windowed-top-k')), tops)
})

test('stream-table-join: earthquakes of five seconds for 100,000 square kilometres', () => {
  const areas = new Map(linesOf('examples/data/areas.csv').map((line) => line.split(',') as [string, string]))
  const tables = windows('stream-table-join', 5, 25)
    .filter((_, i) => i % 5 === 4)
    .map((lines) => {
      const known = countsOf(lines).filter(([region]) => areas.has(region))
      const dense = known.map(([region, n]) => [region, (n * 100_000) / Number(areas.get(region))] as const)
      const rows = dense.sort(([, a], [, b]) => b - a).map(([region, density]) => `${region}: ${density.toFixed(2)}`)
      return rows.length > 10 ? [...rows.slice(0, 10), '...'] : rows
    })
  assert.deepEqual(blocksOf(expectedOf('stream-table-join')), tables)
})

test('stock-metrics: average price by volume and change of five seconds', () => {
  const metrics = windows('stock-metrics', 5, 12).map((lines) => {
    const days = lines.filter((line) => !line.startsWith('date')).map((line) => line.split(','))
    const prices = days.map((day) => (Number(day[2]) + Number(day[3]) + Number(day[4])) / 3)
    const volumes = days.map((day) => Number(day[6]))
    const volume = volumes.reduce((a, b) => a + b)
    const average = prices.reduce((sum, price, i) => sum + price * ((volumes[i] ?? 0) / volume), 0)
    const change = (100 * ((prices.at(-1) ?? 0) - (prices[0] ?? 0))) / (prices[0] ?? 0)
    return [`${days[0]?.[0]} to ${days.at(-1)?.[0]}: VWAP ${average.toFixed(2)}, change ${change.toFixed(2)} %`]
  })
  assert.deepEqual(blocksOf(expectedOf('stock-metrics')), metrics)
})

/** The alarm of a day whose month had these winds before; the deviation by its definition, in two passes. */
function alarmOf(date: string, wind: number, before: readonly number[]): string[] {
  const mean = before.reduce((a, b) => a + b, 0) / before.length
  const variance = before.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (before.length - 1)
  const distance = (wind - mean) / Math.sqrt(variance)
  if (before.length < 20 || Math.abs(distance) < 3) return []
  return [`${date}: wind ${wind} m/s, ${distance.toFixed(1)} deviations from the usual ${mean.toFixed(1)}`]
}

test('sensor-anomaly: days at three deviations from the days of the same month before them', () => {
  const winds = new Map<string, number[]>()
  const alarms = windows('sensor-anomaly', 1, 8).map((lines) =>
    lines.flatMap((line) => {
      const [date = '', , , , wind] = line.split(',')
      if (date === 'date') return []
      const known = winds.get(date.slice(5, 7)) ?? []
      const alarm = alarmOf(date, Number(wind), known)
      winds.set(date.slice(5, 7), [...known, Number(wind)])
      return alarm
    }),
  )
  assert.deepEqual(blocksOf(expectedOf('sensor-anomaly')), alarms)
})

test('earthquakes: records of magnitude 5 or more, all counts, and the strongest of each region', () => {
  const lines = linesOf('examples/data/earthquakes.jsonl')
  const quakes = lines.map(quakeOf)
  const strongest = new Map<string, number>()
  const records = quakes.flatMap(([region, magnitude, place]) => {
    if (magnitude <= (strongest.get(region) ?? 0)) return []
    strongest.set(region, magnitude)
    return magnitude < 5 ? [] : [`** record for ${region}: magnitude ${magnitude.toFixed(1)} (${place})`]
  })
  const counts = countsOf(lines).slice(0, 5)
  const top = [...strongest].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 5)
  const expected = [
    ...[...records.sort(), ''],
    ...[...counts.map(([region, count]) => `('${region}', ${count})`), '...', '', ''],
    `${quakes.length} earthquakes. The strongest, by region:`,
    ...[...top.map(([region, magnitude]) => `  ${magnitude.toFixed(1)}  ${region}`), ''],
  ]
  assert.deepEqual(expectedOf('earthquakes').split('\n'), expected)
})
