import { join } from 'node:path'
import { run } from 'millstream'
import { ManualClock } from 'millstream/testing'
import type { Bench, Result, Summary, Variant } from '../lib/variant.ts'
import { BY_HAND } from './by-hand.ts'
import { type FeedOptions, secondsOf } from './feed.ts'
import { DIGESTS, type QueryName, WINDOWED } from './rows.ts'
import { NexmarkRun } from './run.ts'

/** Processes are started in the root of the repository. */
const JOB = join(process.cwd(), 'bench/nexmark/job.ts')

/** Seconds of events that warm a program up; then those that are measured. */
export const WARM = 60
const MEASURED = 60
export const FEED: FeedOptions = { seed: 7, rate: 20_000, seconds: WARM + MEASURED }

export const QUERIES = Object.keys(BY_HAND) as QueryName[]

/** The sum that stands for the result of a query over all seconds. */
export function sumByHand(query: QueryName, seconds = secondsOf(FEED)): number {
  let sum = 0
  const digest = DIGESTS[query] as (row: unknown) => number
  BY_HAND[query](seconds, (row: unknown, second: number) => {
    sum += digest(row) * (second || 1)
  })
  return sum
}

/** Events a second of CPU time of the whole process, by query, and the sums that it answered. */
const measured = (each: (query: QueryName) => Promise<{ sum: number; rate: number }>): (() => Promise<Variant>) => {
  return async () => ({
    async run(): Promise<Result> {
      const figures: Record<string, number> = {}
      const answer: Record<string, number> = {}
      for (const query of QUERIES) {
        const { sum, rate } = await each(query)
        figures[query] = rate
        answer[query] = sum
      }
      return { answer, figures }
    },
  })
}

/** Events that `work` takes through in a second of CPU time. */
async function rateOf(events: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return events / ((user + system) / 1e6)
}

const byHand = measured(async (query) => {
  const seconds = secondsOf(FEED)
  sumByHand(query, seconds.slice(0, WARM))
  let sum = 0
  const rate = await rateOf(FEED.rate * FEED.seconds, () => {
    sum = sumByHand(query, seconds)
  })
  return { sum, rate }
})

const on = (master: string) =>
  measured(async (query) => {
    let sum = 0
    const program = await NexmarkRun.start(
      { run, ManualClock },
      { path: JOB, master },
      { queries: [query], feed: FEED, answers: 'sum' },
      (answer) => {
        sum += (answer.sum ?? Number.NaN) * (WINDOWED.has(query) ? answer.second : 1)
      },
    )
    await program.seconds(WARM)
    const rate = await rateOf(FEED.rate * MEASURED, () => program.seconds(MEASURED))
    await program.stop()
    return { sum, rate }
  })

/** Ten times what Flink's own benchmark publishes for a core. */
const GOALS: Partial<Readonly<Record<QueryName, number>>> = { q0: 1.5e6, q5: 220e3, q7: 120e3, q8: 1.4e6 }

const rate = (figures: ReadonlyMap<string, Summary>, variant: string, query: string): number =>
  figures.get(variant)?.figures[query] ?? Number.NaN

export const NEXMARK: Bench = {
  about:
    'queries of Nexmark over events in memory that were made before, batches of a second with 20,000 events: events a' +
    ' second of CPU time of the whole process; results equal those of the loops by hand',
  items: FEED.rate * MEASURED,
  rounds: 5,
  variants: { 'by hand': byHand, local: on('local'), 'local[2]': on('local[2]') },
  goals: (figures) =>
    Object.entries(GOALS).map(([query, least]) => [
      `${query}: at least ${least / 1e6} M events for a second of one core, ten times what Flink publishes`,
      rate(figures, 'local', query) >= least,
    ]),
}
