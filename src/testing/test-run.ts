import '../index.ts'
import { ManualClock } from '../kernel/clock/manual.ts'
import { type DurationLike, toPositiveMillis } from '../kernel/duration.ts'
import { LineLogger } from '../kernel/log.ts'
import { SparkConf } from '../rdd/conf.ts'
import { SparkContext } from '../rdd/context.ts'
import type { Environment } from '../rdd/environment.ts'
import { MemoryFiles } from '../storage/memory-files.ts'
import { StreamingContext } from '../streaming/context.ts'
import type { DStream } from '../streaming/dstream.ts'
import { type Collected, collectBatches } from './collected.ts'
import { MemoryNetwork } from './memory-network.ts'
import { type Batch, type MemoryStream, memoryStream } from './memory-stream.ts'

/** What a test run is made with; all of it has defaults. */
export interface TestRunOptions {
  /** Batch interval. Default: one second. */
  readonly interval?: DurationLike
  /** Partitions of each input batch. Default: 2. */
  readonly partitions?: number
  /** Default: `local[2]`. */
  readonly master?: string
  /** Settings under Spark's keys. */
  readonly conf?: Readonly<Record<string, string | number | boolean>>
  /** What the clock shows at first, in ms since the epoch; a whole number of intervals. Default: 0. */
  readonly start?: number
  /** Parts of the outside world to use instead of the ones in memory: `{ files: … }` for a real disk. */
  readonly environment?: Partial<Environment>
}

/**
 * A streaming context whose time stands still until `tick`, with files, a network, a log and a standard output in memory.
 *
 * For tests that need more than `testStream`: several outputs, listeners, receivers, records pushed between the ticks.
 * Nothing in it waits for real time, and it works with any test runner.
 *
 * @example
 * await using run = new TestRun({ interval: '1s' })
 * const input = run.input<number>()
 * const sums = run.collect(input.stream.reduce((a, b) => a + b))
 * input.push([1, 2], [], [3])
 * await run.tick(3)
 * sums.batches
 * // -> [[3], [], [3]]
 */
export class TestRun {
  readonly clock: ManualClock
  readonly files: MemoryFiles
  readonly network = new MemoryNetwork()
  readonly sc: SparkContext
  readonly ssc: StreamingContext
  /** Blocks of lines that the program printed. */
  readonly printed: string[] = []
  /** Lines that were logged: `WARN message`. */
  readonly logged: string[] = []
  readonly #interval: number
  readonly #partitions: number
  #failures: unknown[] = []
  #started = false

  constructor(options: TestRunOptions = {}) {
    this.#interval = toPositiveMillis(options.interval ?? 1000, 'interval')
    this.#partitions = options.partitions ?? 2
    this.clock = new ManualClock(options.start ?? 0)
    this.files = new MemoryFiles(this.clock)
    this.sc = new SparkContext({
      master: options.master ?? 'local[2]',
      appName: 'test',
      // Runs of one process do not disturb each other, so a runner may have several at the same time.
      conf: new SparkConf().set('spark.driver.allowMultipleContexts', true).setAll(Object.entries(options.conf ?? {})),
      environment: {
        clock: this.clock,
        files: this.files,
        network: this.network,
        logger: new LineLogger((line) => this.logged.push(line)),
        print: (text) => this.printed.push(text),
        ...options.environment,
      },
    })
    this.ssc = new StreamingContext(this.sc, this.#interval)
  }

  /** An input that is given one batch a tick: those lined up here, then those that are pushed, else empty ones. */
  input<T>(...batches: readonly Batch<T>[]): MemoryStream<T> {
    const input = memoryStream<T>(this.ssc, { partitions: this.#partitions })
    input.push(...batches)
    return input
  }

  /** Write down every batch of a stream, from the first tick on. */
  collect<T>(stream: DStream<T>): Collected<T> {
    const mended = (error: unknown): void => {
      this.#failures = this.#failures.filter((failure) => failure !== error)
    }
    return collectBatches(stream, (error) => this.#failures.push(error), mended)
  }

  /**
   * Let `n` batch intervals pass, each with all that it sets off. The first tick starts the context.
   *
   * Errors    the first thing that failed in these batches
   */
  async tick(n = 1): Promise<void> {
    await this.#start()
    for (let i = 0; i < n; i++) {
      this.clock.advance(this.#interval)
      await this.network.idle()
      await this.ssc.idle()
      this.#throwFailure()
    }
  }

  /** Stop everything. May be called again. Errors: what failed and was not thrown by a tick. */
  async stop(): Promise<void> {
    await this.ssc.stop({ stopSparkContext: true })
    this.#throwFailure()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ssc.stop({ stopSparkContext: true })
  }

  async #start(): Promise<void> {
    if (this.#started) return
    this.#started = true
    await this.ssc.start()
    await this.network.idle()
    // Failures of outputs that are not collected come this way, maybe one turn after their tick.
    this.ssc.awaitTermination().catch((error) => this.#failures.push(error))
  }

  #throwFailure(): void {
    const [first] = this.#failures
    this.#failures = []
    if (first !== undefined) throw first
  }
}
