/** Run one variant in this process and print its best time and its answer as a line of JSON. Started by rounds.ts. */
import { BENCHES } from '../benches.ts'

const [name = '', variantName = '', round = '0'] = process.argv.slice(2)
const bench = BENCHES[name]
const variant = await bench?.variants[variantName]?.()
if (bench === undefined || variant === undefined) throw new Error(`no variant ${name}/${variantName}`)

shiftCode(Number(round) * 5)
let best = Number.POSITIVE_INFINITY
let result = await variant.run()
const end = performance.now() + (bench.seconds ?? 2) * 1000
do {
  const start = performance.now()
  result = await variant.run()
  best = Math.min(best, performance.now() - start)
} while (performance.now() < end && result.figures === undefined)
await variant.close?.()
console.log(JSON.stringify({ best, ...result }))

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
