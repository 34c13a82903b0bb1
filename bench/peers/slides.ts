import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../lib/statistics.ts'
import { batch, DIFFERENT } from '../windows/data.ts'
import { Engine } from './engine.ts'
import type { Command, JobArguments } from './peer.ts'

/** Slides of a full window, one after the other as fast as they go: ms of time and of CPU for each. */
export interface Slid {
  readonly slides: number
  readonly median: number
  readonly fastest: number
  readonly cpu: number
}

/** A window holds all batches that differ, so the sum of the maxima is the same at each slide. */
const SUM = [...maxima().values()].reduce((sum, value) => sum + value, 0)

function maxima(): Map<string, number> {
  const all = new Map<string, number>()
  for (let n = 0; n < DIFFERENT; n++)
    for (const [key, value] of batch(n)) all.set(key, Math.max(value, all.get(key) ?? value))
  return all
}

/** A program prints the ms that a slide took and the sum of its values, for each slide since the window is full. */
export async function slides(
  command: (args: JobArguments) => Command,
  { seconds, warmup }: { seconds: number; warmup: number },
): Promise<Slid> {
  const times: number[] = []
  let wrong: number | undefined
  const engine = new Engine(command({ port: 0, interval: 1000, pattern: '-' }), (_, [ms = 0, sum = Number.NaN]) => {
    times.push(ms)
    if (sum !== SUM) wrong ??= sum
  })
  try {
    for (let waited = 0; times.length === 0 && waited < FILLING && !engine.hasEnded; waited += 100) await sleep(100)
    await sleep(warmup * 1000)
    const [before, cpu] = [times.length, engine.cpuSeconds]
    await sleep(seconds * 1000)
    const [after, spent] = [times.length, engine.cpuSeconds - cpu]
    if (engine.hasEnded) throw new Error(`the program ended:\n${engine.said}`)
    if (wrong !== undefined) throw new Error(`the sum is ${SUM} and not ${wrong}`)
    const taken = times.slice(before, after)
    if (taken.length < 5) throw new Error(`only ${taken.length} slides in ${seconds} s:\n${engine.said}`)
    return {
      slides: taken.length,
      median: quantile(taken, 0.5),
      fastest: Math.min(...taken),
      cpu: (spent * 1000) / taken.length,
    }
  } finally {
    await engine.end()
  }
}

/** ms that a program may take until its window is full. */
const FILLING = 180_000
