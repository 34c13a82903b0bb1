import { turn } from '../../kernel/clock/system.ts'
import { type Eventual, eachInTurn, recover, then } from '../../kernel/eventual.ts'
import { Time } from '../../kernel/time.ts'
import { userFailure } from '../../rdd/user-failure.ts'
import type { DStream } from '../dstream.ts'
import type { Input } from '../input-stream.ts'
import type { StreamInputInfo } from '../listeners/listener.ts'
import type { Output } from '../output.ts'
import { JobSet, OutputJob } from './job-set.ts'
import type { Timeline } from './timeline.ts'

/** What the generator needs of the context that it works for. */
export interface GeneratorParts {
  readonly timeline: Timeline
  /** Label of the time before the first batch that is to be made. */
  readonly from: number
  readonly outputs: readonly Output[]
  readonly inputs: readonly Input[]
  /** The streams that outputs ask for. */
  readonly reachable: ReadonlySet<DStream<any>>
  /** Time on the clock of batches. */
  readonly now: () => number
  readonly take: (time: number) => ReadonlyMap<number, StreamInputInfo>
  /** The inputs have decided what they give: answers what the jobs have to wait for. */
  readonly decided: (time: number, live: readonly Input[]) => Eventual<void>
  /** Run what makes job sets so that `stop` can abort what it starts. */
  readonly within: (f: () => Eventual<void>) => Eventual<void>
  readonly submit: (batch: JobSet) => void
  /** Batches that were submitted and are not done. */
  readonly open: () => number
  readonly failed: (time: number, error: unknown) => void
}

/** What an output operation is to do in a batch. */
interface Work {
  readonly id: number
  readonly output: Output
  readonly run: () => Promise<void>
  /** False when it could not be made, and `run` only rejects. */
  readonly isMade: boolean
}

/**
 * So many batches may be open. What each holds (RDDs, jobs, what is told of it) is small, but a program that is behind for
 * hours has hundreds of thousands of them.
 */
const MOST_OPEN = 128

/** After so many batches in one go the event loop gets a turn. */
const BREATH = 256

/**
 * Makes the job set of each tick, one tick at a time and in order; while one is being made the next ones wait.
 *
 * What must happen at the tick itself, the cut of what was received, is done when the tick comes. The ticks that wait are
 * two numbers, so a driver that falls behind, or has weeks to make up for, needs no memory for them: when many batches are
 * open the next is made as one of them is done. None is left out.
 */
export class Generator {
  readonly #parts: GeneratorParts
  readonly #live: readonly Input[]
  /** The last tick that was made, and the last one that came. */
  #made: number
  #due: number
  /** The last tick that came when there was no room for its batch. */
  #heldUntil = Number.NEGATIVE_INFINITY
  #running: Promise<void> | undefined
  /** True while job sets are made at once: what they set off may come back here. */
  #isMaking = false
  #closed = false

  constructor(parts: GeneratorParts) {
    this.#parts = parts
    this.#live = parts.inputs.filter(({ stream }) => parts.reachable.has(stream))
    this.#made = parts.from
    this.#due = parts.from
  }

  /** Label of the last tick that came. */
  get due(): number {
    return this.#due
  }

  /** Label of the last tick that was made into a job set. */
  get made(): number {
    return this.#made
  }

  /** Ticks that came and were not made into job sets. */
  get waiting(): number {
    return this.#parts.timeline.count(this.#made, this.#due)
  }

  tick(label: number): void {
    if (this.#closed) return
    for (const input of this.#parts.inputs) this.#allocate(input, label)
    this.#due = label
    this.goOn()
    if (this.#made < label && !this.#hasRoom) this.#heldUntil = label
  }

  /** Make what is due, as far as there is room: called as well when a batch is done. */
  goOn(): void {
    if (this.#running !== undefined || this.#isMaking) return
    this.#isMaking = true
    const running = this.#parts.within(() => this.#run())
    this.#isMaking = false
    if (running instanceof Promise) this.#running = running
  }

  /** Resolves when no job set is being made. */
  async quiet(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Make no more job sets, except the one that is being made. */
  close(): void {
    this.#closed = true
  }

  /** Make the job sets that are due, at once as long as nothing has to be waited for. */
  #run(): Eventual<void> {
    for (let count = 1; this.#made < this.#due && !this.#closed && this.#hasRoom; count++) {
      const made = this.#make(this.#parts.timeline.next(this.#made))
      if (made instanceof Promise) return made.then(() => this.#run())
      if (count % BREATH === 0) return turn().then(() => this.#run())
    }
    // Here and not when the promise settles, which is later: a tick that came in between would wait for ever.
    this.#running = undefined
  }

  get #hasRoom(): boolean {
    return this.#parts.open() < MOST_OPEN
  }

  #make(time: number): Eventual<void> {
    const errors = new Set<unknown>()
    const works: Work[] = []
    // Inputs are asked first, so that each is asked at every time, also for an output that looks back on many.
    const inputs = eachInTurn(this.#live, ({ stream }) =>
      recover<any>(
        () => stream.getOrCompute(time),
        (error) => errors.add(error),
      ),
    )
    return then(inputs, () => {
      const decided = this.#parts.decided(time, this.#live)
      const asked = eachInTurn(this.#parts.outputs, (output, id) => this.#ask(output, id, time, errors, works))
      return then(asked, () => then(decided, () => this.#submit(time, errors, works)))
    })
  }

  /** A job that could not be made is one that fails: so the batch tells of the error, and its other jobs run. */
  #ask(output: Output, id: number, time: number, errors: Set<unknown>, works: Work[]): Eventual<void> {
    let isMade = true
    const work = recover(
      () => output.job(time),
      (error) => {
        errors.delete(error)
        isMade = false
        return () => Promise.reject(error)
      },
    )
    return then(work, (run) => {
      if (run !== undefined) works.push({ id, output, run, isMade })
    })
  }

  #submit(time: number, errors: ReadonlySet<unknown>, works: readonly Work[]): void {
    for (const error of errors) this.#parts.failed(time, error)
    if (this.#closed) return
    this.#made = time
    const jobs = (batch: JobSet): OutputJob[] =>
      works.map(({ id, output, run, isMade }) => new OutputJob(batch, id, output, run, isMade))
    const now = this.#parts.now()
    // One for which there was no room has waited since its tick.
    const submissionTime = time <= this.#heldUntil ? Math.min(now, time) : now
    this.#parts.submit(new JobSet(time, submissionTime, this.#parts.take(time), jobs))
  }

  #allocate({ source, stream }: Input, label: number): void {
    try {
      source.allocate?.(new Time(label))
    } catch (error) {
      this.#parts.failed(label, userFailure(stream.operator.site, error, 'allocate'))
    }
  }
}
