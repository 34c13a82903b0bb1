import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import type { Bench, Summary } from './variant.ts'

/** How many fresh processes each variant gets. */
export const roundsOf = ({ rounds = 9 }: Bench): number => rounds

interface Run {
  readonly best: number
  readonly cpu?: number
  readonly answer: unknown
  readonly figures?: Record<string, number>
}

/**
 * Run every variant so many times, interleaved, each time in a fresh process, and sum up.
 *
 * The best run inside a process is taken, because a noisy neighbour can only add time; the median over processes is what
 * counts. A variant whose answer differs from the first one's is an error: a wrong result has no speed.
 */
export function measure(name: string, bench: Bench): Map<string, Summary> {
  const runs = new Map<string, Run[]>(Object.keys(bench.variants).map((variant) => [variant, []]))
  let answer: string | undefined
  for (let round = 0; round < roundsOf(bench); round++)
    for (const [variant, list] of runs) {
      const run = runOnce(name, variant, round)
      answer ??= JSON.stringify(run.answer)
      if (JSON.stringify(run.answer) !== answer)
        throw new Error(`${name}/${variant} answered ${JSON.stringify(run.answer)} and not ${answer}`)
      list.push(run)
    }
  return new Map([...runs].map(([variant, list]) => [variant, summary(list)]))
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SCRIPT = `${ROOT}.cache/bench/process.mjs`

/** Make one file of plain JavaScript of what the processes run: what is measured is what users of the package run. */
export function bundle(): void {
  const entryPoints = [fileURLToPath(new URL('process.ts', import.meta.url))]
  // Without the paths of tsconfig.json, which would put the sources in the place of the built package.
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external', tsconfigRaw: '{}' } as const
  buildSync({ entryPoints, outfile: SCRIPT, ...options })
}

export function runOnce(name: string, variant: string, round: number): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, name, variant, String(round)], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${name}/${variant} ended with ${status}\n${stderr}`)
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
}

const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

function summary(runs: readonly Run[]): Summary {
  const times = runs.map((run) => run.best)
  const cpus = runs.flatMap(({ cpu }) => cpu ?? [])
  const names = Object.keys(runs[0]?.figures ?? {})
  return {
    median: middle(times),
    least: Math.min(...times),
    most: Math.max(...times),
    ...(cpus.length > 0 && { cpu: middle(cpus) }),
    figures: Object.fromEntries(names.map((n) => [n, middle(runs.map((run) => run.figures?.[n] ?? Number.NaN))])),
  }
}
