import { setTimeout as sleep } from 'node:timers/promises'
import * as op from '../chain/operators.ts'
import { quantile } from '../lib/statistics.ts'
import { Engine } from './engine.ts'
import type { Command, JobArguments } from './peer.ts'

/** Runs of the chain in one process: items a second of the best and of the median run. */
export interface Chained {
  readonly runs: number
  readonly best: number
  readonly median: number
}

/** The sum that is right. */
const SUM = op
  .numbers()
  .map(op.double)
  .filter(op.notOfSix)
  .map(op.plusOne)
  .filter(op.small)
  .map(op.half)
  .reduce(op.add, 0)

export async function chain(
  command: (args: JobArguments) => Command,
  { seconds, warmup }: { seconds: number; warmup: number },
): Promise<Chained> {
  const runs: [time: number, ms: number][] = []
  let wrong: number | undefined
  const engine = new Engine(command({ port: 0, interval: 1000, pattern: '-' }), (time, [ms = 0, sum = Number.NaN]) => {
    runs.push([time, ms])
    if (sum !== SUM) wrong ??= sum
  })
  try {
    for (let waited = 0; runs.length === 0 && waited < 60_000 && !engine.hasEnded; waited += 100) await sleep(100)
    const from = Date.now() + warmup * 1000
    await sleep((warmup + seconds) * 1000)
    if (engine.hasEnded) throw new Error(`the program ended:\n${engine.said}`)
    if (wrong !== undefined) throw new Error(`the sum is ${SUM} and not ${wrong}`)
    const times = runs.filter(([time]) => time >= from).map(([, ms]) => ms)
    const rate = (ms: number): number => (op.N / ms) * 1000
    return { runs: times.length, best: rate(Math.min(...times)), median: rate(quantile(times, 0.5)) }
  } finally {
    await engine.end()
  }
}
