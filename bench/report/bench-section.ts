import type { Machine } from '../lib/machine.ts'
import type { BenchResults } from '../lib/stored.ts'
import { short, table } from './table.ts'

export const conditions = ({ date, processor, cores, memoryGigabytes, node, load }: Machine): string =>
  `${date}, ${cores} × ${processor}, ${memoryGigabytes} GB, Node ${node}, load ${load.join(' ')} at the start.`

/** A benchmark of `npm run bench`: one process a round and variant, the best run of each, medians over processes. */
export function benchSection(name: string, { machine, about, items, rounds, variants, goals }: BenchResults): string {
  const own = [...new Set(Object.values(variants).flatMap(({ figures }) => Object.keys(figures)))]
  const first = Object.values(variants)[0]?.median ?? Number.NaN
  const rate = (ms: number): string => short((items / ms) * 1000)
  const hasCpu = Object.values(variants).every(({ cpu }) => cpu !== undefined)
  /** ms a run and items of a run make s a million items. */
  const cpuOf = (ms = Number.NaN): string[] => (hasCpu ? [short((ms / items) * 1000)] : [])
  const rows = Object.entries(variants).map(([variant, { median, least, most, cpu, figures }]) =>
    own.length > 0
      ? [variant, ...own.map((key) => short(figures[key] ?? Number.NaN))]
      : [variant, `${rate(median)} (${rate(most)} … ${rate(least)})`, short(first / median), ...cpuOf(cpu)],
  )
  const cpuHead = hasCpu ? ['CPU s per M items'] : []
  const head =
    own.length > 0 ? ['variant', ...own] : ['variant', 'items/s', `ratio to ${Object.keys(variants)[0]}`, ...cpuHead]
  return [
    `## ${name}`,
    `${about[0]?.toUpperCase()}${about.slice(1)}. ${rounds === undefined ? '' : `Rounds: ${rounds}. `}${conditions(machine)}`,
    table(head, rows),
    goals.map(([goal, held]) => `- ${held ? 'Held' : '**Missed**'}: ${goal}.`).join('\n'),
  ].join('\n\n')
}
