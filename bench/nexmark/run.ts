import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { run, StreamingRun } from 'millstream'
import type { ManualClock } from 'millstream/testing'
import { BEGIN } from './generator.ts'
import type { Answer, JobArguments } from './job.ts'

/** What is measured or tested: the built package, or its sources. */
export interface Engine {
  readonly run: typeof run
  readonly ManualClock: typeof ManualClock
}

/** A query that is run batch after batch, as fast as it can, under a clock that is moved by hand. */
export class NexmarkRun {
  readonly #job: StreamingRun
  readonly #clock: ManualClock
  readonly #close: () => void

  private constructor(job: StreamingRun, clock: ManualClock, close: () => void) {
    this.#job = job
    this.#clock = clock
    this.#close = close
  }

  /** `path` is where job.ts lies. */
  static async start(
    engine: Engine,
    { path, master }: { readonly path: string; readonly master: string },
    args: Omit<JobArguments, 'to'>,
    onAnswer: (answer: Answer) => void,
  ): Promise<NexmarkRun> {
    const to = `nexmark ${runs++}`
    const listen = (answer: unknown): void => onAnswer(answer as Answer)
    const clock = new engine.ManualClock(BEGIN)
    const conf = { 'spark.log.level': 'error' }
    const job = await engine.run(path, { master, args: { ...args, to }, environment: { clock }, conf })
    if (job.kind !== 'streaming') throw new Error(`${path} is no streaming job`)
    subscribe(to, listen)
    return new NexmarkRun(job, clock, () => unsubscribe(to, listen))
  }

  /** Run the batches of `n` seconds of event time. */
  async seconds(n: number): Promise<void> {
    for (let i = 0; i < n; i++) {
      this.#clock.advance(1000)
      await this.#job.context.idle()
    }
  }

  /** Rejects with what failed in the job. */
  async stop(): Promise<void> {
    const { done } = this.#job
    await this.#job.stop()
    await done
    this.#close()
  }
}

let runs = 0
