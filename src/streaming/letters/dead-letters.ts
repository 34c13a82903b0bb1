import { isStreamError, type StreamError } from '../../kernel/errors.ts'
import { ownStack, thrownText } from '../../kernel/thrown.ts'
import { Time } from '../../kernel/time.ts'
import type { Blamed, Narrowing } from '../../rdd/backend.ts'
import type { SparkContext } from '../../rdd/context.ts'
import type { OutputJob } from '../batches/job-set.ts'
import type { ListenerBus } from '../listeners/bus.ts'
import { type DeadLetter, letterId } from './dead-letter.ts'
import type { InputWatch, Origin } from './left-out.ts'
import type { LetterBox } from './letter-box.ts'
import { letterRecord } from './letter-record.ts'
import { outsideOf } from './letter-source.ts'

export interface DeadLettersParts {
  readonly sparkContext: SparkContext
  readonly bus: ListenerBus
  readonly watch: InputWatch
  readonly box: LetterBox
  /** Letters of a batch, and bytes that are kept of each record; at most. */
  readonly most: number
  readonly mostBytes: number
}

/** Lines of a stack, and characters of a message, that are kept. */
const [STACK_LINES, MESSAGE] = [20, 1000]

/** Finds the records that output operations fail on, keeps them as letters, and has their batches go on without them. */
export class DeadLetters {
  readonly #parts: DeadLettersParts
  /** By batch: how many letters there are. */
  readonly #counts = new Map<number, number>()
  /** Jobs whose error did not come again when it was looked for. */
  readonly #passed = new WeakSet<OutputJob>()

  constructor(parts: DeadLettersParts) {
    this.#parts = parts
  }

  /** Answers whether the job, which failed with `error`, is to be run again. `check` throws when it is too late for that. */
  async isolate(job: OutputJob, error: unknown, check: () => void): Promise<boolean> {
    const { time } = job.batch
    const narrowing = await this.#narrow(error, this.#parts.most - this.#count(time), check)
    if (narrowing.kind === 'found') return this.#leaveOut(job, narrowing)
    if (narrowing.kind === 'passes' && !this.#passed.has(job)) {
      this.#passed.add(job)
      this.#tell(job, 'and did not fail when its records were looked at one by one, so it is run again')
      return true
    }
    this.#tell(job, `and ${this.#why(narrowing)}, so the batch fails`)
    return false
  }

  /** Batches up to `time` are over. */
  forget(time: number): void {
    for (const at of this.#counts.keys()) if (at <= time) this.#counts.delete(at)
  }

  close(): Promise<void> {
    return this.#parts.box.close()
  }

  #count(time: number): number {
    return this.#counts.get(time) ?? 0
  }

  async #narrow(error: unknown, most: number, check: () => void): Promise<Narrowing> {
    const { sparkContext, watch } = this.#parts
    const isInput = (rdd: Parameters<InputWatch['originOf']>[0]): boolean => watch.originOf(rdd) !== undefined
    const asked = sparkContext.backend.narrow?.(error, { isInput, most, check })
    return (await asked) ?? { kind: 'unknown', why: 'this backend cannot look for records' }
  }

  async #leaveOut(job: OutputJob, { records, leaveOut }: Narrowing & { readonly kind: 'found' }): Promise<true> {
    const letters = records.map((blamed) => this.#letter(job, blamed))
    // Before the batch stands without them.
    await this.#parts.box.add(letters)
    leaveOut()
    const { time } = job.batch
    this.#counts.set(time, this.#count(time) + letters.length)
    const [first, ...others] = letters.map(({ id, operator, error }) => `${id}: ${operator}: ${error.message}`)
    const more = others.length === 0 ? '' : ` and ${others.length} more`
    this.#tell(
      job,
      `on ${letters.length} records, which are left out and kept in ${this.#parts.box.directory} (${first}${more})`,
    )
    this.#post(job, letters)
    return true
  }

  #post(job: OutputJob, letters: readonly DeadLetter[]): void {
    const { bus } = this.#parts
    if (bus.heard)
      bus.post('onDeadLetters', { batchTime: new Time(job.batch.time), outputOperationInfo: job.info(), letters })
  }

  #letter(job: OutputJob, { rdd, partition, index, record, error }: Blamed): DeadLetter {
    const { sparkContext, watch, mostBytes } = this.#parts
    const { name, kind, time: batchTime } = watch.originOf(rdd) as Origin
    const { partitions } = rdd.node
    const source = { name, kind, partition, partitions, index, ...outsideOf(rdd, partition, index) }
    const about = { job: sparkContext.appName, batchTime, source }
    return {
      ...{ id: letterId(about), ...about, operator: (error as StreamError).at ?? '' },
      failedIn: { batchTime: job.batch.time, output: job.output.operator.name },
      error: errorOf(error as StreamError),
      record: letterRecord(record, mostBytes),
      runs: job.runs,
      since: sparkContext.environment.clock.now(),
    }
  }

  #why({ kind, ...about }: Narrowing): string {
    if (kind === 'too many') return `there are more than ${this.#parts.most} records that it fails on`
    return 'why' in about ? (about.why as string) : 'it goes on failing'
  }

  #tell(job: OutputJob, what: string): void {
    this.#parts.sparkContext.logger.warn(`${job.place} failed ${what}`)
  }
}

function errorOf(error: StreamError): DeadLetter['error'] {
  const thrown = isStreamError(error, 'E_USER_FUNCTION') ? (error.cause ?? error) : error
  const stack = ownStack(thrown).split('\n').slice(0, STACK_LINES).join('\n')
  return { code: error.code, message: thrownText(thrown).slice(0, MESSAGE), stack }
}
