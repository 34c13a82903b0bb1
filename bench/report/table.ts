import { type Spread, spread } from '../lib/statistics.ts'

/** A table of Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** Three digits, with k and M. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const [scaled, unit] = value >= 1e6 ? [value / 1e6, ' M'] : value >= 1e4 ? [value / 1e3, ' k'] : [value, '']
  return `${Number(scaled.toPrecision(3))}${unit}`
}

export const spreadText = ({ median, least, most }: Spread): string =>
  least === most ? short(median) : `${short(median)} (${short(least)} … ${short(most)})`

/** The spread of what runs measured, or a dash when none did. */
export const over = (values: readonly number[]): string => (values.length === 0 ? '–' : spreadText(spread(values)))
