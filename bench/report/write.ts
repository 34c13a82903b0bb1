/** `node bench/report/write.ts`: make bench/RESULTS.md of bench/results/*.json. Other programs call `writeReport`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadResults } from '../lib/results.ts'
import type { BenchResults } from '../lib/stored.ts'
import type { JobResults } from '../peers/results.ts'
import { benchSection } from './bench-section.ts'
import { peersSection } from './peers-section.ts'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export function writeReport(): void {
  const names = readdirSync(path('../results')).flatMap((file) => (/^(.+)\.json$/.exec(file) ?? []).slice(1))
  const peers = names.filter((name) => name.startsWith('peers-'))
  const sections = [
    '# Results',
    'Made by `npm run bench` and `npm run bench:peers` out of bench/results; do not edit. Absolute figures are those of one' +
      ' machine and its neighbours: trust ratios.',
    ...peers.map((name) => peersSection(loadResults<JobResults>(name) as JobResults)),
    ...names
      .filter((name) => !peers.includes(name))
      .map((name) => benchSection(name, loadResults<BenchResults>(name) as BenchResults)),
    readFileSync(path('fairness.md'), 'utf8').trim(),
  ]
  writeFileSync(path('../RESULTS.md'), `${sections.join('\n\n')}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeReport()
