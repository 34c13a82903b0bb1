import { turn } from '../../kernel/clock/system.ts'
import { Time } from '../../kernel/time.ts'
import type { DStream } from '../dstream.ts'
import type { Input } from '../input-stream.ts'
import type { StreamInputInfo } from '../listeners/listener.ts'
import type { Output } from '../output.ts'
import { JobSet, OutputJob } from './job-set.ts'

/** What the generator needs of the context that it works for. */
export interface GeneratorParts {
  readonly batch: number
  /** Label of the time before the first batch. */
  readonly zero: number
  readonly outputs: readonly Output[]
  readonly inputs: readonly Input[]
  /** The streams that outputs ask for. */
  readonly reachable: ReadonlySet<DStream<any>>
  /** Time on the clock of batches. */
  readonly now: () => number
  readonly take: (time: number) => ReadonlyMap<number, StreamInputInfo>
  readonly submit: (batch: JobSet) => void
  readonly failed: (time: number, error: unknown) => void
}

/** After so many batches in one go the event loop gets a turn. */
const BREATH = 256

/**
 * Makes the job set of each tick, one tick at a time and in order; while one is being made the next ones wait.
 *
 * What must happen at the tick itself, the cut of what was received, is done when the tick comes. The ticks that wait are
 * two numbers, so a driver that falls behind needs no memory for them.
 */
export class Generator {
  readonly #parts: GeneratorParts
  readonly #live: readonly Input[]
  /** The last tick that was made, and the last one that came. */
  #made: number
  #due: number
  #running: Promise<void> | undefined
  #closed = false

  constructor(parts: GeneratorParts) {
    this.#parts = parts
    this.#live = parts.inputs.filter(({ stream }) => parts.reachable.has(stream))
    this.#made = parts.zero
    this.#due = parts.zero
  }

  /** Label of the last tick that came. */
  get due(): number {
    return this.#due
  }

  /** Ticks that came and were not made into job sets. */
  get waiting(): number {
    return (this.#due - this.#made) / this.#parts.batch
  }

  tick(label: number): void {
    if (this.#closed) return
    for (const { source } of this.#parts.inputs) this.#allocate(source.allocate?.bind(source), label)
    this.#due = label
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Resolves when no job set is being made. */
  async quiet(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Make no more job sets, except the one that is being made. */
  close(): void {
    this.#closed = true
  }

  async #run(): Promise<void> {
    for (let count = 1; this.#made < this.#due && !this.#closed; count++) {
      await this.#make(this.#made + this.#parts.batch)
      if (count % BREATH === 0) await turn()
    }
  }

  async #make(time: number): Promise<void> {
    // Inputs are asked first, so that each is asked at every time, also for an output that looks back on many.
    const errors = new Set<unknown>()
    for (const { stream } of this.#live) await stream.getOrCompute(time).catch((error) => errors.add(error))
    const works: [id: number, output: Output, work: () => Promise<void>][] = []
    for (const [id, output] of this.#parts.outputs.entries()) {
      const work = await this.#ask(output, time, errors)
      if (work !== undefined) works.push([id, output, work])
    }
    for (const error of errors) this.#parts.failed(time, error)
    if (this.#closed) return
    this.#made = time
    const jobs = (batch: JobSet): OutputJob[] =>
      works.map(([id, output, work]) => new OutputJob(batch, id, output, work))
    this.#parts.submit(new JobSet(time, this.#parts.now(), this.#parts.take(time), jobs))
  }

  /** A job that could not be made is one that fails: so the batch tells of the error, and its other jobs run. */
  async #ask(output: Output, time: number, errors: Set<unknown>): Promise<(() => Promise<void>) | undefined> {
    try {
      return await output.job(time)
    } catch (error) {
      errors.delete(error)
      return () => Promise.reject(error)
    }
  }

  #allocate(allocate: ((time: Time) => void) | undefined, label: number): void {
    try {
      allocate?.(new Time(label))
    } catch (error) {
      this.#parts.failed(label, error)
    }
  }
}
