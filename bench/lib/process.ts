/** Run one variant in this process and print its best time and its answer as a line of JSON. Started by rounds.ts. */
import { BENCHES } from '../benches.ts'

const [name = '', variantName = '', round = '0'] = process.argv.slice(2)
const bench = await BENCHES[name]?.()
const variant = await bench?.variants[variantName]?.()
if (bench === undefined || variant === undefined) throw new Error(`no variant ${name}/${variantName}`)

shiftCode(Number(round) * 5)
const first = performance.now()
let result = await variant.run()
let [best, runs] = [result.figures === undefined ? Number.POSITIVE_INFINITY : performance.now() - first, 0]
const before = process.cpuUsage()
const end = performance.now() + (bench.seconds ?? 2) * 1000
// A variant that measures itself has run long enough.
while (result.figures === undefined && (runs === 0 || performance.now() < end)) {
  const start = performance.now()
  result = await variant.run()
  best = Math.min(best, performance.now() - start)
  runs++
}
const { user, system } = process.cpuUsage(before)
await variant.close?.()
console.log(JSON.stringify({ best, ...(runs > 0 && { cpu: (user + system) / 1000 / runs }), ...result }))

/**
 * Have V8 make machine code of `n` functions that nobody uses, so that what is measured lies elsewhere in each round.
 *
 * A tight loop runs up to twice as fast or slow depending on where in memory its branches happen to fall; without this
 * all rounds of a variant would have the same luck.
 */
function shiftCode(n: number): void {
  for (let i = 0; i < n; i++) {
    const idle = new Function('x', `let s = ${i}; for (let i = 0; i < x; i++) s = (s * 31 + i) | 0; return s`)
    for (let k = 0; k < 20; k++) idle(20_000)
  }
}
