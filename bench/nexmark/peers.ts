/**
 * `npm run bench:peers -- nexmark [--rounds 5] [--trial]`: the queries beside Flink, on the same events, in one run.
 *
 * Each round runs the loops by hand, millstream on one thread and on two, each in a fresh process, and then Flink, whose
 * JVM stays and has run every query once before the first round.
 */
import { parseArgs } from 'node:util'
import { machine } from '../lib/machine.ts'
import { saveResults } from '../lib/results.ts'
import { bundle, runOnce } from '../lib/rounds.ts'
import { median, spread } from '../lib/statistics.ts'
import type { BenchResults } from '../lib/stored.ts'
import { writeReport } from '../report/write.ts'
import { FEED, NEXMARK, QUERIES, sumByHand, WARM } from './bench.ts'
import { type Api, FLAGS, Flink, type FlinkRun, install, versions } from './flink.ts'
import type { QueryName } from './rows.ts'

/** Events a second of CPU time, of each round, by system and query; 0 for a wrong answer. */
class Rates {
  readonly systems = new Map<string, Map<QueryName, number[]>>()
  readonly #expected = new Map(QUERIES.map((query) => [query, sumByHand(query)]))

  note(system: string, query: QueryName, sum = Number.NaN, rate = Number.NaN): void {
    const isRight = sum === this.#expected.get(query)
    if (!isRight)
      console.log(`${system} answers ${sum} to ${query}, not ${this.#expected.get(query)}: it scores nothing`)
    const queries = this.systems.get(system) ?? new Map<QueryName, number[]>()
    this.systems.set(system, queries.set(query, [...(queries.get(query) ?? []), isRight ? rate : 0]))
  }

  median(system: string, query: QueryName): number {
    return median(this.systems.get(system)?.get(query) ?? [])
  }
}

const APIS: readonly (readonly [title: string, api: Api])[] = [
  ['Flink DataStream', 'stream'],
  ['Flink SQL', 'sql'],
]
const GOAL = 3

export async function nexmarkPeers(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string', default: '5' }, trial: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  bundle()
  install()
  console.log(`${versions()}: ${FLAGS}`)
  const conditions = machine()
  const rates = await measure(Number(values.rounds))
  const results = resultsOf(conditions, Number(values.rounds), rates)
  for (const [name, { figures }] of Object.entries(results.variants))
    console.log(name.padEnd(18), ...QUERIES.map((q) => `${q} ${((figures[q] ?? Number.NaN) / 1e6).toFixed(2)} M `))
  for (const [goal, held] of results.goals) console.log(`  ${held ? 'held  ' : 'MISSED'}  ${goal}`)
  if (values.trial) return
  saveResults('nexmark-flink', results)
  writeReport()
}

async function measure(rounds: number): Promise<Rates> {
  const rates = new Rates()
  const flink = await Flink.start(FEED, WARM)
  try {
    await roundOf(flink)
    for (let round = 1; round <= rounds; round++) {
      for (const variant of Object.keys(NEXMARK.variants)) {
        const { answer, figures = {} } = runOnce('nexmark', variant, round)
        const sums = answer as Record<string, number>
        for (const query of QUERIES) rates.note(variant, query, sums[query], figures[query])
      }
      for (const [title, query, { sum, rate }] of await roundOf(flink)) rates.note(title, query, sum, rate)
      console.log(`round ${round} of ${rounds}`)
    }
  } finally {
    flink.end()
  }
  return rates
}

async function roundOf(flink: Flink): Promise<(readonly [title: string, QueryName, FlinkRun])[]> {
  const runs: (readonly [string, QueryName, FlinkRun])[] = []
  for (const [title, api] of APIS)
    for (const query of QUERIES) {
      const run = await flink.run(api, query)
      console.log(`  ${title} ${query}: ${(run.rate / 1e6).toFixed(2)} M events/s of CPU time`)
      runs.push([title, query, run])
    }
  return runs
}

function resultsOf(conditions: BenchResults['machine'], rounds: number, rates: Rates): BenchResults {
  const variants = [...rates.systems.keys()].map((system) => {
    const figures = Object.fromEntries(QUERIES.map((query) => [query, rates.median(system, query)]))
    return [system, { ...spread(Object.values(figures)), figures }] as const
  })
  return {
    machine: conditions,
    about: `${NEXMARK.about}; beside them Flink, which has the same events in the memory of its JVM. ${versions()}: ${FLAGS}`,
    items: NEXMARK.items,
    rounds,
    variants: Object.fromEntries(variants),
    goals: APIS.map(([title]) => goalOf(title, rates)),
  }
}

/** How often millstream on one thread takes as many events through as Flink, in the query where that is least. */
function goalOf(title: string, rates: Rates): readonly [goal: string, held: boolean] {
  const ratios = QUERIES.map((query) => [query, rates.median('local', query) / rates.median(title, query)] as const)
  const [query, least] = ratios.reduce((a, b) => (a[1] <= b[1] ? a : b))
  return [
    `every query: at least ${GOAL} times the events for a second of a core that ${title} takes here;` +
      ` least in ${query}: ${least.toFixed(1)} times`,
    least >= GOAL,
  ]
}
