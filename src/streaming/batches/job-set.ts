import { Time } from '../../kernel/time.ts'
import type { BatchInfo, OutputOperationInfo, StreamInputInfo } from '../listeners/listener.ts'
import type { Output } from '../output.ts'

/** One output operation of one batch: what it does, and how it went. */
export class OutputJob {
  readonly id: number
  readonly output: Output
  readonly batch: JobSet
  /** False when the job could not be made, so that running it tells the error and nothing else. */
  readonly isMade: boolean
  readonly #work: () => Promise<void>
  #runs = 0
  #startTime: number | undefined
  #endTime: number | undefined
  #failureReason: string | undefined

  constructor(batch: JobSet, id: number, output: Output, work: () => Promise<void>, isMade = true) {
    this.batch = batch
    this.isMade = isMade
    this.id = id
    this.output = output
    this.#work = work
  }

  /** Where it stands in the program and in time: `print (word-count.ts:9) of batch 1000 ms`. */
  get place(): string {
    return `${this.output.operator.site} of batch ${this.batch.time} ms`
  }

  run(): Promise<void> {
    return this.#work()
  }

  /** How often it was run. */
  get runs(): number {
    return this.#runs
  }

  /** It is about to be run: answers for the how many-th time. */
  nextRun(): number {
    return ++this.#runs
  }

  begin(now: number): void {
    this.#startTime = now
  }

  end(now: number, failureReason: string | undefined): void {
    this.#endTime = now
    this.#failureReason = failureReason
  }

  get ended(): boolean {
    return this.#endTime !== undefined
  }

  get duration(): number | undefined {
    return length(this.#startTime, this.#endTime)
  }

  info(): OutputOperationInfo {
    const { operator } = this.output
    return {
      batchTime: new Time(this.batch.time),
      id: this.id,
      name: operator.name,
      description: String(operator.site),
      startTime: this.#startTime,
      endTime: this.#endTime,
      duration: this.duration,
      failureReason: this.#failureReason,
    }
  }
}

/** The jobs of one batch. A set without jobs is a batch in which no output operation had anything to do. */
export class JobSet {
  readonly time: number
  readonly submissionTime: number
  readonly inputs: ReadonlyMap<number, StreamInputInfo>
  readonly jobs: readonly OutputJob[]
  #next = 0
  #ended = 0
  #startTime: number | undefined
  #endTime: number | undefined

  constructor(
    time: number,
    submissionTime: number,
    inputs: ReadonlyMap<number, StreamInputInfo>,
    jobs: (batch: JobSet) => readonly OutputJob[],
  ) {
    this.time = time
    this.submissionTime = submissionTime
    this.inputs = inputs
    this.jobs = jobs(this)
  }

  /** The next job that was not taken yet. */
  take(): OutputJob | undefined {
    return this.jobs[this.#next++]
  }

  /** True when every job was taken. */
  get taken(): boolean {
    return this.#next >= this.jobs.length
  }

  /** True when every job has ended. */
  get done(): boolean {
    return this.#ended === this.jobs.length
  }

  /** Note the start of a job; true for the first one. */
  begin(now: number): boolean {
    if (this.#startTime !== undefined) return false
    this.#startTime = now
    return true
  }

  /** Note the end of a job; true for the last one. */
  end(now: number): boolean {
    this.#ended++
    if (!this.done) return false
    this.#endTime = now
    return true
  }

  get processingDelay(): number | undefined {
    return length(this.#startTime, this.#endTime)
  }

  get numRecords(): number {
    let sum = 0
    for (const input of this.inputs.values()) sum += input.numRecords
    return sum
  }

  info(): BatchInfo {
    return {
      batchTime: new Time(this.time),
      streamIdToInputInfo: this.inputs,
      submissionTime: this.submissionTime,
      processingStartTime: this.#startTime,
      processingEndTime: this.#endTime,
      schedulingDelay: length(this.submissionTime, this.#startTime),
      processingDelay: this.processingDelay,
      totalDelay: length(this.submissionTime, this.#endTime),
      numRecords: this.numRecords,
      outputOperationInfos: new Map(this.jobs.map((job) => [job.id, job.info()])),
    }
  }
}

const length = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : to - from
