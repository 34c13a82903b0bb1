import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../lib/statistics.ts'
import { Engine } from './engine.ts'
import type { Command, JobArguments } from './peer.ts'
import { Sender } from './sender.ts'

/** Empty batches at one interval: what each costs, and whether they keep up. */
export interface Quiet {
  readonly interval: number
  readonly stable: boolean
  readonly batches: number
  /** ms from the time that names a batch until its result is out. */
  readonly latency: Readonly<Record<'p50' | 'p99' | 'max', number>>
  readonly cpuMsPerBatch: number
}

/** Intervals in ms, in the order in which they are tried. */
const INTERVALS = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1]

/** Empty batches at ever shorter intervals, each in a fresh process, until they do not keep up. */
export async function quiet(command: (args: JobArguments) => Command, pace: { seconds: number; warmup: number }) {
  const tried: Quiet[] = []
  for (const interval of INTERVALS) {
    const run = await quietAt(command, interval, pace)
    tried.push(run)
    if (!run.stable) break
  }
  return tried
}

async function quietAt(
  command: (args: JobArguments) => Command,
  interval: number,
  { seconds, warmup }: { seconds: number; warmup: number },
): Promise<Quiet> {
  const sender = new Sender()
  const results: [time: number, latency: number][] = []
  const connected = sender.connected()
  const port = await sender.port()
  const engine = new Engine(command({ port, interval, pattern: '-' }), (time, [batch = Number.NaN]) =>
    results.push([time, time - batch]),
  )
  try {
    await Promise.race([connected, sleep(180_000, undefined, { ref: false })])
    await sleep(warmup * 1000)
    const [from, cpu] = [Date.now(), engine.cpuSeconds]
    await sleep(seconds * 1000)
    const spent = engine.cpuSeconds - cpu
    if (engine.hasEnded) throw new Error(`the program ended:\n${engine.said}`)
    return summary(
      interval,
      seconds,
      spent,
      results.filter(([time]) => time >= from),
    )
  } finally {
    await engine.end()
    sender.close()
  }
}

function summary(interval: number, seconds: number, cpu: number, results: readonly [number, number][]): Quiet {
  const latencies = results.map(([, latency]) => latency)
  const third = Math.ceil(latencies.length / 3)
  const grown = quantile(latencies.slice(-third), 0.5) - quantile(latencies.slice(0, third), 0.5)
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  const due = (seconds * 1000) / interval
  return {
    interval,
    stable: latencies.length >= due * 0.95 - 1 && grown <= interval && p50 <= 2 * interval,
    batches: latencies.length,
    latency: { p50, p99, max: Math.max(...latencies) },
    cpuMsPerBatch: (cpu * 1000) / latencies.length,
  }
}
