import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../lib/statistics.ts'
import type { Progress } from '../rate/progress.ts'
import { type Verdict, verdict } from '../rate/verdict.ts'
import { Engine } from './engine.ts'
import type { Work } from './loads.ts'
import type { Command, JobArguments } from './peer.ts'
import { Sender } from './sender.ts'

/** What happened in a phase at one rate. */
export interface Held extends Verdict {
  readonly rate: number
  /** The system did not work the load off, or ended, and had to be started anew; then there are no figures. */
  readonly broke?: boolean
  /** ms: event-time latency of results, from when the last line in them was due. */
  readonly latency?: Readonly<Record<'p50' | 'p90' | 'p99' | 'max', number>>
  readonly cpuSecondsPerMillionLines?: number
  /** Cores busy with the system under test. */
  readonly cores?: number
}

/** One program under load: the generator and the engine, connected. */
export class Load {
  readonly #sender: Sender
  readonly #engine: Engine
  readonly #progress: Progress
  readonly #interval: number

  constructor(sender: Sender, engine: Engine, progress: Progress, interval: number) {
    this.#sender = sender
    this.#engine = engine
    this.#progress = progress
    this.#interval = interval
  }

  /** Offer a rate for some seconds, sooner ended when it is hopeless, and judge. Then wait until all is through. */
  async hold(rate: number, seconds: number): Promise<Held> {
    await this.#sender.begin(rate)
    const start = Date.now()
    const [from, until] = [start + seconds * 250, start + seconds * 1000]
    const cpu = this.#engine.cpuSeconds
    while (Date.now() < until && !this.#isHopeless(rate, start)) await sleep(100)
    const end = Date.now()
    const spent = this.#engine.cpuSeconds - cpu
    const sent = await this.#sender.end()
    await sleep(2 * this.#interval)
    const judged =
      end < until
        ? { kept: false, why: this.#failed?.split('\n')[0] ?? 'it fell behind by more than three seconds' }
        : verdict(this.#progress.samples, { rate, interval: this.#interval, from, until: end })
    await this.#drain(sent)
    const latencies = this.#progress.samples.filter((s) => s.time >= from && s.time <= end).map((s) => s.latency)
    const [p50, p90, p99] = [0.5, 0.9, 0.99].map((q) => quantile(latencies, q)) as [number, number, number]
    const lines = (rate * (end - start)) / 1000
    return {
      ...judged,
      rate,
      latency: { p50, p90, p99, max: Math.max(...latencies) },
      cpuSecondsPerMillionLines: spent / (lines / 1e6),
      cores: spent / ((end - start) / 1000),
    }
  }

  get isWrong(): boolean {
    return this.#progress.wrong !== undefined
  }

  /** What ended the run early, or made its results void. */
  get #failed(): string | undefined {
    if (this.#engine.hasEnded) return `the program ended:\n${this.#engine.said}`
    return this.#sender.wrong ?? this.#progress.wrong
  }

  #isHopeless(rate: number, start: number): boolean {
    if (this.#failed !== undefined) return true
    if (Date.now() - start < 3 * this.#interval + 3000) return false
    const done = this.#progress.samples.at(-1)?.lines ?? 0
    return this.#sender.schedule.dueUntil(Date.now()) - done > rate * (3 + (2 * this.#interval) / 1000)
  }

  /** Errors: what failed, or that results stay away. */
  async #drain(sent: number): Promise<void> {
    for (let waited = 0; !this.#progress.isThrough(sent); waited += 50) {
      if (this.#failed !== undefined) throw new Error(this.#failed)
      if (waited > DRAIN)
        throw new Error(`results of ${sent} lines are not out after ${DRAIN} ms:\n${this.#engine.said}`)
      await sleep(50)
    }
    if (this.#failed !== undefined) throw new Error(this.#failed)
  }

  async close(): Promise<void> {
    await this.#engine.end()
    this.#sender.close()
  }
}

/** ms that a system may take to start. */
const CONNECT = 180_000
/** ms that a system may take to work off what it was sent. */
const DRAIN = 60_000

/** Start the generator and a program, and wait until they are connected. */
export async function load(
  { feed, argument, progressOf }: Work,
  command: (args: JobArguments) => Command,
  interval: number,
): Promise<Load> {
  const sender = new Sender(feed)
  const port = await sender.port()
  const progress = progressOf(sender.schedule)
  const connected = sender.connected()
  const engine = new Engine(command({ port, interval, pattern: argument }), (time, numbers) =>
    progress.take(time, numbers),
  )
  const late = sleep(CONNECT, 'late', { ref: false })
  if ((await Promise.race([connected, late])) === 'late') {
    await engine.end()
    sender.close()
    throw new Error(`it did not connect:\n${engine.said}`)
  }
  return new Load(sender, engine, progress, interval)
}
