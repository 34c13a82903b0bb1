/**
 * `npm run bench [-- name …] [--trial]`: measure, print a table of ratios, and say which goals hold.
 *
 * A name stands for all benchmarks that begin with it and a dash, too: `yahoo` for `yahoo-json` and `yahoo-objects`. With
 * `--trial` no results are kept.
 */
import { availableParallelism } from 'node:os'
import { BENCHES } from './benches.ts'
import { machine } from './lib/machine.ts'
import { saveResults } from './lib/results.ts'
import { bundle, measure, roundsOf } from './lib/rounds.ts'
import type { Bench, Summary } from './lib/variant.ts'
import { writeReport } from './report/write.ts'

const isTrial = process.argv.includes('--trial')
const chosen = process.argv.slice(2).filter((argument) => argument !== '--trial')
const stands = (name: string, bench: string): boolean => bench === name || bench.startsWith(`${name}-`)
const unknown = chosen.filter((name) => !Object.keys(BENCHES).some((bench) => stands(name, bench)))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}

bundle()
console.log(`Node ${process.version}, ${availableParallelism()} cores, figures are medians over fresh processes\n`)
for (const [name, load] of Object.entries(BENCHES)) {
  if (chosen.length > 0 && !chosen.some((one) => stands(one, name))) continue
  const bench = await load()
  console.log(`${name}, ${roundsOf(bench)} rounds: ${bench.about}`)
  const conditions = machine()
  const figures = measure(name, bench)
  print(bench, figures)
  const goals = bench.goals(figures)
  for (const [goal, held] of goals) console.log(`  ${held ? 'held  ' : 'MISSED'}  ${goal}`)
  const { about, items } = bench
  if (!isTrial)
    saveResults(name, {
      machine: conditions,
      about,
      items,
      rounds: roundsOf(bench),
      variants: Object.fromEntries(figures),
      goals,
    })
  console.log()
}
if (!isTrial) writeReport()

function print(bench: Bench, figures: ReadonlyMap<string, Summary>): void {
  const first = [...figures.values()][0]?.median ?? 1
  for (const [variant, { median, least, most, cpu = Number.NaN, figures: own }] of figures) {
    const shown = Object.entries(own).map(([key, value]) => `${key} ${value.toFixed(3)}`)
    if (shown.length > 0) console.log(`  ${variant.padEnd(24)} ${shown.join('   ')}`)
    else
      console.log(
        `  ${variant.padEnd(24)} ${(bench.items / median / 1000).toFixed(2).padStart(8)} M items/s` +
          `  (${(bench.items / most / 1000).toFixed(2)} to ${(bench.items / least / 1000).toFixed(2)})` +
          `  ${(first / median).toFixed(3)} of ${[...figures.keys()][0]}, CPU ${((cpu / bench.items) * 1000).toFixed(3)} s a M items`,
      )
  }
}
