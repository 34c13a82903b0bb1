/** `npm run bench [-- name …]`: measure, print a table of ratios, and say which goals hold. */
import { availableParallelism } from 'node:os'
import { BENCHES } from './benches.ts'
import { machine } from './lib/machine.ts'
import { saveResults } from './lib/results.ts'
import { bundle, measure } from './lib/rounds.ts'
import type { Bench, Summary } from './lib/variant.ts'
import { writeReport } from './report/write.ts'

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}

bundle()
console.log(`Node ${process.version}, ${availableParallelism()} cores, each figure the median of 9 fresh processes\n`)
for (const [name, bench] of Object.entries(BENCHES)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  console.log(`${name}: ${bench.about}`)
  const conditions = machine()
  const figures = measure(name, bench)
  print(bench, figures)
  const goals = bench.goals(figures)
  for (const [goal, held] of goals) console.log(`  ${held ? 'held  ' : 'MISSED'}  ${goal}`)
  const { about, items } = bench
  saveResults(name, { machine: conditions, about, items, variants: Object.fromEntries(figures), goals })
  console.log()
}
writeReport()

function print(bench: Bench, figures: ReadonlyMap<string, Summary>): void {
  const first = [...figures.values()][0]?.median ?? 1
  for (const [variant, { median, least, most, figures: own }] of figures) {
    const shown = Object.entries(own).map(([key, value]) => `${key} ${value.toFixed(3)}`)
    if (shown.length > 0) console.log(`  ${variant.padEnd(24)} ${shown.join('   ')}`)
    else
      console.log(
        `  ${variant.padEnd(24)} ${(bench.items / median / 1000).toFixed(2).padStart(8)} M items/s` +
          `  (${(bench.items / most / 1000).toFixed(2)} to ${(bench.items / least / 1000).toFixed(2)})` +
          `  ${(first / median).toFixed(3)} of ${[...figures.keys()][0]}`,
      )
  }
}
